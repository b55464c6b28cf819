import Catalog

/// Looks again at events that still wait for an enrolment which has become known. The step that
/// stores the enrolment releases them itself; this finds what was too much for one command, and
/// what came in that very moment.
struct WaitingEventWorker: Sendable {
    /// Enrolments of one round.
    static let roundMax = 100
    static let pauseSeconds = 300

    let context: ServiceContext

    func run() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: .seconds(Self.pauseSeconds))
            if Task.isCancelled { return }
            do {
                try await release()
            } catch {
                context.log.error(
                    "waiting_event_worker_failed", ["error": CommandFailure.words(for: error)])
            }
        }
    }

    /// One round. An enrolment whose events cannot be read again does not keep the others waiting.
    private func release() async throws {
        let enrolments = try await context.reads.run {
            try CompletionStore($0).releasable(limit: Self.roundMax)
        }
        let clock = context.clock
        let state = context.state
        for (platformID, reference) in enrolments {
            do {
                let count = try await context.commands.run { database in
                    try CompletionStore(database, schemes: state.schemes).replayUnknown(
                        platformID: platformID, enrolmentReference: reference, now: clock.now())
                }
                state.noteSeatsChanged()
                context.log.info(
                    "waiting_events_released", ["platform": platformID, "count": "\(count)"])
            } catch {
                context.log.error(
                    "waiting_event_failed",
                    ["platform": platformID, "error": CommandFailure.words(for: error)])
            }
        }
    }
}
