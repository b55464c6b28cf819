import SQL

/// What the worker does with an import, step by step. Each step is one command that notes how far
/// it came, so that a process that ends in the middle goes on where it was.
extension ImportStore {
    /// What a step of the check found.
    public struct Check: Sendable {
        public let entries: [ImportEntry]
        /// The last line that was looked at.
        public let line: Int
        public let isEnd: Bool
    }

    /// Looks at the next rows; changes nothing. Asked of a reader.
    /// - Parameter limit: rows.
    public func check(_ file: inout ImportFile, limit: Int) throws -> Check {
        let categories = Set(try CategoryStore(database).all().map(\.id))
        let courses = CuratedCourseStore(database)
        var entries: [ImportEntry] = []
        var line = 0
        for _ in 0..<limit {
            guard let row = file.next() else {
                return Check(entries: entries, line: line, isEnd: true)
            }
            line = row.line
            switch row {
            case .bad(let line, let detail): entries.append(.refused(line, "", detail))
            case .values(let line, let id, let values):
                let id = Identifier<Course>(stored: id)
                let course = try courses.course(id)
                entries += ImportRules.entries(
                    values, line: line, course: course,
                    listing: course == nil ? nil : try courses.listing(of: id),
                    categories: categories)
            }
        }
        return Check(entries: entries, line: line, isEnd: false)
    }

    /// Keeps what a check found.
    public func note(
        _ check: Check, of id: Identifier<CourseImport>, now: Instant
    ) throws {
        for entry in check.entries {
            try database.run(
                """
                INSERT INTO course_import_entries
                    (import_id, line, field, course_id, outcome, old_value, new_value, detail)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
                ON CONFLICT (import_id, line, field) DO NOTHING
                """,
                id, entry.line, entry.column, entry.courseID, entry.outcome.rawValue, entry.old,
                entry.new, entry.detail)
        }
        if check.isEnd { return try finish(id, as: .checked, now: now) }
        try database.run(
            "UPDATE course_imports SET line = $2 WHERE id = $1", id, check.line)
    }

    /// A check that was broken off begins anew.
    public func forgetEntries(of id: Identifier<CourseImport>) throws {
        try database.run("DELETE FROM course_import_entries WHERE import_id = $1", id)
    }

    /// Makes the next changes.
    /// - Returns: false once there are none left.
    public func applyNext(
        of imported: CourseImport, limit: Int, now: Instant
    ) throws -> Bool {
        let entries = try entries(of: imported.id, outcome: .change, after: nil, limit: limit)
        guard !entries.isEmpty else {
            try finish(imported.id, as: .done, now: now)
            return false
        }
        let reason = try CurationReason(imported.reason ?? imported.id.value)
        let author = CurationStore.Author(Identifier(stored: imported.author), now: now)
        for entry in entries {
            let settled = try apply(entry, reason: reason, by: author)
            try settle(settled, of: imported.id)
        }
        return true
    }

    private func apply(
        _ entry: ImportEntry, reason: CurationReason, by author: CurationStore.Author
    ) throws -> ImportEntry {
        let id = Identifier<Course>(stored: entry.courseID)
        guard let field = CourseField(rawValue: entry.column),
            let course = try CuratedCourseStore(database).course(id, locks: true)
        else { return entry.became(.refused, "there is no such course") }
        guard course.ours[field] == entry.old else {
            return entry.became(.refused, "it has changed since it was checked")
        }
        do {
            // Refused before anything is written, as all of these are.
            let outcome = try CurationStore(database).override(
                field, text: entry.new, in: course, reason: reason, by: author)
            if case .proposed = outcome { return entry.became(.proposed, nil) }
            return entry.became(.applied, course.override(of: field) == nil ? nil : "overridden")
        } catch let refusal as Refusal {
            return entry.became(.refused, refusal.detail)
        }
    }

    /// Takes the next changes back.
    /// - Returns: false once there are none left.
    public func undoNext(of imported: CourseImport, limit: Int, now: Instant) throws -> Bool {
        let entries = try entries(of: imported.id, outcome: .applied, after: nil, limit: limit)
        guard !entries.isEmpty else {
            try finish(imported.id, as: .undone, now: now)
            return false
        }
        let reason = try CurationReason("Undo " + imported.id.value)
        for entry in entries {
            let settled = try undo(entry, reason: reason, by: imported.author, now: now)
            try settle(settled, of: imported.id)
        }
        return true
    }

    /// What was overridden before is overridden with that value again; else the platform's holds.
    private func undo(
        _ entry: ImportEntry, reason: CurationReason, by author: String, now: Instant
    ) throws -> ImportEntry {
        let id = Identifier<Course>(stored: entry.courseID)
        let overrides = OverrideStore(database)
        guard let field = CourseField(rawValue: entry.column),
            try overrides.override(of: field, in: id).map({ $0.value == entry.new }) ?? false
        else { return entry.became(.kept, "it has changed since") }
        if entry.detail == "overridden" {
            try overrides.put(
                entry.old, as: field, of: id, reason: reason, by: author, now: now)
        } else {
            try overrides.release(field, of: id, by: author, now: now)
        }
        return entry.became(.undone, nil)
    }

    private func settle(_ entry: ImportEntry, of id: Identifier<CourseImport>) throws {
        try database.run(
            """
            UPDATE course_import_entries SET outcome = $4, detail = $5
            WHERE import_id = $1 AND line = $2 AND field = $3
            """, id, entry.line, entry.column, entry.outcome.rawValue, entry.detail)
        try database.run(
            "UPDATE course_imports SET line = $2 WHERE id = $1", id, entry.line)
    }

    private func finish(
        _ id: Identifier<CourseImport>, as state: CourseImport.State, now: Instant
    ) throws {
        try database.run(
            """
            UPDATE course_imports SET state = $2, finished_at = $3, line = row_count + 1
            WHERE id = $1
            """, id, state.rawValue, now)
    }
}

extension ImportEntry {
    fileprivate func became(_ outcome: Outcome, _ detail: String?) -> ImportEntry {
        ImportEntry(
            line: line, column: column, courseID: courseID, outcome: outcome, old: old, new: new,
            detail: detail)
    }
}
