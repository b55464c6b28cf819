import SQL

/// Reads the statement of a card.
public struct StatementStore {
    /// The most lines of one page.
    public static let pageEntriesMax = 100

    private let database: any Database

    public init(_ database: any Database) {
        self.database = database
    }

    /// The newest lines of a participant's card, or those before `cursor`, newest first.
    ///
    /// Carrying a reservation out moves nothing that its owner can see; so `post` is no line.
    /// Reservations and what gave them back are found by the orders that they belong to.
    /// - Parameter limit: brought into 1…``pageEntriesMax``.
    public func entries(
        of participant: Identifier<Participant>, before cursor: Identifier<Transfer>? = nil,
        limit: Int = 20
    ) throws -> [CardEntry] {
        let account = Account.card(participant)
        // An id goes on with the time, whose first digit stays below `z` for millennia.
        let beyondAll = Transfer.idPrefix + "_z"
        return try database.rows(
            """
            SELECT t.id, t.created_at, t.amount, t.kind, t.debit, t.reason, t.order_id, c.title
            FROM (
                SELECT * FROM transfers
                WHERE (\(Schema.cardOfTransfer)) = $1 AND id < $2 AND kind = 'single'
                UNION ALL
                SELECT p.* FROM orders JOIN transfers AS p ON p.id = orders.transfer_id
                WHERE orders.participant_id = $4 AND p.id < $2
                UNION ALL
                SELECT r.* FROM orders JOIN transfers AS r ON r.pending_id = orders.transfer_id
                WHERE orders.participant_id = $4 AND r.id < $2 AND r.kind = 'void'
                ORDER BY id DESC LIMIT $3
            ) AS t
            LEFT JOIN orders AS o ON o.id = t.order_id
            LEFT JOIN courses AS c ON c.id = o.course_id
            ORDER BY t.id DESC
            """,
            account, cursor?.value ?? beyondAll, min(max(limit, 1), Self.pageEntriesMax),
            participant
        ).map { row in
            // A void carries its reservation's accounts: it is the card's debit that came back.
            let leaves = row.text(4) == account.name && row.text(3) != Transfer.Kind.void.rawValue
            let amount = Money(rupiah: row.integer(2))
            return CardEntry(
                id: Identifier(stored: row.text(0)),
                at: Instant(milliseconds: row.integer(1)),
                amount: leaves ? .zero - amount : amount, reason: row.text(5),
                orderID: row.textIfPresent(6).map { Identifier(stored: $0) },
                courseTitle: row.textIfPresent(7))
        }
    }
}
