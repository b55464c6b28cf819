/// The proof that a participant finished a course; the first one of an order stands.
public struct Completion: Sendable, Identified {
    public static let idPrefix = "cmp"

    public let id: Identifier<Completion>
    public let orderID: Identifier<Order>
    public let courseID: Identifier<Course>
    public let courseTitle: String
    public let platformID: String
    public let completedAt: Instant
    /// 0 to 100.
    public let score: Double?
    /// The event that proves it.
    public let eventID: Identifier<KeptEvent>
    public let certificateID: Identifier<Certificate>?
    public let recordedAt: Instant
}
