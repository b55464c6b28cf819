import SQL

/// What waits for curators. Nothing is written when a course enters: it waits as long as it has
/// come or changed since the last look at it.
public struct QueueStore {
    /// Entries of a page.
    public static let pageMax = 100
    static let changedFieldsMax = 20

    private let database: any Database

    public init(_ database: any Database) {
        self.database = database
    }

    /// Since when a change counts.
    private static let since = "coalesce(l.looked_at, c.first_seen_at)"
    /// The newest sync of each platform that ended, where it holds something.
    private static let holding = """
        s.held > 0 AND s.number = (SELECT max(t.number) FROM syncs AS t
            WHERE t.platform_id = s.platform_id AND t.state <> 'running')
        """

    /// - Returns: a condition on `c` (courses), `l` (the last look) and `$1` (now).
    private static func condition(_ kind: QueueKind) -> String {
        switch kind {
        case .new: "l.looked_at IS NULL"
        case .changed:
            // The cheap comparison comes first; it holds for what staff changed as well.
            """
            (c.changed_at > \(since) AND EXISTS (SELECT 1 FROM course_changes AS h
                WHERE h.course_id = c.id AND h.at > \(since) AND substr(h.author, 1, 4) = 'syn_'))
            """
        case .flagged:
            "c.id IN (SELECT f.course_id FROM course_flags AS f WHERE f.state = 'open')"
        case .held:
            """
            c.id IN (SELECT k.id FROM syncs AS s JOIN sync_notes AS n ON n.sync_id = s.id
                JOIN courses AS k ON k.platform_id = s.platform_id AND k.external_id = n.record
                WHERE n.kind = 'held' AND \(holding))
            """
        case .proposed:
            """
            c.id IN (SELECT p.course_id FROM curation_proposals AS p
                WHERE p.state = 'open' AND p.expires_at > $1)
            """
        }
    }

    /// `$2` to `$4` are the filter's platform, category and state, empty for any.
    private static func source(_ kind: QueueKind?) -> String {
        let kinds = kind.map { [$0] } ?? QueueKind.allCases
        return """
            FROM courses AS c LEFT JOIN course_looks AS l ON l.course_id = c.id
            WHERE ($2 = '' OR c.platform_id = $2) AND ($3 = '' OR c.category_id = $3)
                AND ($4 = '' OR c.state = $4) AND c.first_seen_at <= $1
                AND (\(kinds.map(condition).joined(separator: " OR ")))
            """
    }

    private static func values(_ filter: QueueFilter, _ now: Instant) -> [SQLValue] {
        [
            now.sqlValue, .text(filter.platform ?? ""), .text(filter.category ?? ""),
            .text(filter.state?.rawValue ?? ""),
        ]
    }

    /// What waits, in the order in which it came.
    /// - Parameter cursor: the last course of the page before.
    public func page(
        _ filter: QueueFilter, after cursor: Identifier<Course>?, limit: Int, now: Instant
    ) throws -> [QueueEntry] {
        let flags = QueueKind.allCases
            .map { "CASE WHEN \(Self.condition($0)) THEN 1 ELSE 0 END" }
            .joined(separator: ", ")
        let rows = try database.rows(
            """
            SELECT c.id, c.slug, c.title, c.platform_id, c.category_id, c.state, c.price,
                c.first_seen_at, c.changed_at, l.looked_at, \(flags)
            \(Self.source(filter.kind)) AND c.id > $5 ORDER BY c.id LIMIT $6
            """,
            binding: Self.values(filter, now) + [
                .text(cursor?.value ?? ""), min(limit, Self.pageMax + 1).sqlValue,
            ])
        let held = try heldChanges(
            from: rows.first?.text(0) ?? "", through: rows.last?.text(0) ?? "")
        return try rows.compactMap { row in
            guard var entry = Self.entry(row) else { return nil }
            if entry.kinds.contains(.changed) {
                let since = row.integerIfPresent(9) ?? row.integer(7)
                entry.changedFields = try changedFields(of: entry.courseID, since: since)
            }
            if entry.kinds.contains(.flagged) {
                entry.flags = try openFlags(of: entry.courseID)
            }
            entry.held = held[entry.courseID] ?? []
            return entry
        }
    }

    private static func entry(_ row: Row) -> QueueEntry? {
        guard let state = Course.State(rawValue: row.text(5)) else { return nil }
        let kinds = QueueKind.allCases.enumerated().filter { row.bool(10 + $0.offset) }
        return QueueEntry(
            courseID: Identifier(stored: row.text(0)), slug: row.text(1), title: row.text(2),
            platformID: row.text(3), categoryID: row.textIfPresent(4), state: state,
            price: row.integerIfPresent(6).map(Money.init(rupiah:)), kinds: kinds.map(\.element),
            since: Instant(milliseconds: row.integer(8)))
    }

    private func changedFields(
        of course: Identifier<Course>, since: Int64
    ) throws -> [String] {
        try database.rows(
            """
            SELECT DISTINCT field FROM course_changes
            WHERE course_id = $1 AND at > $2 AND substr(author, 1, 4) = 'syn_'
            ORDER BY field LIMIT $3
            """, course, since, Self.changedFieldsMax
        ).map { $0.text(0) }
    }

    private func openFlags(of course: Identifier<Course>) throws -> [FlagRule] {
        try database.rows(
            """
            SELECT rule FROM course_flags WHERE course_id = $1 AND state = 'open'
            ORDER BY rule LIMIT $2
            """, course, FlagRule.allCases.count
        ).compactMap { FlagRule(rawValue: $0.text(0)) }
    }

    private func heldChanges(
        from first: String, through last: String
    ) throws -> [Identifier<Course>: [SyncNote.Change]] {
        var held: [Identifier<Course>: [SyncNote.Change]] = [:]
        let rows = try database.rows(
            """
            SELECT k.id, n.field, n.old_value, n.new_value
            FROM syncs AS s JOIN sync_notes AS n ON n.sync_id = s.id
            JOIN courses AS k ON k.platform_id = s.platform_id AND k.external_id = n.record
            WHERE n.kind = 'held' AND n.field IS NOT NULL AND k.id >= $1 AND k.id <= $2
                AND \(Self.holding)
            ORDER BY k.id, n.position LIMIT $3
            """, first, last, SyncNote.countMax)
        for row in rows {
            held[Identifier(stored: row.text(0)), default: []].append(
                SyncNote.Change(
                    field: row.text(1), old: row.textIfPresent(2), new: row.textIfPresent(3)))
        }
        return held
    }

    /// How many courses wait, by kind; the filter's own kind does not matter.
    public func counts(_ filter: QueueFilter, now: Instant) throws -> [QueueKind: Int] {
        var counts: [QueueKind: Int] = [:]
        for kind in QueueKind.allCases {
            counts[kind] = try database.rows(
                "SELECT count(*) \(Self.source(kind))", binding: Self.values(filter, now)
            ).first?.int(0)
        }
        return counts
    }

    /// The feeds of which something is held, by platform.
    public func heldFeeds() throws -> [HeldFeed] {
        try database.rows(
            """
            SELECT s.platform_id, s.number, s.state, s.detail, s.held,
                coalesce(s.finished_at, s.started_at)
            FROM syncs AS s WHERE \(Self.holding) ORDER BY s.platform_id LIMIT $1
            """, Self.pageMax
        ).map { row in
            HeldFeed(
                platformID: row.text(0), number: row.int(1),
                reason: row.text(2) == "held" ? row.textIfPresent(3) : nil, held: row.int(4),
                heldAt: Instant(milliseconds: row.integer(5)))
        }
    }
}
