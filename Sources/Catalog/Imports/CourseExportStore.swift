import SQL

/// The catalogue as a table, with what curators know of each course.
public struct CourseExportStore {
    /// Courses of one file; a greater catalogue is several.
    public static let pageMax = 5_000
    /// Files of one catalogue.
    public static let partsMax = 1_000

    /// In the order of the file. What ``ImportFile`` takes has the same names.
    public static let columns = [
        "id", "state", "platform", "external_id", "provider", "source_category", "delivery",
        "duration_minutes", "platform_price", "overridden", "flags", "changed_at", "title",
        "description", "category_id", "price", "level", "language", "skills", "image_url",
    ]

    private static let fields = """
        id, state, platform_id, external_id, provider, source_category, delivery,
        duration_minutes, changed_at, title, description, category_id, price, level, language,
        skills, image_url
        """

    private let database: any Database

    public init(_ database: any Database) {
        self.database = database
    }

    /// The next courses by id, as CSV with a head.
    /// - Returns: `next` while more follow.
    public func page(
        after cursor: Identifier<Course>?, platform: String?, state: Course.State?,
        limit: Int = pageMax
    ) throws -> (csv: [UInt8], next: Identifier<Course>?) {
        let rows = try database.rows(
            """
            SELECT \(Self.fields) FROM courses
            WHERE id > $1 AND platform_id = coalesce($2, platform_id)
                AND state = coalesce($3, state)
            ORDER BY id LIMIT $4
            """, cursor?.value ?? "", platform, state?.rawValue, limit + 1)
        var csv = CSVText()
        csv.add(Self.columns)
        let page = rows.prefix(limit)
        guard let first = page.first, let last = page.last else { return (csv.bytes, nil) }
        let overrides = try overrides(from: first.text(0), through: last.text(0))
        let flags = try flags(from: first.text(0), through: last.text(0))
        for row in page {
            csv.add(try Self.fields(row, overrides[row.text(0)] ?? [], flags[row.text(0)] ?? []))
        }
        return (csv.bytes, rows.count > limit ? Identifier(stored: last.text(0)) : nil)
    }

    /// One file of several.
    public struct Part: Sendable, Equatable {
        /// Its courses, counted from 1; later ones join the last part.
        public let courses: ClosedRange<Int>
        /// What ``page(after:platform:state:limit:)`` takes; nil for the first.
        public let after: Identifier<Course>?
    }

    /// The files that a selection comes in, at most ``partsMax``; none of no courses.
    public func parts(
        platform: String?, state: Course.State?, size: Int = pageMax
    ) throws -> [Part] {
        let selected = """
            FROM courses WHERE platform_id = coalesce($1, platform_id)
                AND state = coalesce($2, state)
            """
        let count =
            try database.row("SELECT count(*) \(selected)", platform, state?.rawValue)?.int(0) ?? 0
        let ends = try database.rows(
            """
            SELECT id FROM (
                SELECT id, row_number() OVER (ORDER BY id) AS place \(selected)
            ) AS placed
            WHERE place % $3 = 0 AND place < $4 ORDER BY place LIMIT $5
            """, platform, state?.rawValue, size, count, Self.partsMax - 1)
        let starts = [nil] + ends.map { Identifier<Course>(stored: $0.text(0)) }
        guard count > 0 else { return [] }
        return starts.enumerated().map { index, after in
            Part(courses: index * size + 1...min((index + 1) * size, count), after: after)
        }
    }

    private typealias Override = (field: String, source: String?)

    private static func fields(
        _ row: Row, _ overrides: [Override], _ flags: [String]
    ) throws -> [String] {
        func text(_ column: Int) -> String { row.textIfPresent(column) ?? "" }
        func number(_ column: Int) -> String { row.integerIfPresent(column).map(String.init) ?? "" }
        let separator = String(ImportRules.separator)
        let price = overrides.first { $0.field == CourseField.price.rawValue }
        var skills = try CourseField.skills(in: row.textIfPresent(15))
        // Could not be told apart when it comes back: left out, and thereby left alone.
        if skills.contains(where: { $0.contains(ImportRules.separator) }) { skills = [] }
        return [
            text(0), text(1), text(2), text(3), text(4), text(5), text(6), number(7),
            price.map { $0.source ?? "" } ?? number(12),
            overrides.map(\.field).joined(separator: separator),
            flags.joined(separator: separator),
            Instant(milliseconds: row.integer(8)).description, text(9), text(10), text(11),
            number(12), text(13), text(14), skills.joined(separator: separator), text(16),
        ]
    }

    private func overrides(
        from first: String, through last: String
    ) throws -> [String: [Override]] {
        let rows = try database.rows(
            """
            SELECT course_id, field, source_value FROM course_overrides
            WHERE course_id >= $1 AND course_id <= $2 ORDER BY course_id, field
            """, first, last)
        return rows.reduce(into: [:]) {
            $0[$1.text(0), default: []].append(($1.text(1), $1.textIfPresent(2)))
        }
    }

    private func flags(from first: String, through last: String) throws -> [String: [String]] {
        let rows = try database.rows(
            """
            SELECT course_id, rule FROM course_flags
            WHERE course_id >= $1 AND course_id <= $2 AND state = 'open'
            ORDER BY course_id, rule
            """, first, last)
        return rows.reduce(into: [:]) { $0[$1.text(0), default: []].append($1.text(1)) }
    }
}
