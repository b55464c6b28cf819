/// A certificate as its holder sees it: an item of `GET /v1/me/certificates`.
public struct CertificateView: Sendable, Encodable {
    public struct Course: Sendable, Encodable {
        public let id: Identifier<Catalog.Course>
        public let title: String
        public let provider: String?
    }

    /// `{"id": "bukalapak"}`, as in orders.
    public struct PlatformReference: Sendable, Encodable {
        public let id: String
    }

    public let id: Identifier<Certificate>
    public let orderID: Identifier<Order>
    public let course: Course
    public let platform: PlatformReference
    public let number: String
    public let url: String
    public let issuedAt: Instant
    public let state: Certificate.Standing
    public let digest: String
    /// Where anyone can check it, below our public address.
    public let checkPath: String

    enum CodingKeys: String, CodingKey {
        case id, course, platform, number, url, state, digest
        case orderID = "order_id"
        case issuedAt = "issued_at"
        case checkPath = "check_path"
    }

    public init(_ entry: CertificateStore.Entry) {
        let certificate = entry.certificate
        id = certificate.id
        orderID = certificate.orderID
        course = Course(
            id: certificate.courseID, title: entry.courseTitle, provider: entry.provider)
        platform = PlatformReference(id: certificate.platformID)
        number = certificate.number
        url = certificate.url
        issuedAt = certificate.issuedAt
        state = entry.standing
        digest = certificate.digest
        checkPath = "/v1/certificates/\(certificate.id)"
    }
}

/// A certificate as anyone sees it who knows its id, `GET /v1/certificates/{id}`: nothing
/// personal but the holder's masked name.
public struct PublicCertificateView: Sendable, Encodable {
    public let id: Identifier<Certificate>
    public let valid: Bool
    public let state: Certificate.Standing
    public let holder: String
    public let course: CertificateView.Course
    public let platform: CertificateView.PlatformReference
    public let number: String
    public let issuedAt: Instant
    public let recordedAt: Instant
    /// SHA-256 of ``digestText`` in hexadecimal, made when the certificate was recorded.
    public let digest: String
    /// The exact text that the digest covers, so that anyone can compute it again.
    public let digestText: String

    enum CodingKeys: String, CodingKey {
        case id, valid, state, holder, course, platform, number, digest
        case issuedAt = "issued_at"
        case recordedAt = "recorded_at"
        case digestText = "digest_text"
    }

    public init(_ entry: CertificateStore.Entry) {
        let certificate = entry.certificate
        id = certificate.id
        state = entry.standing
        valid = state == .valid
        holder = certificate.holder
        course = CertificateView.Course(
            id: certificate.courseID, title: entry.courseTitle, provider: entry.provider)
        platform = CertificateView.PlatformReference(id: certificate.platformID)
        number = certificate.number
        issuedAt = certificate.issuedAt
        recordedAt = certificate.recordedAt
        digest = certificate.digest
        digestText = certificate.digestText
    }
}
