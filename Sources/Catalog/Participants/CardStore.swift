import SQL

/// Cards in the store; the balance itself is moved by ``LedgerStore`` alone.
public struct CardStore {
    /// The most cards that one sweep looks for.
    public static let sweepCardsMax = 1_000

    private let database: any Database

    public init(_ database: any Database) {
        self.database = database
    }

    /// Stores a new card without balance, which ``LedgerStore/fund(_:scheme:amount:now:)`` brings.
    public func insert(_ card: Card) throws {
        precondition(card.balance == .zero, "only the ledger moves money onto a card")
        try database.run(
            """
            INSERT INTO cards
                (participant_id, number, scheme_id, state, balance, monthly_incentive,
                accepted_at, buy_before, expires_at)
            VALUES ($1, $2, $3, $4, 0, $5, $6, $7, $8)
            """,
            card.participantID, card.number.text, card.schemeID, card.state.rawValue,
            card.monthlyIncentive, card.acceptedAt, card.buyBefore, card.expiresAt)
    }

    /// The participant's card, or nil.
    public func card(of participant: Identifier<Participant>) throws -> Card? {
        try database.row(
            """
            SELECT number, scheme_id, state, balance, monthly_incentive, accepted_at, buy_before,
                expires_at
            FROM cards WHERE participant_id = $1
            """,
            participant
        ).map { row in
            guard let state = Card.State(rawValue: row.text(2)) else {
                throw DatabaseError.unusable("card state \(row.text(2))")
            }
            return Card(
                participantID: participant, number: CardNumber(stored: row.text(0)),
                schemeID: row.text(1), state: state, balance: Money(rupiah: row.integer(3)),
                monthlyIncentive: row.integerIfPresent(4).map(Money.init(rupiah:)),
                acceptedAt: Instant(milliseconds: row.integer(5)),
                buyBefore: Instant(milliseconds: row.integer(6)),
                expiresAt: Instant(milliseconds: row.integer(7)))
        }
    }

    /// Participants whose card must be closed at `now`: the first purchase was not made in time,
    /// the time of the balance is over, or money came back to a card that is closed already.
    ///
    /// It reads all cards; give it a connection for reading, and ``close(_:now:)`` its answer.
    public func lapsed(now: Instant, limit: Int = sweepCardsMax) throws -> [Identifier<Participant>]
    {
        try database.rows(
            "SELECT participant_id FROM cards WHERE \(Self.isLapsed) LIMIT $2",
            now, min(limit, Self.sweepCardsMax)
        ).map { Identifier(stored: $0.text(0)) }
    }

    /// Closes a card if it has lapsed: its balance goes back to the state.
    /// - Returns: what became of the card; nil where there was nothing to do.
    public func close(_ participant: Identifier<Participant>, now: Instant) throws -> Card.State? {
        // The lock comes first: a purchase that holds it is then seen by the statement below.
        try database.run(
            "UPDATE cards SET balance = balance WHERE participant_id = $1", participant)
        let row = try database.row(
            """
            UPDATE cards SET state = CASE
                WHEN state <> 'active' THEN state
                WHEN expires_at <= $1 THEN 'expired'
                ELSE 'revoked' END
            WHERE participant_id = $2 AND (\(Self.isLapsed))
            RETURNING state, scheme_id
            """,
            now, participant)
        guard let row else { return nil }
        _ = try LedgerStore(database).giveBack(participant, scheme: row.text(1), now: now)
        return Card.State(rawValue: row.text(0))
    }

    /// ``lapsed(now:limit:)`` and ``close(_:now:)`` in one go, for small stores and tools.
    /// - Returns: how many cards were closed.
    public func revokeLapsed(now: Instant, limit: Int = sweepCardsMax) throws -> Int {
        var closed = 0
        for participant in try lapsed(now: now, limit: limit) {
            if try close(participant, now: now) != nil { closed += 1 }
        }
        return closed
    }

    /// Takes the card away for another reason than its dates; the balance goes back to the state.
    /// - Returns: false where there is no active card.
    public func revoke(_ participant: Identifier<Participant>, now: Instant) throws -> Bool {
        let row = try database.row(
            """
            UPDATE cards SET state = 'revoked' WHERE participant_id = $1 AND state = 'active'
            RETURNING scheme_id
            """,
            participant)
        guard let row else { return false }
        _ = try LedgerStore(database).giveBack(participant, scheme: row.text(0), now: now)
        return true
    }

    /// An order that ended without a course is no purchase, nor is a free course. Where it was not
    /// the buyer who ended it, `buy_before` was moved, so that there is time to buy again.
    private static let isLapsed = """
        (state = 'active' AND expires_at <= $1)
        OR (state <> 'active' AND balance > 0)
        OR (state = 'active' AND buy_before <= $1 AND NOT EXISTS (
            SELECT 1 FROM orders AS o WHERE o.participant_id = cards.participant_id
            AND o.ended_at IS NULL AND o.price > 0))
        """
}
