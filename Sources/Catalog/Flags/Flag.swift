/// A course that a rule put before the curators.
public struct Flag: Sendable, Equatable, Identified {
    public static let idPrefix = "flg"

    /// Whether somebody has to look.
    public enum State: String, Sendable, Codable, CaseIterable {
        case open
        /// A curator looked, and said why it is no matter; until the facts change.
        case dismissed
        /// The facts are no longer so.
        case gone
    }

    /// Why a flag is no matter.
    public struct Dismissal: Sendable, Equatable {
        public let reason: String
        public let author: String
        public let at: Instant
    }

    public let id: Identifier<Flag>
    public let courseID: Identifier<Course>
    public let rule: FlagRule
    public let state: State
    public let evidence: [FlagFact]
    /// The digest of the facts; names what a curator saw when they decide.
    public let basis: String
    public let raisedAt: Instant
    public let changedAt: Instant
    /// The last one, also where it holds no more.
    public let dismissal: Dismissal?
}

/// A flag in a list, with the course that it is about.
public struct FlaggedCourse: Sendable, Equatable {
    public let flag: Flag
    public let slug: String
    public let title: String
    public let platformID: String
    public let courseState: String
    public let price: Money?
}
