import SQL

/// A participant's wish to cancel an order.
public struct CancelCommand: Sendable {
    public let orderID: Identifier<Order>
    public let participantID: Identifier<Participant>
    /// Nil for a request without one: cancelling twice is harmless anyway.
    public let key: IdempotencyKey?
    public let input: InputHash

    public init(
        orderID: Identifier<Order>, participantID: Identifier<Participant>, key: IdempotencyKey?
    ) {
        self.orderID = orderID
        self.participantID = participantID
        self.key = key
        input = InputHash("cancel", orderID.value)
    }
}

extension OrderStore {
    /// Cancels an order, or starts to: before the platform was asked the money and the seat are
    /// back at once; after that the platform is told first.
    /// - Returns: the order's JSON; 200 where it is over, 202 where the platform must be told.
    /// - Throws: 404 for an order that is not this participant's; 409 `cancel_refused` with
    ///   reasons (``CancelRefusalReason``); 422 for a key that came with other input.
    public func requestCancel(_ command: CancelCommand, now: Instant) throws -> StoredAnswer {
        let keys = IdempotencyStore(database)
        let participant = command.participantID
        if let key = command.key,
            let first = try keys.replay(by: participant, key: key, input: command.input)
        {
            return first
        }
        guard let view = try order(command.orderID, of: command.participantID) else {
            throw Refusal.notFound("order")
        }
        let decision = OrderRules.decideCancel(
            view.order, scheduleStartsAt: view.schedule?.startsAt, now: now)
        switch decision {
        case .refuse(let reasons):
            throw Refusal(
                status: 409, code: "cancel_refused",
                detail: "This order cannot be cancelled any more.", reasons: reasons.map(\.words))
        // What is answered again waits for the same durability as the first time.
        case .unchanged: try touch(view.order)
        case .atOnce: try cancelAtOnce(view.order, now: now)
        case .afterPlatform: try cancelAfterPlatform(view.order, now: now)
        }
        guard let changed = try order(command.orderID, of: command.participantID) else {
            throw Refusal.notFound("order")
        }
        let isOver = changed.order.endedAt != nil
        let answer = StoredAnswer(
            status: isOver ? 200 : 202, body: JSON.encode(changed), replayed: false)
        if let key = command.key {
            try keys.keep(answer, by: participant, key: key, input: command.input, now: now)
        }
        return answer
    }

    private func touch(_ order: Order) throws {
        try database.run(
            "UPDATE orders SET cancel_requested_at = cancel_requested_at WHERE id = $1", order.id)
    }

    private func cancelAtOnce(_ order: Order, now: Instant) throws {
        let row = try database.row(
            """
            UPDATE orders SET state = 'cancelled', cancel_requested_at = $2, ended_at = $2
            WHERE id = $1 AND state = 'reserved' RETURNING \(Self.endedColumns)
            """,
            order.id, now)
        guard let row else { throw DatabaseError.busy("\(order.id) changed meanwhile") }
        try settle(order.id, row, now: now)
    }

    /// The answer to an enrolment that is under way comes first; ``confirm(_:enrolment:now:)``
    /// then owes the platform the cancellation.
    private func cancelAfterPlatform(_ order: Order, now: Instant) throws {
        let changed = try database.run(
            """
            UPDATE orders SET cancel_requested_at = $2
            WHERE id = $1 AND state = $3 AND started_at IS NULL
            """,
            order.id, now, order.state.rawValue)
        guard changed == 1 else { throw DatabaseError.busy("\(order.id) changed meanwhile") }
        if order.state == .confirmed {
            try outbox.add(.cancel, for: order.id, at: order.platformID, now: now)
        }
    }

    // MARK: - The platform's answer

    /// The enrolment to cancel; nil where none is owed any more, or the row is somebody else's.
    ///
    /// Owed are the cancellation of a confirmed order that its participant asked for, and that of
    /// an enrolment which came to be after its order had ended.
    public func owedCancellation(
        _ row: OutboxRow
    ) throws -> (request: EnrolmentRequest, reference: String)? {
        guard try outbox.holds(row), let facts = try enrolment(of: row.orderID) else { return nil }
        guard facts.hasEnded || (facts.state == .confirmed && facts.cancelRequested)
        else { return nil }
        // Never given back unheard: only a completion confirms without one, and ends this.
        guard let reference = facts.reference else {
            throw DatabaseError.unusable("\(row.orderID) owes a cancellation of no enrolment")
        }
        if facts.hasEnded {
            // The platform gave the same id again when the course was bought again: it is in use.
            let live = try database.row(
                """
                SELECT id FROM orders
                WHERE platform_id = $1 AND enrolment_ref = $2 AND ended_at IS NULL
                """,
                facts.platformID, reference)
            if live != nil { return nil }
        }
        return (facts.request, reference)
    }

