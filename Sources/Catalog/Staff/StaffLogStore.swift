import SQL

/// Who did what: rows are added in the transaction of what they tell of, and never changed.
public struct StaffLogStore {
    /// Longest detail that is kept, in characters; the rest is cut off.
    public static let detailCharactersMax = 1_000
    /// Longest action and subject, in characters.
    public static let wordCharactersMax = 200
    public static let pageMax = 100

    private let database: any Database

    public init(_ database: any Database) {
        self.database = database
    }

    /// Notes what was done.
    /// - Parameters:
    ///   - staff: who did it; nil at the command line.
    ///   - action: noun and past participle, `course.published`.
    ///   - subject: the id of what it was done to.
    public func note(
        by staff: Identifier<Staff>?, action: String, subject: String, detail: String = "",
        now: Instant
    ) throws {
        try database.later(
            """
            INSERT INTO staff_log (id, staff_id, action, subject, detail, created_at)
            VALUES ($1, $2, $3, $4, $5, $6)
            """,
            Identifier<StaffLogEntry>(at: now), staff?.value,
            String(action.prefix(Self.wordCharactersMax)),
            String(subject.prefix(Self.wordCharactersMax)),
            String(detail.prefix(Self.detailCharactersMax)), now)
    }

    /// What a list is narrowed to; nil and empty narrow nothing.
    public struct Filter: Sendable, Equatable {
        public var staffID: Identifier<Staff>?
        public var action: String?
        public var subject: String?
        public var since: Instant?
        /// Not included.
        public var until: Instant?

        public init() {}
    }

    /// The newest entries first.
    /// - Parameters:
    ///   - before: the last one of the page before.
    ///   - limit: at most ``pageMax`` and one more.
    public func entries(
        _ filter: Filter = Filter(), before: Identifier<StaffLogEntry>? = nil, limit: Int
    ) throws -> [StaffLogEntry] {
        var conditions: [String] = []
        var values: [SQLValue] = []
        func narrow(_ column: String, _ comparison: String, _ value: (any SQLConvertible)?) {
            guard let value else { return }
            values.append(value.sqlValue)
            conditions.append("l.\(column) \(comparison) $\(values.count)")
        }
        narrow("id", "<", before)
        narrow("staff_id", "=", filter.staffID)
        narrow("action", "=", filter.action)
        narrow("subject", "=", filter.subject)
        // Ids sort by time, and the indexes by id.
        narrow("id", ">", filter.since.map(Identifier<StaffLogEntry>.init(before:)))
        narrow("id", "<", filter.until.map(Identifier<StaffLogEntry>.init(before:)))
        values.append(min(limit, Self.pageMax + 1).sqlValue)
        let narrowed =
            conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
        return try database.rows(
            """
            SELECT l.id, l.staff_id, s.name, l.action, l.subject, l.detail, l.created_at
            FROM staff_log AS l LEFT JOIN staff AS s ON s.id = l.staff_id
            \(narrowed) ORDER BY l.id DESC LIMIT $\(values.count)
            """, binding: values
        ).map { row in
            StaffLogEntry(
                id: Identifier(stored: row.text(0)),
                staffID: row.textIfPresent(1).map(Identifier.init(stored:)),
                staffName: row.textIfPresent(2), action: row.text(3), subject: row.text(4),
                detail: row.text(5), at: Instant(milliseconds: row.integer(6)))
        }
    }
}
