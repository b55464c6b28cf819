import Catalog
import PlatformAdapters
import Synchronization

/// Lets learners live their stories and reports each step until it is taken.
final class LearnerWorker: Sendable {
    /// How often one report is sent before it is given up.
    static let attemptsMax = 500

    private let platformID: String
    private let pace: Pace
    private let clock: WallClock
    private let reporter: any LearnerReporter
    private let running = Mutex<[String: Task<Void, Never>]>([:])
    private let desk: EnrolmentDesk

    init(
        platformID: String, pace: Pace, clock: WallClock, desk: EnrolmentDesk,
        reporter: any LearnerReporter
    ) {
        self.platformID = platformID
        self.pace = pace
        self.clock = clock
        self.desk = desk
        self.reporter = reporter
    }

    func begin(_ enrolment: SimulatedEnrolment) {
        running.withLock { running in
            guard running[enrolment.id] == nil else { return }
            running[enrolment.id] = Task { [weak self] in
                await self?.live(enrolment)
                self?.forget(enrolment.id)
            }
        }
    }

    func stop() {
        let tasks = running.withLock { running in
            defer { running = [:] }
            return running.values
        }
        for task in tasks { task.cancel() }
    }

    private func forget(_ id: String) {
        running.withLock { $0[id] = nil }
    }

    private func live(_ enrolment: SimulatedEnrolment) async {
        for step in LearnerStory.steps(platformID, enrolment.id) {
            let wait = pace.wait(before: step.type, of: enrolment.id)
            guard await slept(wait) else { return }
            if case .certified = step {
                // Comes after completion, whose enrolment is active no more.
            } else if !desk.isActive(enrolment.id) {
                return
            }
            if case .completed = step { desk.complete(enrolment.id, at: clock.now()) }
            let event = LearnerStory.Event(
                id: LearnerStory.eventID(step, enrolment.id), step: step, enrolment: enrolment,
                at: clock.now())
            guard await reported(event) else { return }
        }
    }

    /// Repeats until the report is taken; false when it never was.
    private func reported(_ event: LearnerStory.Event) async -> Bool {
        for attempt in 0..<Self.attemptsMax {
            if await reporter.report(event) { return true }
            // At least half a second, so that a service that starts is not run over.
            let jitter = RetryRules.wait(attempt: attempt, fraction: Double.random(in: 0..<1))
            guard await slept(Span(milliseconds: 500 + jitter.milliseconds)) else { return false }
        }
        return false
    }

    private func slept(_ span: Span) async -> Bool {
        (try? await Task.sleep(for: .milliseconds(span.milliseconds))) != nil
    }
}

/// Tells the service what a learner did, in the way of the platform's dialect.
protocol LearnerReporter: Sendable {
    /// Whether the service took it; otherwise it is told again.
    func report(_ event: LearnerStory.Event) async -> Bool
}
