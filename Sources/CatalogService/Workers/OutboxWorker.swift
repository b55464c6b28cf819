import Catalog
import Foundation
import SQL

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
    /// How long a row is ours, and how long nobody carries it out after its instance died; longer
    /// than a call, its retries and a look-up take.
    static let lease = Span.seconds(50)
    /// How often the lease of rows that wait for their turn is prolonged.
    static let prolongSeconds = 5.0
    /// An attempt with less of the lease left is not begun: another may take the row meanwhile.
    static let attemptSpanMax = Span.seconds(40)
    /// Pause when nothing is due, in milliseconds.
    static let idleMilliseconds = 200
    static let retryFirst = Span.seconds(1)
    static let retryMax = Span.seconds(30)

    let context: ServiceContext
    let entry: PlatformDirectory.Entry

    private var platformID: String { entry.configuration.id }

    /// Works until the task is cancelled.
    func run() async {
        while !Task.isCancelled {
            do {
                if try await step() == 0 {
                    try await Task.sleep(for: .milliseconds(Self.idleMilliseconds))
                }
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

    /// Takes what is due and carries it out.
    /// - Returns: how many calls were due.
    func step() async throws -> Int {
        let rows = try await claim()
        guard !rows.isEmpty else { return 0 }
        Sabotage.crash(at: "claimed")
        let held = HeldRows(rows)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await carryOut(held) }
            group.addTask { await prolong(held) }
            await group.next()
            group.cancelAll()
        }
        return rows.count
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

    private func carryOut(_ held: HeldRows) async {
        await withTaskGroup(of: Void.self) { group in
            for (index, row) in held.rows.enumerated() {
                if index >= Self.concurrentMax { await group.next() }
                group.addTask {
                    if held.until - context.clock.now() >= Self.attemptSpanMax {
                        await carryOut(row)
                    }
                    held.finish(row)
                }
            }
        }
    }

    /// Prolongs the leases of what is not finished, until the task is cancelled. Where that fails,
    /// no further attempt is begun, and the rows are soon anybody's.
    private func prolong(_ held: HeldRows) async {
        while true {
            do {
                try await Task.sleep(for: .seconds(Self.prolongSeconds))
            } catch {
                return
            }
            let until = context.clock.now() + Self.lease
            let rows = held.unfinished
            let prolonged: Void? = try? await context.commands.run {
                try OutboxStore($0).prolong(rows, until: until)
            }
            if prolonged != nil { held.setUntil(until) }
        }
    }

    private func carryOut(_ row: OutboxRow) async {
        do {
            switch row.kind {
            case .enrol: try await enrol(row)
            case .cancel: try await cancel(row)
            }
        } catch {
            // Ours, not the platform's: such as a reference that another order has. What the call
            // did is not noted, so it stays uncertain.
            let words = CommandFailure.words(for: error)
            context.log.error(
                "outbox_row_failed",
                ["platform": platformID, "order": row.orderID.value, "error": words])
            count("failed")
            let now = context.clock.now()
            await postpone(row, because: words, uncertainSince: now)
        }
    }

    // MARK: - Enrolling

    private func enrol(_ row: OutboxRow) async throws {
        let clock = context.clock
        let state = context.state
        let request = try await context.commands.run(inOrderOf: contended(row)) {
            try OrderStore($0, schemes: state.schemes).markPlaced(row, now: clock.now())
        }
        guard let request else {
            state.noteSeatsChanged()
            return
        }
        Sabotage.crash(at: "placed")
        let next = await answer(to: request, row)
        Sabotage.crash(at: "answered")
        switch next {
        case .confirm(let reference):
            try await confirm(row, reference: reference)
            Sabotage.crash(at: "confirmed")
        case .fail(let words):
            try await context.commands.run(inOrderOf: contended(row)) {
                try OrderStore($0, schemes: state.schemes).fail(
                    row, because: words, now: clock.now())
            }
            state.noteSeatsChanged()
            count("refused")
        case .wait(let waiting):
            note(waiting.words, of: row)
            await postpone(
                row, because: waiting.words, seconds: waiting.seconds,
                uncertainSince: waiting.uncertainSince)
        }
    }

    /// Asks, and looks up what the answer leaves open.
    private func answer(
        to request: EnrolmentRequest, _ row: OutboxRow
    ) async -> EnrolmentRules.Next {
        let answer: EnrolmentRules.Answer
        do throws(PlatformFailure) {
            answer = .success(try await entry.platform.enrol(request))
        } catch {
            answer = .failure(error)
        }
        if Sabotage.guessesEnrolment.isOn, case .failure(.unknown) = answer {
            return .fail("guessed")
        }
        var found: EnrolmentRules.Finding?
        if EnrolmentRules.needsLookUp(answer, uncertainSince: row.uncertainSince) {
            do throws(PlatformFailure) {
                found = .success(
                    try await entry.platform.enrolment(of: request, reference: nil))
            } catch {
                found = .failure(error)
            }
        }
        return EnrolmentRules.next(
            answer, found: found, uncertainSince: row.uncertainSince, now: context.clock.now())
    }

    private func confirm(_ row: OutboxRow, reference: String) async throws {
        let clock = context.clock
        let platformID = platformID
        let state = context.state
        // The platform's own callbacks name the enrolment, and come at the same time.
        let contended = EventDelivery.contended(
            platformID, order: row.orderID.value, enrolmentReference: reference)
        try await context.commands.run(inOrderOf: contended) { database in
            let now = clock.now()
            try OrderStore(database).confirm(row, enrolment: reference, now: now)
            // A callback may have overtaken this reply.
            try CompletionStore(database, schemes: state.schemes).replayUnknown(
                platformID: platformID, enrolmentReference: reference, now: now)
        }
        count("confirmed")
    }

    // MARK: - Cancelling

    private func cancel(_ row: OutboxRow) async throws {
        let clock = context.clock
        let owed = try await context.commands.run(inOrderOf: contended(row)) { database in
            let owed = try OrderStore(database).owedCancellation(row)
            if owed == nil { try OutboxStore(database).remove(row) }
            return owed
        }
        guard let owed else { return }
        let refusal: String?
        Sabotage.crash(at: "cancelling")
        do throws(PlatformFailure) {
            refusal = try await cancel(owed.request, reference: owed.reference)
        } catch {
            note(error.words, of: row)
            var seconds: Int?
            if case .unavailable(_, let told) = error { seconds = told }
            await postpone(row, because: error.words, seconds: seconds, uncertainSince: nil)
            return
        }
        Sabotage.crash(at: "cancelled")
        let state = context.state
        try await context.commands.run(inOrderOf: contended(row)) { database in
            let orders = OrderStore(database, schemes: state.schemes)
            if let refusal {
                try orders.keepAfterRefusedCancel(row, because: refusal, now: clock.now())
            } else {
                try orders.finishCancel(row, now: clock.now())
            }
        }
        state.noteSeatsChanged()
        count(refusal == nil ? "cancelled" : "kept")
    }

    /// A no may be the answer to our second request, after the first was carried out and its
    /// answer lost: what the platform has now decides.
    /// - Returns: the platform's words where it keeps the enrolment; nil where it is gone.
    private func cancel(
        _ request: EnrolmentRequest, reference: String
    ) async throws(PlatformFailure) -> String? {
        do throws(PlatformFailure) {
            try await entry.platform.cancel(request, reference: reference)
            return nil
        } catch .refused(let words) {
            let now = try await entry.platform.enrolment(of: request, reference: reference)
            return now == nil || now?.state == .cancelled ? nil : words
        }
    }

    private func contended(_ row: OutboxRow) -> String {
        EventDelivery.contended(platformID, order: row.orderID.value, enrolmentReference: nil)
    }

    // MARK: - Later

    private func note(_ failure: String, of row: OutboxRow) {
        context.log.warning(
            "platform_call_failed",
            ["platform": platformID, "order": row.orderID.value, "failure": failure])
        count("postponed")
    }

    private func postpone(
        _ row: OutboxRow, because words: String, seconds: Int? = nil, uncertainSince: Instant?
    ) async {
        var wait = backoff(attempts: row.attempts)
        if let seconds { wait = min(max(wait, .seconds(seconds)), Self.retryMax) }
        let until = context.clock.now() + wait
        // Where even this fails the lease runs out, and the row is taken again.
        try? await context.commands.run {
            try OutboxStore($0).postpone(
                row, because: words, until: until, uncertainSince: uncertainSince)
        }
    }

    /// Doubles from a second to half a minute, with full jitter, so that a platform that comes back
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
