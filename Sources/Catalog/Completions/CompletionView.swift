/// A completion as the participant sees it: an item of `GET /v1/me/completions`.
public struct CompletionView: Sendable, Encodable {
    public struct Course: Sendable, Encodable {
        public let id: Identifier<Catalog.Course>
        public let title: String
        public let platform: CertificateView.PlatformReference
    }

    public let id: Identifier<Completion>
    public let orderID: Identifier<Order>
    public let course: Course
    public let completedAt: Instant
    /// 0 to 100; left out where the platform gives none.
    public let score: Double?
    /// Left out until the platform issues one.
    public let certificateID: Identifier<Certificate>?
    public let recordedAt: Instant

    enum CodingKeys: String, CodingKey {
        case id, course, score
        case orderID = "order_id"
        case completedAt = "completed_at"
        case certificateID = "certificate_id"
        case recordedAt = "recorded_at"
    }

    public init(_ completion: Completion) {
        id = completion.id
        orderID = completion.orderID
        course = Course(
            id: completion.courseID, title: completion.courseTitle,
            platform: CertificateView.PlatformReference(id: completion.platformID))
        completedAt = completion.completedAt
        score = completion.score
        certificateID = completion.certificateID
        recordedAt = completion.recordedAt
    }
}
