import Catalog
import Foundation

/// Asks one platform about its confirmed orders, each once a cycle and sooner where a hint came,
/// and carries out what it tells: a completion whose callback was lost is found here.
struct PollWorker: Sendable {
    /// Orders of one batch, and questions under way at once.
    static let batchMax = 32
    static let concurrentMax = 4
    /// Hints looked at between two batches.
    static let hintsMax = 32
    /// Longer than a batch takes: its rounds of questions, each with a repetition.
    static let lease = Span.minutes(5)
    /// Questions that a platform leaves unanswered before the batch is broken off.
    static let unansweredMax = 3
    static let idleMilliseconds = 200

    let context: ServiceContext
    let entry: PlatformDirectory.Entry

    private var platformID: String { entry.configuration.id }
    private var cycle: Span { .seconds(context.configuration.pollSeconds) }

    /// Works until the task is cancelled.
    func run() async {
        var nextTurnAt = context.clock.now()
        while !Task.isCancelled {
            do {
                try await followHints()
                if context.clock.now() >= nextTurnAt { nextTurnAt = try await turn() }
            } catch is CancellationError {
                return
            } catch {
                context.log.error(
                    "poll_failed",
                    ["platform": platformID, "error": CommandFailure.words(for: error)])
                nextTurnAt = context.clock.now() + .seconds(5)
            }
            try? await Task.sleep(for: .milliseconds(Self.idleMilliseconds))
        }
    }

    /// Asks the next batch where it is due.
    /// - Returns: when to look again.
    func turn() async throws -> Instant {
        let now = context.clock.now()
        let platformID = platformID
        let due = try await context.reads.run {
            try PollStore($0).nextDue(platform: platformID, now: now)
        }
        // Whoever is confirmed from now on is asked about within a cycle.
        guard let due else { return now + Span(milliseconds: cycle.milliseconds / 2) }
        guard due <= now else { return min(due, now + cycle) }
        let turn = try await context.commands.run {
            try PollStore($0).claim(platform: platformID, lease: Self.lease, now: now)
        }
        guard let turn else { return now + .seconds(1) }
        let questions = try await context.reads.run {
            try PollStore($0).questions(
                platform: platformID, after: turn.cursor, limit: Self.batchMax)
        }
        return try await finish(turn, questions, await ask(questions))
    }

    private func finish(
        _ turn: PollStore.Turn, _ questions: [PollStore.Question], _ batch: Batch
    ) async throws -> Instant {
        let isRoundOver = batch.asked == questions.count && questions.count < Self.batchMax
        let cursor = isRoundOver ? "" : questions.prefix(batch.asked).last?.order.id.value
        let failures = batch.isBrokenOff ? turn.failures + 1 : 0
        let next = PollRules.nextDue(
            roundBeganAt: turn.roundBeganAt, isRoundOver: isRoundOver, cycle: cycle,
            failures: failures, toldSeconds: batch.toldSeconds, now: context.clock.now())
        try await context.commands.run {
            try PollStore($0).finish(
                turn, cursor: cursor ?? turn.cursor, dueAt: next, failures: failures,
                error: batch.isBrokenOff ? batch.failure : nil)
        }
        if batch.isBrokenOff {
            context.log.warning(
                "poll_broken_off", ["platform": platformID, "failure": batch.failure ?? ""])
        }
        return next
    }

    // MARK: - Hints

    /// Asks at once about the enrolments that hints named. Of those that are no confirmed order's
    /// nothing is done: the sender learns nothing, and the store is only read.
    func followHints() async throws {
        let references = context.hints.take(
            of: platformID, limit: Self.hintsMax, now: context.clock.now())
        guard !references.isEmpty else { return }
        let platformID = platformID
        let questions = try await context.reads.run { database in
            try references.compactMap {
                try PollStore(database).question(platform: platformID, reference: $0)
            }
        }
        count("catalogd_hints_total", "known", by: questions.count)
        count("catalogd_hints_total", "unknown", by: references.count - questions.count)
        _ = await ask(questions)
    }

    // MARK: - Asking

    /// How a batch went.
    private struct Batch {
        /// Questions that were asked, from the first on.
        var asked = 0
        var unanswered = 0
        var toldSeconds: Int?
        var failure: String?

        var isBrokenOff: Bool { unanswered >= PollWorker.unansweredMax }
    }

    /// Asks them in their order, some at a time, until a platform that does not answer ends it.
    private func ask(_ questions: [PollStore.Question]) async -> Batch {
        await withTaskGroup(of: PlatformFailure?.self) { group in
            var batch = Batch()
            var underWay = 0
            for question in questions {
                if underWay == Self.concurrentMax, let outcome = await group.next() {
                    underWay -= 1
                    Self.note(outcome, in: &batch)
                }
                if batch.isBrokenOff || Task.isCancelled { break }
                group.addTask { await ask(question) }
                underWay += 1
                batch.asked += 1
            }
            for await outcome in group { Self.note(outcome, in: &batch) }
            // Few orders and none answered: the platform does not answer.
            if batch.asked > 0, batch.unanswered == batch.asked {
                batch.unanswered = max(batch.unanswered, Self.unansweredMax)
            }
            return batch
        }
    }

    private static func note(_ failure: PlatformFailure?, in batch: inout Batch) {
        switch failure {
        case .unavailable(_, let seconds)?:
            batch.toldSeconds = max(seconds ?? 0, batch.toldSeconds ?? 0)
        case .unauthorized?: break
        // What concerns one order alone does not keep the others waiting.
        case .refused?, .conflict?, .unknown?, .malformed?, nil: return
        }
        batch.unanswered += 1
        batch.failure = failure?.words
    }

    private func ask(_ question: PollStore.Question) async -> PlatformFailure? {
        let report: EnrolmentReport
        do throws(PlatformFailure) {
            report = try await entry.platform.report(
                on: question.request, reference: question.reference)
        } catch {
            count("catalogd_polls_total", "failed")
            context.log.debug(
                "poll_unanswered",
                [
                    "platform": platformID, "order": question.order.id.value,
                    "failure": error.words,
                ])
            return error
        }
        let news = PollRules.news(
            in: report, of: question.order, reference: question.reference,
            hasCertificate: question.hasCertificate)
        count("catalogd_polls_total", news.isEmpty ? "nothing_new" : "news")
        guard !news.isEmpty else { return nil }
        do {
            try await take(news, report)
        } catch {
            // The same is told again in the next round.
            context.log.error(
                "poll_not_kept",
                [
                    "platform": platformID, "order": question.order.id.value,
                    "error": CommandFailure.words(for: error),
                ])
        }
        return nil
    }

    private func take(_ news: [CompletionEvent], _ report: EnrolmentReport) async throws {
        let clock = context.clock
        let state = context.state
        let deliveries = news.map {
            EventDelivery(translating: $0, from: report.source, platformID: platformID)
        }
        try await context.commands.run { database in
            let store = CompletionStore(database, schemes: state.schemes)
            for delivery in deliveries { _ = try store.receive(asked: delivery, now: clock.now()) }
        }
        if news.contains(where: { $0.kind == .enrolmentCancelled }) { state.noteSeatsChanged() }
    }

    private func count(_ name: String, _ outcome: String, by step: Int = 1) {
        guard step > 0 else { return }
        context.metrics.count(
            name, labels: "platform=\"\(platformID)\",outcome=\"\(outcome)\"", by: step)
    }
}
