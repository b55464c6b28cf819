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

    /// Adds a call, due at once, in the transaction that decided it; none where it is owed already.
    func add(
        _ kind: OutboxRow.Kind, for order: Identifier<Order>, at platform: String, now: Instant
    ) throws {
        try add(kind, for: [(id: order, platform: platform)], now: now)
    }

    func add(
        _ kind: OutboxRow.Kind, for orders: [(id: Identifier<Order>, platform: String)],
        now: Instant
    ) throws {
        let time = SQLValue.integer(now.milliseconds)
        let calls = Self.insertion.split(orders) { order, values in
            values += [
                .text(OutboxRow.id(kind, of: order.id)), .text(kind.rawValue),
                .text(order.id.value), .text(order.platform), time, time,
            ]
        }
        for call in calls {
            try database.later(call.text, binding: call.values)
        }
    }

    private static let insertion = RowsStatement(columns: 6, row: "(?, ?, ?, ?, ?, ?)") { rows in
        """
        INSERT INTO outbox (id, kind, order_id, platform_id, due_at, created_at)
        VALUES \(rows) ON CONFLICT (id) DO NOTHING
        """
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

    /// Gives back what a process that died had taken, instead of waiting for its leases to end.
    /// Only for a store that no other process has open.
    public func releaseAll() throws {
        try database.run("UPDATE outbox SET leased_until = 0 WHERE leased_until > 0")
    }

    /// Takes the calls that have been due longest, oldest first. They are the caller's until the
    /// lease is over; a caller that dies leaves them to be taken again.
    public func claim(
        platform: String, limit: Int, lease: Span, now: Instant
    ) throws -> [OutboxRow] {
        let due = try database.rows(
            """
            SELECT id, kind, order_id, attempts, created_at, uncertain_since FROM outbox
            WHERE platform_id = $1 AND due_at <= $2 AND leased_until <= $2
            ORDER BY due_at, id LIMIT $3 \(database.claimingClause)
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
                    createdAt: Instant(milliseconds: row.integer(4)), leasedUntil: now + lease,
                    uncertainSince: row.integerIfPresent(5).map(Instant.init(milliseconds:))))
        }
        return claimed
    }

    // A row's id comes again when its order owes the same call again, and the attempts begin anew
    // then: only with the time of its making do they tell one claim from every other.
    private static let isClaimed = "id = $1 AND attempts = $2 AND created_at = $3"

    /// Makes rows that are still as they were claimed the caller's until a later time.
    public func prolong(_ rows: [OutboxRow], until: Instant) throws {
        for row in rows.sorted(by: { $0.id < $1.id }) {
            try database.later(
                "UPDATE outbox SET leased_until = $4 WHERE leased_until > 0 AND \(Self.isClaimed)",
                row.id, row.attempts, row.createdAt, until)
        }
    }

    /// Whether the row is still as it was claimed: nobody has taken it since, and it is owed.
    public func holds(_ row: OutboxRow) throws -> Bool {
        try database.row(
            "SELECT id FROM outbox WHERE \(Self.isClaimed)", row.id, row.attempts, row.createdAt)
            != nil
    }

    /// Gives a call back, to be taken again from `until` on. Changes nothing where the row is no
    /// longer as it was claimed.
    /// - Parameter uncertainSince: what becomes of ``OutboxRow/uncertainSince``.
    public func postpone(
        _ row: OutboxRow, because error: String, until: Instant, uncertainSince: Instant? = nil
    ) throws {
        try database.run(
            """
            UPDATE outbox SET due_at = $4, leased_until = 0, last_error = $5, uncertain_since = $6
            WHERE \(Self.isClaimed)
            """,
            row.id, row.attempts, row.createdAt, until,
            String(CleanText.line(error).prefix(Self.errorCharactersMax)), uncertainSince)
    }

    /// Notes that a call goes out: until its answer is known, it may have done anything.
    /// - Returns: false where the row is no longer as it was claimed.
    func noteCall(_ row: OutboxRow, now: Instant) throws -> Bool {
        try database.run(
            "UPDATE outbox SET uncertain_since = $4 WHERE \(Self.isClaimed)",
            row.id, row.attempts, row.createdAt, now) == 1
    }

    /// The call has been carried out, or is owed no more. Changes nothing where the row is no
    /// longer as it was claimed.
    public func remove(_ row: OutboxRow) throws {
        try database.run(
            "DELETE FROM outbox WHERE \(Self.isClaimed)", row.id, row.attempts, row.createdAt)
    }

    /// For the transition after which the order does not owe this call, whoever holds it.
    func remove(_ kind: OutboxRow.Kind, of order: Identifier<Order>) throws {
        try database.run("DELETE FROM outbox WHERE id = $1", OutboxRow.id(kind, of: order))
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
