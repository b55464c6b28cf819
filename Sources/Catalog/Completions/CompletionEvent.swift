/// What a platform tells us about one order, in our terms, whatever its dialect.
public struct CompletionEvent: Sendable, Equatable {
    public enum Kind: String, Sendable, CaseIterable {
        case started = "course.started"
        case progressed = "course.progressed"
        case completed = "course.completed"
        case certificateIssued = "certificate.issued"
        case enrolmentCancelled = "enrolment.cancelled"
        /// A word of the platform's that decides nothing, such as a failed test; it is kept.
        case other
    }

    /// The certificate as the platform issued it.
    public struct IssuedCertificate: Sendable, Equatable {
        public var number: String
        public var url: String
        public var issuedAt: Instant

        public init(number: String, url: String, issuedAt: Instant) {
            self.number = number
            self.url = url
            self.issuedAt = issuedAt
        }
    }

    /// Unique on its platform: the `webhook-id`, or the id of an xAPI statement.
    public var id: String
    public var kind: Kind
    /// The source's own word for it: a type of the house shape or the id of a verb.
    public var name: String
    /// As the platform wrote it; it may name no order of ours.
    public var orderID: String?
    public var enrolmentReference: String?
    /// When it happened, by the platform's clock; for a completion, when the course was completed.
    public var at: Instant
    /// 0 to 100.
    public var score: Double?
    /// 0 to 1.
    public var progress: Double?
    /// Never nil where a certificate was issued; a completion may bring one too.
    public var certificate: IssuedCertificate?
    /// A completion came with a certificate that makes no sense; the completion does.
    public var hasUnreadableCertificate: Bool

    public init(
        id: String, kind: Kind, name: String? = nil, orderID: String? = nil,
        enrolmentReference: String? = nil, at: Instant, score: Double? = nil,
        progress: Double? = nil, certificate: IssuedCertificate? = nil,
        hasUnreadableCertificate: Bool = false
    ) {
        self.id = id
        self.kind = kind
        self.name = name ?? kind.rawValue
        self.orderID = orderID
        self.enrolmentReference = enrolmentReference
        self.at = at
        self.score = score
        self.progress = progress
        self.certificate = certificate
        self.hasUnreadableCertificate = hasUnreadableCertificate
    }
}