    /// The platform carried the cancellation out, or none was owed: where the order is confirmed
    /// and its cancellation was asked for, the price is back on the card and the seat free.
    /// An order that was completed meanwhile stays completed.
    public func finishCancel(_ row: OutboxRow, now: Instant) throws {
        guard try outbox.holds(row) else { return }
        let ended = try database.row(
            """
            UPDATE orders SET ended_at = $2, state = 'refunded'
            WHERE id = $1 AND state = 'confirmed' AND cancel_requested_at IS NOT NULL
            RETURNING \(Self.endedColumns)
            """,
            row.orderID, now)
        if let ended { try settle(row.orderID, ended, now: now) }
        try outbox.remove(row)
    }

    /// The platform will not cancel: the order goes on as if it had not been asked. An order that
    /// had ended before it was enrolled stays as it is, with the platform's words.
    public func keepAfterRefusedCancel(
        _ row: OutboxRow, because words: String, now: Instant
    ) throws {
        guard try outbox.holds(row) else { return }
        let words = String(CleanText.line(words).prefix(Self.failureCharactersMax))
        let kept = try database.run(
            """
            UPDATE orders SET cancel_requested_at = NULL, failure = $2
            WHERE id = $1 AND state = 'confirmed' AND cancel_requested_at IS NOT NULL
            """,
            row.orderID, words)
        if kept == 0 {
            try database.run(
                "UPDATE orders SET failure = $2 WHERE id = $1 AND ended_at IS NOT NULL",
                row.orderID, words)
        }
        try outbox.remove(row)
    }

    /// The enrolment is no more, by our wish or by the platform's: what was charged is refunded,
    /// what was only reserved is let go, the seat is free.
    /// - Returns: false where the order is neither placed nor confirmed.
    @discardableResult
    public func giveBack(_ order: Identifier<Order>, now: Instant) throws -> Bool {
        let row = try database.row(
            """
            UPDATE orders SET ended_at = $2,
                state = CASE WHEN state = 'confirmed' THEN 'refunded' ELSE 'cancelled' END
            WHERE id = $1 AND state IN ('placed', 'confirmed') RETURNING \(Self.endedColumns)
            """,
            order, now)
        guard let row else { return false }
        try settle(order, row, now: now)
        return true
    }

    // MARK: - Money and seat of an order that ended

    /// What ``settle(_:_:now:)`` reads.
    static let endedColumns =
        "state, price, transfer_id, participant_id, platform_id, schedule_id, scheme_id, "
        + "cancel_requested_at"

    /// Undoes what an order held: its money, its seat, the calls it owed. Where the buyer did not
    /// ask for it, there is time to buy again.
    func settle(_ order: Identifier<Order>, _ row: Row, now: Instant) throws {
        let price = Money(rupiah: row.integer(1))
        let participant = Identifier<Participant>(stored: row.text(3))
        if row.text(0) == Order.State.refunded.rawValue {
            if price > .zero {
                try ledger.refund(
                    order, amount: price, to: participant, from: row.text(4), now: now)
            }
        } else if let pending = row.textIfPresent(2) {
            try ledger.void(Identifier(stored: pending), amount: price, to: participant, now: now)
        }
        if price > .zero, row.isNull(7) {
            try reopenWindow(of: participant, scheme: row.text(6), now: now)
        }
        if let schedule = row.textIfPresent(5) {
            try database.run(
                "UPDATE schedules SET seats_taken = seats_taken - 1 WHERE id = $1", schedule)
        }
        try outbox.remove(.enrol, of: order)
        try outbox.remove(.cancel, of: order)
    }

    /// A purchase was made, and it is not its buyer's doing that there is no course: the scheme's
    /// first days begin anew, or the card would be lost for what the platform did.
    private func reopenWindow(
        of participant: Identifier<Participant>, scheme id: String, now: Instant
    ) throws {
        let days = try scheme(id).firstPurchaseDays
        try database.run(
            """
            UPDATE cards SET buy_before = $2
            WHERE participant_id = $1 AND state = 'active' AND buy_before < $2
            """,
            participant, now + .days(days))
    }
}
