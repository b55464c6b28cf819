/// A file of courses with values of ours, looked at first and carried out when somebody agrees.
public struct CourseImport: Sendable, Equatable, Identified {
    public static let idPrefix = "imp"
    /// Of one file.
    public static let bodyBytesMax = 4 << 20
    public static let rowsMax = 10_000
    /// Imports that wait or are under way at once.
    public static let waitingMax = 10

    public enum State: String, Sendable, Codable, CaseIterable {
        /// What each row would change is being worked out; nothing is changed.
        case checking
        /// Waits for somebody to agree.
        case checked
        case applying, done
        case undoing, undone
    }

    public let id: Identifier<CourseImport>
    public let author: String
    public let state: State
    public let createdAt: Instant
    public let finishedAt: Instant?
    /// Why it was carried out; nil before that.
    public let reason: String?
    /// Rows of the file, without its head.
    public let rows: Int
    /// The last line that was looked at.
    public let line: Int
    /// Entries by their outcome.
    public let counts: [ImportEntry.Outcome: Int]
}

/// What one field of one row would change, or why it cannot.
public struct ImportEntry: Sendable, Equatable {
    public enum Outcome: String, Sendable, Codable, CaseIterable {
        /// Would be changed.
        case change
        case refused
        case applied
        /// A second curator has to confirm it.
        case proposed
        case undone
        /// Not taken back: somebody has changed it since.
        case kept
    }

    /// Of the file, counted from 1.
    public let line: Int
    /// The name of the column; empty for the row as a whole.
    public let column: String
    public let courseID: String
    public let outcome: Outcome
    public let old: String?
    public let new: String?
    /// Why not.
    public let detail: String?

    init(
        line: Int, column: String = "", courseID: String = "", outcome: Outcome,
        old: String? = nil, new: String? = nil, detail: String? = nil
    ) {
        self.line = line
        self.column = column
        self.courseID = courseID
        self.outcome = outcome
        self.old = old
        self.new = new
        self.detail = detail
    }

    static func refused(
        _ line: Int, _ column: String = "", course: String = "", _ detail: String
    ) -> ImportEntry {
        ImportEntry(
            line: line, column: column, courseID: course, outcome: .refused,
            detail: String(detail.prefix(300)))
    }
}
