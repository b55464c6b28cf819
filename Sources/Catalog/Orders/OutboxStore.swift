import SQL

/// The calls that orders owe to platforms, in the same store as the orders: what was decided is
/// carried out even if the process dies in between.
public struct OutboxStore {
    /// The most rows that one claim takes.
    public static let claimMax = 256
    /// Longest error text that is kept, in characters.
    public static let errorCharactersMax = 500

    private let database: any Database

    public init(_ database: any Database) {
        self.database = database
    }

    /// Adds a call, due at once, in the transaction that decided it.
    func add(
        _ kind: OutboxRow.Kind, for order: Identifier<Order>, at platform: String, now: Instant
    ) throws {
        try database.run(
            """
            INSERT INTO outbox (id, kind, order_id, platform_id, due_at, created_at)
            VALUES ($1, $2, $3, $4, $5, $5)
            """,
            OutboxRow.id(kind, of: order), kind.rawValue, order, platform, now)
    }

    /// Whether ``claim(platform:limit:lease:now:)`` would find something.
    public func isDue(platform: String, now: Instant) throws -> Bool {
        try database.row(
            """
            SELECT id FROM outbox WHERE platform_id = $1 AND due_at <= $2 AND leased_until <= $2
            LIMIT 1
            """,
            platform, now) != nil
    }

    /// Takes the calls that have been due longest, oldest first. They are the caller's until the
    /// lease is over; a caller that dies leaves them to be taken again.
    public func claim(
        platform: String, limit: Int, lease: Span, now: Instant
    ) throws -> [OutboxRow] {
        let due = try database.rows(
            """
            SELECT id, kind, order_id, attempts, created_at FROM outbox
            WHERE platform_id = $1 AND due_at <= $2 AND leased_until <= $2
            ORDER BY due_at, id LIMIT $3
            """,
            platform, now, min(limit, Self.claimMax))
        var claimed: [OutboxRow] = []
        for row in due {
            // Again under the row's lock: with several writers another may have been first.
            let leased = try database.run(
                """
                UPDATE outbox SET leased_until = $2, attempts = attempts + 1
                WHERE id = $1 AND leased_until <= $3
                """,
                row.text(0), now + lease, now)
            guard leased == 1 else { continue }
            guard let kind = OutboxRow.Kind(rawValue: row.text(1)) else {
                throw DatabaseError.unusable("outbox kind \(row.text(1))")
            }
            claimed.append(
                OutboxRow(
                    id: row.text(0), kind: kind, orderID: Identifier(stored: row.text(2)),
                    platformID: platform, attempts: row.int(3) + 1,
                    createdAt: Instant(milliseconds: row.integer(4))))
        }
        return claimed
    }

    /// Gives a call back, to be taken again from `until` on.
    public func postpone(_ id: String, because error: String, until: Instant) throws {
        try database.run(
            "UPDATE outbox SET due_at = $2, leased_until = 0, last_error = $3 WHERE id = $1",
            id, until, String(error.prefix(Self.errorCharactersMax)))
    }

    /// The call has been carried out, or is owed no more.
    public func remove(_ id: String) throws {
        try database.run("DELETE FROM outbox WHERE id = $1", id)
    }

    func remove(_ kind: OutboxRow.Kind, of order: Identifier<Order>) throws {
        try remove(OutboxRow.id(kind, of: order))
    }

    /// How many calls each platform is owed, and since when the oldest of them.
    public func backlog() throws -> [(platform: String, calls: Int, oldest: Instant)] {
        try database.rows(
            """
            SELECT platform_id, count(*), min(created_at) FROM outbox
            GROUP BY platform_id ORDER BY platform_id
            """
        ).map { ($0.text(0), $0.int(1), Instant(milliseconds: $0.integer(2))) }
    }
}
