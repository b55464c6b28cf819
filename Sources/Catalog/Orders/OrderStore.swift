import SQL

/// Orders in the store, together with their money, seats and outbox.
///
/// Every writing function belongs inside one command: when it throws, its caller undoes what it
/// wrote (the command queue does, by a savepoint). Transitions are conditional updates
/// (`WHERE state = …`), so that of two that race one happens; locks are taken in the order
/// order, card, schedule, outbox.
///
/// What each file holds: this one completing, `OrderStore+Buy.swift` buying,
/// `OrderStore+Enrol.swift` what the outbox worker does to enrol, `OrderStore+Cancel.swift`
/// cancelling and giving back, `OrderStore+Read.swift` reading and rating.
public struct OrderStore {
    /// Longest failure text that is kept, in characters.
    public static let failureCharactersMax = 500

    let database: any Database
    let schemes: [String: Scheme]
    let selling: Set<String>?

    /// - Parameters:
    ///   - schemes: as loaded at the start, so that a purchase need not read them; those that are
    ///     missing are read.
    ///   - selling: the platforms whose courses may be bought; nil for all.
    public init(
        _ database: any Database, schemes: [String: Scheme] = [:], selling: Set<String>? = nil
    ) {
        self.database = database
        self.schemes = schemes
        self.selling = selling
    }

    var ledger: LedgerStore { LedgerStore(database) }
    var outbox: OutboxStore { OutboxStore(database) }

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

    static func state(_ text: String) throws -> Order.State {
        guard let state = Order.State(rawValue: text) else {
            throw DatabaseError.unusable("order state \(text)")
        }
        return state
    }
}
