/// One thing that somebody of the staff did.
public struct StaffLogEntry: Sendable, Identified, Equatable {
    public static let idPrefix = "log"

    public let id: Identifier<StaffLogEntry>
    /// Nil for what was done at the command line.
    public let staffID: Identifier<Staff>?
    /// That person's name today; nil as above.
    public let staffName: String?
    /// Noun and past participle: `course.published`.
    public let action: String
    /// The id of what it was done to.
    public let subject: String
    /// What else there is to know; may be empty.
    public let detail: String
    public let at: Instant
}
