/// A course of a bulk that was carried out, and what it is now.
public struct BulkCourse: Sendable, Equatable {
    public let id: Identifier<Course>
    public let title: String
    public let from: Course.State
    public let to: Course.State
    /// It was proposed to another curator.
    public let isProposal: Bool
    /// Now.
    public let state: Course.State
}
