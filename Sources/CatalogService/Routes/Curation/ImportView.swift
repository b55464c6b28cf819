import Catalog

/// An import as the interface gives it.
struct ImportView: Encodable {
    let id: Identifier<CourseImport>
    let state: CourseImport.State
    let author: String
    let created_at: Instant
    let finished_at: Instant?
    let reason: String?
    let rows: Int
    /// How far the present step came; more than `rows` at its end.
    let line: Int
    /// Fields by what would become, or became, of them.
    let counts: [String: Int]

    init(_ imported: CourseImport) {
        id = imported.id
        state = imported.state
        author = imported.author
        created_at = imported.createdAt
        finished_at = imported.finishedAt
        reason = imported.reason
        rows = imported.rows
        line = imported.line
        counts = Dictionary(
            uniqueKeysWithValues: ImportEntry.Outcome.allCases.map {
                ($0.rawValue, imported.counts[$0] ?? 0)
            })
    }
}

/// One field of one row.
struct ImportEntryView: Encodable {
    let line: Int
    let column: String
    let course_id: String
    let outcome: ImportEntry.Outcome
    let old: String?
    let new: String?
    let detail: String?

    init(_ entry: ImportEntry) {
        line = entry.line
        column = entry.column
        course_id = entry.courseID
        outcome = entry.outcome
        old = entry.old
        new = entry.new
        detail = entry.outcome == .applied ? nil : entry.detail
    }

    /// `12-price`; `12-` for the row as a whole.
    static func cursor(of entry: ImportEntry) -> String { "\(entry.line)-\(entry.column)" }

    static func place(_ cursor: String) -> ImportStore.Place? {
        let parts = cursor.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let line = Int(parts[0]), line > 0, parts[1].count <= 60 else {
            return nil
        }
        return ImportStore.Place(line: line, column: String(parts[1]))
    }
}
