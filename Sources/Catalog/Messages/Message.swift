/// Something that happened to a participant's orders without their doing. It follows from the
/// order, the certificate or the incentive, and is stored nowhere else.
public struct Message: Sendable, Equatable {
    /// What happened.
    public enum Kind: String, Sendable, Encodable, CaseIterable {
        case orderConfirmed = "order_confirmed"
        /// The platform did not enrol; the money is back.
        case orderFailed = "order_failed"
        case orderCancelled = "order_cancelled"
        /// It was charged, and the money is back.
        case orderRefunded = "order_refunded"
        case courseCompleted = "course_completed"
        case certificateIssued = "certificate_issued"
        case incentiveEarned = "incentive_earned"
    }

    public let kind: Kind
    public let at: Instant
    public let orderID: Identifier<Order>
    public let courseTitle: String
    public let platformID: String
    /// The order's price; of an incentive, all its instalments together.
    public let amount: Money
    /// The platform's own words, where it gave any.
    public let detail: String?
    public let certificateID: Identifier<Certificate>?
}

/// A message as `GET /v1/me/messages` tells it.
public struct MessageView: Sendable, Encodable {
    public let kind: Message.Kind
    public let at: Instant
    public let unread: Bool
    public let orderID: Identifier<Order>
    public let courseTitle: String
    public let platform: CertificateView.PlatformReference
    public let amount: Money
    public let detail: String?
    public let certificateID: Identifier<Certificate>?

    enum CodingKeys: String, CodingKey {
        case kind, at, unread, platform, amount, detail
        case orderID = "order_id"
        case courseTitle = "course_title"
        case certificateID = "certificate_id"
    }

    /// - Parameter readUntil: what is later has not been read.
    public init(_ message: Message, readUntil: Instant) {
        kind = message.kind
        at = message.at
        unread = message.at > readUntil
        orderID = message.orderID
        courseTitle = message.courseTitle
        platform = CertificateView.PlatformReference(id: message.platformID)
        amount = message.amount
        detail = message.detail
        certificateID = message.certificateID
    }
}
