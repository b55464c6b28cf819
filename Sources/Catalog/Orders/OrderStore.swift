import SQL

/// Orders in the store, together with their money, seats and outbox.
///
/// Every writing function belongs inside one command: when it throws, its caller undoes what it
/// wrote (the command queue does, by a savepoint). Transitions are conditional updates
/// (`WHERE state = …`), so that of two that race one happens; locks are taken in the order
/// order, card, schedule, outbox.
///
/// What each file holds: this one what the outbox worker and completions do,
/// `OrderStore+Buy.swift` buying, `OrderStore+Cancel.swift` cancelling and giving back,
/// `OrderStore+Read.swift` reading and rating.
public struct OrderStore {
    /// Longest failure text that is kept, in characters.
    public static let failureCharactersMax = 500

    let database: any Database
    let schemes: [String: Scheme]

    /// - Parameter schemes: as loaded at the start, so that a purchase need not read them; those
    ///   that are missing are read.
    public init(_ database: any Database, schemes: [String: Scheme] = [:]) {
        self.database = database
        self.schemes = schemes
    }

    var ledger: LedgerStore { LedgerStore(database) }
    var outbox: OutboxStore { OutboxStore(database) }

    // MARK: - Placing

    /// Notes that the platform is about to be asked, and returns what to ask. This is durable
    /// before the call: an order that is still `reserved` was never heard of outside.
    /// - Returns: nil where nothing is to be asked any more; the row is gone then.
    public func markPlaced(_ row: OutboxRow, now: Instant) throws -> EnrolmentRequest? {
        let placed = try database.run(
            """
            UPDATE orders SET state = 'placed', placed_at = coalesce(placed_at, $2)
            WHERE id = $1 AND state IN ('reserved', 'placed')
            """,
            row.orderID, now)
        guard placed == 1 else {
            try outbox.remove(row.id)
            return nil
        }
        return try enrolment(of: row.orderID)?.request
    }

    /// The platform enrolled the learner: the price is charged and there is a redeem code.
    /// A cancellation that was asked for meanwhile is now owed to the platform.
    /// - Parameter enrolment: the platform's id of the enrolment; nil only for a completion that
    ///   overtook the answer and does not name it.
    /// - Returns: false where the order was not `placed`; a missing reference is noted then.
    /// - Throws: `DatabaseError.constraint` where the platform gave this reference to another
    ///   order.
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
            try database.run(
                """
                UPDATE orders SET enrolment_ref = $2 WHERE id = $1 AND enrolment_ref IS NULL
                AND state IN ('confirmed', 'completed')
                """,
                order, enrolment)
            return false
        }
        if let pending = row.textIfPresent(0) {
            try ledger.post(Identifier(stored: pending), now: now)
        }
        try outbox.remove(.enrol, of: order)
        if !row.isNull(2) { try outbox.add(.cancel, for: order, at: row.text(1), now: now) }
        return true
    }

    /// ``confirm(_:enrolment:now:)`` for the worker that asked; its row is gone afterwards.
    public func confirm(_ row: OutboxRow, enrolment: String, now: Instant) throws {
        try confirm(row.orderID, enrolment: enrolment, now: now)
        try outbox.remove(row.id)
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
            order, String(words.prefix(Self.failureCharactersMax)), now)
        guard let row else { return false }
        try settle(order, row, now: now)
        return true
    }

    /// ``fail(_:because:now:)`` for the worker that asked; its row is gone afterwards.
    public func fail(_ row: OutboxRow, because words: String, now: Instant) throws {
        try fail(row.orderID, because: words, now: now)
        try outbox.remove(row.id)
    }

    // MARK: - Completing

    /// The platform proved completion: the order's price becomes the platform's. A cancellation
    /// that it did not carry out in time is owed no more.
    /// - Parameter completedAt: when the learner finished, as the platform says.
    /// - Returns: false where the order was not `confirmed`.
    @discardableResult
    public func complete(
        _ order: Identifier<Order>, completedAt: Instant, now: Instant
    ) throws -> Bool {
        let row = try database.row(
            """
            UPDATE orders SET state = 'completed', completed_at = $2
            WHERE id = $1 AND state = 'confirmed'
            RETURNING price, platform_id, cancel_requested_at
            """,
            order, completedAt)
        guard let row else { return false }
        let price = Money(rupiah: row.integer(0))
        if price > .zero {
            try ledger.complete(order, amount: price, of: row.text(1), now: now)
        }
        if !row.isNull(2) { try outbox.remove(.cancel, of: order) }
        return true
    }

    /// What a platform needs to know of an order, and its own id of the enrolment.
    func enrolment(
        of order: Identifier<Order>
    ) throws -> (request: EnrolmentRequest, reference: String?, state: Order.State)? {
        try database.row(
            """
            SELECT c.external_id, s.code, o.participant_id, o.enrolment_ref, o.state
            FROM orders AS o JOIN courses AS c ON c.id = o.course_id
            LEFT JOIN schedules AS s ON s.id = o.schedule_id
            WHERE o.id = $1
            """,
            order
        ).map { row in
            let request = EnrolmentRequest(
                orderID: order, externalCourseID: row.text(0), scheduleCode: row.textIfPresent(1),
                learnerID: Identifier(stored: row.text(2)))
            return (request, row.textIfPresent(3), try Self.state(row.text(4)))
        }
    }

    static func state(_ text: String) throws -> Order.State {
        guard let state = Order.State(rawValue: text) else {
            throw DatabaseError.unusable("order state \(text)")
        }
        return state
    }
}
