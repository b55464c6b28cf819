import Catalog
import Foundation

/// Carries out the calls that orders owe to one platform: enrol and cancel. One worker a
/// platform, so that a dead platform delays nobody else's orders.
///
/// No transaction spans a call. An answer that did not arrive is asked about before anything is
/// repeated, and nothing is guessed.
struct OutboxWorker: Sendable {
    /// Calls under way at once.
    static let concurrentMax = 8
    /// Rows taken at once.
    static let claimMax = 32
    /// How long a row is ours; longer than a call and its retries take.
    static let lease = Span.seconds(60)
    /// Pause when nothing is due, in milliseconds.
    static let idleMilliseconds = 200
    static let retryFirst = Span.seconds(1)
    static let retryMax = Span.minutes(1)

    let context: ServiceContext
    let entry: PlatformDirectory.Entry

    private var platformID: String { entry.configuration.id }

    /// Works until the task is cancelled.
    func run() async {
        while !Task.isCancelled {
            do {
                let rows = try await claim()
                if rows.isEmpty {
                    try await Task.sleep(for: .milliseconds(Self.idleMilliseconds))
                    continue
                }
                await carryOut(rows)
            } catch is CancellationError {
                return
            } catch {
                context.log.error(
                    "outbox_failed",
                    ["platform": platformID, "error": CommandFailure.words(for: error)])
                try? await Task.sleep(for: .seconds(1))
            }
        }
    }

    /// Looks with a reader first: an idle platform costs no commit.
    private func claim() async throws -> [OutboxRow] {
        let now = context.clock.now()
        let platformID = platformID
        let isDue = try await context.reads.run {
            try OutboxStore($0).isDue(platform: platformID, now: now)
        }
        guard isDue else { return [] }
        return try await context.commands.run {
            try OutboxStore($0).claim(
                platform: platformID, limit: Self.claimMax, lease: Self.lease, now: now)
        }
    }

    private func carryOut(_ rows: [OutboxRow]) async {
        await withTaskGroup(of: Void.self) { group in
            for (index, row) in rows.enumerated() {
                if index >= Self.concurrentMax { await group.next() }
                group.addTask { await carryOut(row) }
            }
        }
    }

    private func carryOut(_ row: OutboxRow) async {
        do {
            switch row.kind {
            case .enrol: try await enrol(row)
            case .cancel: try await cancel(row)
            }
        } catch let failure as PlatformFailure {
            await postpone(row, after: failure)
        } catch {
            // The row's lease runs out and it is taken again.
            context.log.error(
                "outbox_row_failed",
                [
                    "platform": platformID, "order": row.orderID.value,
                    "error": CommandFailure.words(for: error),
                ])
        }
    }

    private func enrol(_ row: OutboxRow) async throws {
        let clock = context.clock
        let request = try await context.commands.run {
            try OrderStore($0).markPlaced(row, now: clock.now())
        }
        guard let request else { return }
        let enrolment: Enrolment
        do {
            enrolment = try await settled(request)
        } catch .refused(let words) {
            try await context.commands.run {
                try OrderStore($0).fail(row, because: words, now: clock.now())
            }
            context.state.noteSeatsChanged()
            count("refused")
            return
        }
        switch enrolment.state {
        case .active, .completed:
            let platformID = platformID
            let state = context.state
            try await context.commands.run { database in
                let now = clock.now()
                try OrderStore(database).confirm(row, enrolment: enrolment.reference, now: now)
                // A callback may have overtaken this reply.
                try CompletionStore(database, schemes: state.schemes).replayUnknown(
                    platformID: platformID, enrolmentReference: enrolment.reference, now: now)
            }
            count("confirmed")
        case .pending:
            throw PlatformFailure.unavailable(
                "the platform is still deciding", retryAfterSeconds: 5)
        case .cancelled:
            try await context.commands.run {
                try OrderStore($0).fail(
                    row, because: "the platform cancelled the enrolment", now: clock.now())
            }
            count("refused")
        }
    }

    /// The platform's word on the enrolment; after a lost answer, by asking for it.
    private func settled(
        _ request: EnrolmentRequest
    ) async throws(PlatformFailure) -> Enrolment {
        do {
            return try await entry.platform.enrol(request)
        } catch .unknown(let words) {
            if let found = try await entry.platform.enrolment(of: request, reference: nil) {
                return found
            }
            // Not there now, but the first request may still be under way: asked again later
            // with the same key, which brings the same enrolment.
            throw .unavailable(words, retryAfterSeconds: nil)
        }
    }

    private func cancel(_ row: OutboxRow) async throws {
        let clock = context.clock
        let owed = try await context.reads.run { try OrderStore($0).owedCancellation(row) }
        if let owed {
            do {
                try await entry.platform.cancel(owed.request, reference: owed.reference)
            } catch PlatformFailure.refused(let words) {
                try await context.commands.run {
                    try OrderStore($0).keepAfterRefusedCancel(row, because: words, now: clock.now())
                }
                return
            }
        }
        try await context.commands.run {
            try OrderStore($0).finishCancel(row, now: clock.now())
        }
        context.state.noteSeatsChanged()
        count("cancelled")
    }

    private func postpone(_ row: OutboxRow, after failure: PlatformFailure) async {
        var wait = backoff(attempts: row.attempts)
        if case .unavailable(_, let seconds?) = failure {
            wait = min(max(wait, .seconds(seconds)), Self.retryMax)
        }
        let until = context.clock.now() + wait
        context.log.warning(
            "platform_call_failed",
            ["platform": platformID, "order": row.orderID.value, "failure": "\(failure)"])
        count("postponed")
        try? await context.commands.run {
            try OutboxStore($0).postpone(row.id, because: "\(failure)", until: until)
        }
    }

    /// Doubles from a second to a minute, with full jitter, so that a platform that comes back
    /// is not met by all orders at once.
    private func backoff(attempts: Int) -> Span {
        let ceiling = min(
            Self.retryMax.milliseconds, Self.retryFirst.milliseconds << min(attempts, 16))
        return Span(milliseconds: Int64.random(in: Self.retryFirst.milliseconds / 2...ceiling))
    }

    private func count(_ outcome: String) {
        context.metrics.count(
            "catalogd_outbox_total", labels: "platform=\"\(platformID)\",outcome=\"\(outcome)\"")
    }
}
