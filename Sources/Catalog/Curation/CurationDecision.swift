/// One change of a course's state by a person, with the reason.
public struct CurationDecision: Sendable, Equatable, Identified {
    public static let idPrefix = "dec"

    public let id: Identifier<CurationDecision>
    public let courseID: Identifier<Course>
    /// A ``CourseAction``, or `undo`.
    public let action: String
    public let from: Course.State
    public let to: Course.State
    public let reason: String
    /// The member of staff who decided, or proposed it.
    public let author: String
    /// Who confirmed it, where two are needed.
    public let confirmedBy: String?
    public let decidedAt: Instant
}
