import SQL

/// Asking the platform to enrol, and its answer.
extension OrderStore {
    /// Notes that the platform is about to be asked, and returns what to ask. This is durable
    /// before the call: an order that is still `reserved` was never heard of outside, and an
    /// attempt whose end is not noted may have done anything.
    ///
    /// An order that nobody wants any more, or whose date has begun, ends here instead, as long as
    /// it is certain that the platform has made nothing (``EnrolmentRules``).
    /// - Returns: nil where nothing is to be asked any more, or the row is somebody else's.
    public func markPlaced(_ row: OutboxRow, now: Instant) throws -> EnrolmentRequest? {
        guard try outbox.holds(row), let facts = try enrolment(of: row.orderID) else { return nil }
        let beginning = EnrolmentRules.begin(
            facts.state, cancelRequested: facts.cancelRequested,
            scheduleStartsAt: facts.scheduleStartsAt, uncertainSince: row.uncertainSince, now: now)
        switch beginning {
        case .nothing: try outbox.remove(row)
        case .letGo: try giveBack(row.orderID, now: now)
        case .fail(let words): try fail(row.orderID, because: words, now: now)
        case .ask:
            let placed = try database.run(
                """
                UPDATE orders SET state = 'placed', placed_at = coalesce(placed_at, $2)
                WHERE id = $1 AND state IN ('reserved', 'placed')
                """,
                row.orderID, now)
            guard placed == 1, try outbox.noteCall(row, now: now) else {
                throw DatabaseError.busy("\(row.orderID) changed meanwhile")
            }
            return facts.request
        }
        return nil
    }

    /// The platform enrolled the learner: the price is charged and there is a redeem code.
    /// A cancellation that was asked for meanwhile is now owed to the platform.
    ///
    /// For an order that ended meanwhile the enrolment is nobody's: its reference is noted, and the
    /// platform is owed a cancellation.
    /// - Parameter enrolment: the platform's id of the enrolment; nil only for a completion that
    ///   overtook the answer and does not name it.
    /// - Returns: false where the order was not `placed`; a missing reference is noted then.
    /// - Throws: `DatabaseError.constraint` where the platform gave this reference to another
    ///   order that has not ended.
    @discardableResult
    public func confirm(
        _ order: Identifier<Order>, enrolment: String?, now: Instant
    ) throws -> Bool {
        let row = try database.row(
            """
            UPDATE orders SET state = 'confirmed', confirmed_at = $2, redeem_code = $3,
                enrolment_ref = coalesce(enrolment_ref, $4)
            WHERE id = $1 AND state = 'placed'
            RETURNING transfer_id, platform_id, cancel_requested_at
            """,
            order, now, RedeemCode.make(), enrolment)
        guard let row else {
            if let enrolment { try noteLate(enrolment, of: order, now: now) }
            return false
        }
        if let pending = row.textIfPresent(0) {
            try ledger.post(Identifier(stored: pending), now: now)
        }
        try outbox.remove(.enrol, of: order)
        if !row.isNull(2) { try outbox.add(.cancel, for: order, at: row.text(1), now: now) }
        return true
    }

    /// ``confirm(_:enrolment:now:)`` for the worker that asked. The answer is true whoever holds
    /// the row by now.
    public func confirm(_ row: OutboxRow, enrolment: String, now: Instant) throws {
        try confirm(row.orderID, enrolment: enrolment, now: now)
        try outbox.remove(row)
    }

    private func noteLate(
        _ enrolment: String, of order: Identifier<Order>, now: Instant
    ) throws {
        let live = try database.run(
            """
            UPDATE orders SET enrolment_ref = $2 WHERE id = $1 AND enrolment_ref IS NULL
            AND state IN ('confirmed', 'completed')
            """,
            order, enrolment)
        guard live == 0 else { return }
        let ended = try database.row(
            """
            UPDATE orders SET enrolment_ref = $2
            WHERE id = $1 AND ended_at IS NOT NULL AND placed_at IS NOT NULL RETURNING platform_id
            """,
            order, enrolment)
        guard let ended else { return }
        try outbox.add(.cancel, for: order, at: ended.text(0), now: now)
    }

    /// The platform said no: the money and the seat are back at once.
    /// - Parameter words: the platform's own, for the buyer to read.
    /// - Returns: false where the order was past that.
    @discardableResult
    public func fail(
        _ order: Identifier<Order>, because words: String, now: Instant
    ) throws -> Bool {
        let row = try database.row(
            """
            UPDATE orders SET state = 'failed', failure = $2, ended_at = $3
            WHERE id = $1 AND state IN ('reserved', 'placed')
            RETURNING \(Self.endedColumns)
            """,
            order, String(CleanText.line(words).prefix(Self.failureCharactersMax)), now)
        guard let row else { return false }
        try settle(order, row, now: now)
        return true
    }

    /// ``fail(_:because:now:)`` for the worker that asked. Changes nothing where the row is
    /// somebody else's by now, whose attempt may have another end.
    public func fail(_ row: OutboxRow, because words: String, now: Instant) throws {
        guard try outbox.holds(row) else { return }
        try fail(row.orderID, because: words, now: now)
        try outbox.remove(row)
    }

    /// What a platform needs to know of an order, and where the order stands.
    struct EnrolmentFacts {
        let request: EnrolmentRequest
        /// The platform's id of the enrolment.
        let reference: String?
        let platformID: String
        let state: Order.State
        let cancelRequested: Bool
        let hasEnded: Bool
        let scheduleStartsAt: Instant?
    }

    func enrolment(of order: Identifier<Order>) throws -> EnrolmentFacts? {
        try database.row(
            """
            SELECT c.external_id, s.code, o.participant_id, o.enrolment_ref, o.state,
                o.cancel_requested_at, o.ended_at, s.starts_at, o.platform_id,
                c.enrolment_key, p.name
            FROM orders AS o JOIN courses AS c ON c.id = o.course_id
            JOIN participants AS p ON p.id = o.participant_id
            LEFT JOIN schedules AS s ON s.id = o.schedule_id
            WHERE o.id = $1
            """,
            order
        ).map { row in
            EnrolmentFacts(
                request: EnrolmentRequest(
                    orderID: order, externalCourseID: row.text(0),
                    scheduleCode: row.textIfPresent(1), learnerID: Identifier(stored: row.text(2)),
                    learnerName: row.text(10), enrolmentKey: row.textIfPresent(9)),
                reference: row.textIfPresent(3), platformID: row.text(8),
                state: try Self.state(row.text(4)), cancelRequested: !row.isNull(5),
                hasEnded: !row.isNull(6),
                scheduleStartsAt: row.integerIfPresent(7).map(Instant.init(milliseconds:)))
        }
    }
}
