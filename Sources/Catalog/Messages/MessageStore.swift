import SQL

/// What happened to a participant's orders, read from the orders themselves; only up to when it
/// has been read is a row of its own.
public struct MessageStore {
    /// The most messages of one page.
    public static let pageMax = 100
    /// Unread messages are counted no further.
    public static let unreadMax = 99

    private let database: any Database

    public init(_ database: any Database) {
        self.database = database
    }

    /// Newest first.
    /// - Parameter limit: brought into 1…``pageMax``.
    public func page(
        of participant: Identifier<Participant>, from cursor: MomentCursor? = nil, limit: Int
    ) throws -> (items: [Message], next: MomentCursor?) {
        let limit = min(max(limit, 1), Self.pageMax)
        let rows = try database.rows(
            Self.eventsSQL + """
                SELECT kind, happened_at, order_id, title, platform_id, amount, detail,
                    certificate_id
                FROM events WHERE happened_at <= $2
                ORDER BY happened_at DESC, kind, order_id LIMIT $3 OFFSET $4
                """,
            participant, cursor?.at.milliseconds ?? Int64.max, limit + 1, cursor?.skipped ?? 0
        ).map(Self.message)
        return MomentCursor.cut(rows, limit: limit, from: cursor, at: \.at)
    }

    /// How many came since they were last read; at most ``unreadMax``.
    public func unreadCount(of participant: Identifier<Participant>) throws -> Int {
        let row = try database.row(
            Self.eventsSQL + """
                SELECT count(*) FROM (SELECT kind FROM events WHERE happened_at > coalesce(
                    (SELECT read_until FROM message_marks WHERE participant_id = $1), 0)
                LIMIT $2) AS unread
                """,
            participant, Self.unreadMax)
        return row?.int(0) ?? 0
    }

    /// Up to when the participant has read; long ago for who never did.
    public func readUntil(of participant: Identifier<Participant>) throws -> Instant {
        let row = try database.row(
            "SELECT read_until FROM message_marks WHERE participant_id = $1", participant)
        return Instant(milliseconds: row?.integer(0) ?? 0)
    }

    /// Notes that all was read up to a moment; what was read before stays read.
    public func markRead(of participant: Identifier<Participant>, until: Instant) throws {
        try database.run(
            """
            INSERT INTO message_marks (participant_id, read_until) VALUES ($1, $2)
            ON CONFLICT (participant_id) DO UPDATE SET read_until = excluded.read_until
                WHERE message_marks.read_until < excluded.read_until
            """,
            participant, until)
    }

    /// An order that was cancelled before its platform was asked is its buyer's own doing, and no
    /// news.
    private static let eventsSQL = """
        WITH events AS (
            SELECT 'order_confirmed' AS kind, o.confirmed_at AS happened_at, o.id AS order_id,
                c.title, o.platform_id, o.price AS amount, NULL AS detail,
                NULL AS certificate_id
            FROM orders AS o JOIN courses AS c ON c.id = o.course_id
            WHERE o.participant_id = $1 AND o.confirmed_at IS NOT NULL
            UNION ALL
            SELECT 'order_' || o.state, o.ended_at, o.id, c.title, o.platform_id, o.price,
                o.failure, NULL
            FROM orders AS o JOIN courses AS c ON c.id = o.course_id
            WHERE o.participant_id = $1 AND o.ended_at IS NOT NULL
                AND (o.placed_at IS NOT NULL OR o.state = 'failed')
            UNION ALL
            SELECT 'course_completed', f.recorded_at, o.id, c.title, o.platform_id, o.price, NULL,
                NULL
            FROM completions AS f JOIN orders AS o ON o.id = f.order_id
            JOIN courses AS c ON c.id = o.course_id
            WHERE f.participant_id = $1
            UNION ALL
            SELECT 'certificate_issued', t.recorded_at, o.id, c.title, o.platform_id, o.price,
                NULL, t.id
            FROM certificates AS t JOIN orders AS o ON o.id = t.order_id
            JOIN courses AS c ON c.id = o.course_id
            WHERE t.participant_id = $1
            UNION ALL
            SELECT 'incentive_earned', i.decided_at, o.id, c.title, o.platform_id, i.total, NULL,
                NULL
            FROM incentives AS i JOIN orders AS o ON o.id = i.order_id
            JOIN courses AS c ON c.id = o.course_id
            WHERE i.participant_id = $1
        )

        """

    private static func message(_ row: Row) throws -> Message {
        guard let kind = Message.Kind(rawValue: row.text(0)) else {
            throw DatabaseError.unusable("message kind \(row.text(0))")
        }
        return Message(
            kind: kind, at: Instant(milliseconds: row.integer(1)),
            orderID: Identifier(stored: row.text(2)), courseTitle: row.text(3),
            platformID: row.text(4), amount: Money(rupiah: row.integer(5)),
            detail: row.textIfPresent(6),
            certificateID: row.textIfPresent(7).map { Identifier(stored: $0) })
    }
}
