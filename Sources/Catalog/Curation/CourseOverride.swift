/// A field of a course in which a curator's value stands for the platform's; no sync changes it
/// until it is released.
public struct CourseOverride: Sendable, Equatable {
    public let courseID: Identifier<Course>
    public let field: CourseField
    /// Ours, as text; nil for nothing.
    public let value: String?
    /// The platform's, as the last sync brought it.
    public let sourceValue: String?
    public let reason: String
    public let author: String
    public let madeAt: Instant
}
