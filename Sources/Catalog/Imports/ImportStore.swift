import SQL

/// Imports in the store, with what each of their rows would change and what became of it.
public struct ImportStore {
    public static let pageMax = 500
    private static let columns = """
        id, author, state, created_at, finished_at, reason, row_count, line
        """

    let database: any Database

    public init(_ database: any Database) {
        self.database = database
    }

    // MARK: - Beginning

    /// Keeps a file that is to be checked.
    /// - Parameter rows: as ``ImportFile/count(_:)`` counted them.
    /// - Throws: 409 `too_many_imports` while too many are under way.
    public func begin(
        _ body: [UInt8], rows: Int, by author: String, now: Instant
    ) throws -> CourseImport {
        let waiting =
            try database.row(
                """
                SELECT count(*) FROM course_imports
                WHERE state IN ('checking', 'applying', 'undoing')
                """)?.int(0) ?? 0
        guard waiting < CourseImport.waitingMax else {
            throw Refusal(
                status: 409, code: "too_many_imports",
                detail: "\(waiting) imports are under way.", fix: "Wait until one is done.")
        }
        let id = Identifier<CourseImport>(at: now)
        try database.run(
            """
            INSERT INTO course_imports (id, author, body, state, created_at, row_count, line)
            VALUES ($1, $2, $3, 'checking', $4, $5, 0)
            """, id, author, body, now, rows)
        return try known(id)
    }

    /// Somebody agrees that the checked changes be made.
    /// - Throws: 404; 409 `import_not_ready` unless it is checked.
    public func apply(
        _ id: Identifier<CourseImport>, because reason: CurationReason, by author: String
    ) throws -> CourseImport {
        let isDone =
            try database.run(
                """
                UPDATE course_imports SET state = 'applying', reason = $2, author = $3,
                    line = 0, finished_at = NULL
                WHERE id = $1 AND state = 'checked'
                """, id, reason.text, author) == 1
        return try changed(id, isDone, "Wait until it is checked; what is done is not repeated.")
    }

    /// Takes back what was changed, where nobody has changed it since.
    /// - Throws: 404; 409 `import_not_ready` unless it is done.
    public func undo(_ id: Identifier<CourseImport>, by author: String) throws -> CourseImport {
        let isDone =
            try database.run(
                """
                UPDATE course_imports SET state = 'undoing', author = $2, line = 0,
                    finished_at = NULL
                WHERE id = $1 AND state = 'done'
                """, id, author) == 1
        return try changed(id, isDone, "Only what is done can be taken back.")
    }

    private func changed(
        _ id: Identifier<CourseImport>, _ isDone: Bool, _ fix: String
    ) throws -> CourseImport {
        let known = try known(id)
        guard isDone else {
            throw Refusal(
                status: 409, code: "import_not_ready",
                detail: "The import is \(known.state.rawValue).", fix: fix)
        }
        return known
    }

    // MARK: - Reading

    /// - Throws: 404.
    public func known(_ id: Identifier<CourseImport>) throws -> CourseImport {
        let row = try database.row(
            "SELECT \(Self.columns) FROM course_imports WHERE id = $1", id)
        guard let row else { throw Refusal.notFound("import") }
        return try read(row)
    }

    /// The newest first.
    public func page(
        before cursor: Identifier<CourseImport>?, limit: Int
    ) throws -> [CourseImport] {
        try database.rows(
            """
            SELECT \(Self.columns) FROM course_imports WHERE id < $1 ORDER BY id DESC LIMIT $2
            """, cursor?.value ?? CourseImport.idPrefix + "_z", limit
        ).map(read)
    }

    /// The oldest that the worker has to go on with.
    public func underWay() throws -> CourseImport? {
        try database.row(
            """
            SELECT \(Self.columns) FROM course_imports
            WHERE state IN ('checking', 'applying', 'undoing') ORDER BY id LIMIT 1
            """
        ).map(read)
    }

    public func body(of id: Identifier<CourseImport>) throws -> [UInt8] {
        try database.row("SELECT body FROM course_imports WHERE id = $1", id)?.blob(0) ?? []
    }

    /// A place in the entries of an import: behind this column of this line.
    public struct Place: Sendable, Equatable {
        public let line: Int
        public let column: String

        public init(line: Int, column: String) {
            self.line = line
            self.column = column
        }
    }

    /// The entries by line and column.
    public func entries(
        of id: Identifier<CourseImport>, outcome: ImportEntry.Outcome?, after place: Place?,
        limit: Int
    ) throws -> [ImportEntry] {
        try database.rows(
            """
            SELECT line, field, course_id, outcome, old_value, new_value, detail
            FROM course_import_entries
            WHERE import_id = $1 AND outcome = coalesce($2, outcome)
                AND (line > $3 OR (line = $3 AND field > $4))
            ORDER BY line, field LIMIT $5
            """, id, outcome?.rawValue, place?.line ?? 0, place?.column ?? "",
            min(limit, Self.pageMax + 1)
        ).map { row in
            ImportEntry(
                line: row.int(0), column: row.text(1), courseID: row.text(2),
                outcome: ImportEntry.Outcome(rawValue: row.text(3)) ?? .refused,
                old: row.textIfPresent(4), new: row.textIfPresent(5),
                detail: row.textIfPresent(6))
        }
    }

    /// What was refused, as CSV with line, column and reason.
    /// - Throws: 404.
    public func errors(of id: Identifier<CourseImport>) throws -> [UInt8] {
        _ = try known(id)
        var csv = CSVText()
        csv.add(["line", "column", "id", "reason", "value"])
        var place: Place?
        while true {
            let page = try entries(
                of: id, outcome: .refused, after: place, limit: Self.pageMax)
            for entry in page {
                csv.add([
                    String(entry.line), entry.column, entry.courseID, entry.detail ?? "",
                    entry.new ?? "",
                ])
            }
            guard page.count == Self.pageMax, let last = page.last else { return csv.bytes }
            place = Place(line: last.line, column: last.column)
        }
    }

    private func read(_ row: Row) throws -> CourseImport {
        guard let state = CourseImport.State(rawValue: row.text(2)) else {
            throw DatabaseError.unusable("import \(row.text(0)) is \(row.text(2))")
        }
        var counts: [ImportEntry.Outcome: Int] = [:]
        let outcomes = try database.rows(
            """
            SELECT outcome, count(*) FROM course_import_entries WHERE import_id = $1
            GROUP BY outcome
            """, row.text(0))
        for row in outcomes {
            if let outcome = ImportEntry.Outcome(rawValue: row.text(0)) {
                counts[outcome] = row.int(1)
            }
        }
        return CourseImport(
            id: Identifier(stored: row.text(0)), author: row.text(1), state: state,
            createdAt: Instant(milliseconds: row.integer(3)),
            finishedAt: row.integerIfPresent(4).map(Instant.init(milliseconds:)),
            reason: row.textIfPresent(5), rows: row.int(6), line: row.int(7), counts: counts)
    }
}
