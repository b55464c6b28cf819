import SQL

/// Certificates in the store. They are recorded once and never changed.
public struct CertificateStore {
    public static let pageMax = 100

    /// A certificate with what is shown beside it.
    public struct Entry: Sendable {
        public let certificate: Certificate
        public let courseTitle: String
        public let provider: String?
        public let orderState: Order.State

        public var standing: Certificate.Standing {
            certificate.standing(orderState: orderState)
        }
    }

    private let database: any Database

    public init(_ database: any Database) {
        self.database = database
    }

    /// Records the certificate of an order. Nil where the order has one already, or another order
    /// of the platform has its number.
    func record(
        _ issued: CompletionEvent.IssuedCertificate, of order: Order,
        eventID: Identifier<KeptEvent>, at now: Instant
    ) throws(DatabaseError) -> Identifier<Certificate>? {
        let name =
            try database.row(
                "SELECT name FROM participants WHERE id = $1", order.participantID)?.text(0) ?? ""
        var certificate = Certificate(
            id: Identifier(at: now), orderID: order.id, participantID: order.participantID,
            courseID: order.courseID, platformID: order.platformID, number: issued.number,
            url: issued.url, issuedAt: issued.issuedAt, holder: Certificate.masked(name),
            digest: "", recordedAt: now)
        certificate.digest = Certificate.digest(of: certificate.digestText)
        let recorded = try database.row(
            """
            INSERT INTO certificates (id, order_id, participant_id, course_id, platform_id, number,
                url, issued_at, holder, digest, event_id, recorded_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            ON CONFLICT DO NOTHING RETURNING id
            """,
            certificate.id, certificate.orderID, certificate.participantID, certificate.courseID,
            certificate.platformID, certificate.number, certificate.url, certificate.issuedAt,
            certificate.holder, certificate.digest, eventID, now)
        return recorded == nil ? nil : certificate.id
    }

    /// A participant's certificates, newest first.
    /// - Parameters:
    ///   - before: the last id of the page before; nil for the first page.
    ///   - limit: brought into 1…``pageMax``.
    public func page(
        of participant: Identifier<Participant>, before: Identifier<Certificate>? = nil,
        limit: Int = pageMax
    ) throws(DatabaseError) -> [Entry] {
        try database.rows(
            Self.selection + """
                WHERE c.participant_id = $1 AND c.id < $2
                ORDER BY c.id DESC LIMIT $3
                """,
            participant, before?.value ?? Certificate.idPrefix + CompletionStore.afterAllIDs,
            min(max(limit, 1), Self.pageMax)
        ).map(Self.entry)
    }

    /// The certificate that anyone who knows its id may check; nil where there is none.
    public func find(_ id: Identifier<Certificate>) throws(DatabaseError) -> Entry? {
        try database.row(Self.selection + "WHERE c.id = $1", id).map(Self.entry)
    }

    private static let selection = """
        SELECT c.id, c.order_id, c.participant_id, c.course_id, c.platform_id, c.number, c.url,
            c.issued_at, c.holder, c.digest, c.recorded_at, k.title, k.provider, o.state
        FROM certificates c
        JOIN courses k ON k.id = c.course_id
        JOIN orders o ON o.id = c.order_id

        """

    private static func entry(_ row: Row) -> Entry {
        let certificate = Certificate(
            id: Identifier(stored: row.text(0)), orderID: Identifier(stored: row.text(1)),
            participantID: Identifier(stored: row.text(2)),
            courseID: Identifier(stored: row.text(3)), platformID: row.text(4),
            number: row.text(5), url: row.text(6), issuedAt: Instant(milliseconds: row.integer(7)),
            holder: row.text(8), digest: row.text(9),
            recordedAt: Instant(milliseconds: row.integer(10)))
        guard let state = Order.State(rawValue: row.text(13)) else {
            preconditionFailure("the schema admits no order state \(row.text(13))")
        }
        return Entry(
            certificate: certificate, courseTitle: row.text(11),
            provider: row.textIfPresent(12), orderState: state)
    }
}
