import Foundation

/// The house shape of a webhook's body:
/// `{type, timestamp, data: {enrolment_ref or order_id, score?, progress?, completed_at?,
/// certificate?{number, url, issued_at}}}`.
///
/// `score` is 0 to 100, `progress` 0 to 1, times are RFC 3339. Members that we do not know are
/// passed over (the body is kept whole); a type that we do not know is kept without reading
/// its data. What an event is not about does not void it: a score, or the progress or certificate
/// beside a completion, that is out of bounds is left out.
public enum WebhookEvent {
    public static let bodyBytesMax = 64 << 10
    public static let referenceBytesMax = 200
    public static let certificateNumberBytesMax = 200
    public static let urlBytesMax = 2_000
    public static let typeBytesMax = 100

    /// Reads one event.
    /// - Parameter id: the `webhook-id` of the request.
    /// - Throws: ``JSONFault`` naming the member that is missing, mistyped or out of bounds.
    public static func parse(_ body: [UInt8], id: String) throws(JSONFault) -> CompletionEvent {
        guard body.count <= bodyBytesMax else {
            throw JSONFault(member: "", problem: "longer than \(bodyBytesMax) bytes")
        }
        if let event = plain(body, id: id) { return event }
        return try decoded(body, id: id)
    }

    /// Any event, by Foundation.
    static func decoded(_ body: [UInt8], id: String) throws(JSONFault) -> CompletionEvent {
        let envelope = try JSON.decode(Envelope.self, from: body)
        guard let data = envelope.data else {
            return CompletionEvent(
                id: id, kind: .other, name: envelope.type, at: envelope.timestamp)
        }
        var certificate: CompletionEvent.IssuedCertificate?
        var hasUnreadableCertificate = false
        switch data.certificate {
        case .success(let issued): certificate = issued
        case .failure(let fault):
            if envelope.kind == .certificateIssued { throw fault }
            hasUnreadableCertificate = envelope.kind == .completed
        case nil:
            if envelope.kind == .certificateIssued {
                throw JSONFault(member: "data.certificate", problem: "is missing")
            }
        }
        if case .failure(let fault) = data.progress, envelope.kind == .progressed { throw fault }
        let isCompletion = envelope.kind == .completed
        return CompletionEvent(
            id: id, kind: envelope.kind, orderID: data.orderID,
            enrolmentReference: data.enrolmentReference,
            at: (isCompletion ? data.completedAt : nil) ?? envelope.timestamp,
            score: try? data.score?.get(), progress: try? data.progress?.get(),
            certificate: certificate, hasUnreadableCertificate: hasUnreadableCertificate)
    }

    private struct Envelope: Decodable {
        let type: String
        let timestamp: Instant
        /// Nil where the type is unknown.
        let data: Subject?

        var kind: CompletionEvent.Kind {
            type == CompletionEvent.Kind.other.rawValue
                ? .other : CompletionEvent.Kind(rawValue: type) ?? .other
        }

        enum CodingKeys: String, CodingKey { case type, timestamp, data }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            type = try container.text(.type, bytesMax: WebhookEvent.typeBytesMax)
            timestamp = try container.decode(Instant.self, forKey: .timestamp)
            let known = CompletionEvent.Kind(rawValue: type).map { $0 != .other } ?? false
            data = known ? try container.decode(Subject.self, forKey: .data) : nil
        }
    }

    private struct Subject: Decodable {
        let orderID: String?
        let enrolmentReference: String?
        let score: Result<Double, JSONFault>?
        let progress: Result<Double, JSONFault>?
        let completedAt: Instant?
        let certificate: Result<CompletionEvent.IssuedCertificate, JSONFault>?

        enum CodingKeys: String, CodingKey {
            case score, progress, certificate
            case orderID = "order_id"
            case enrolmentReference = "enrolment_ref"
            case completedAt = "completed_at"
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            let bytesMax = WebhookEvent.referenceBytesMax
            orderID = try container.textIfPresent(.orderID, bytesMax: bytesMax)
            enrolmentReference = try container.textIfPresent(
                .enrolmentReference, bytesMax: bytesMax)
            if orderID == nil, enrolmentReference == nil {
                throw container.fault(.enrolmentReference, "is missing, and so is order_id")
            }
            score = try Self.judged { try container.numberIfPresent(.score, in: 0...100) }
            progress = try Self.judged { try container.numberIfPresent(.progress, in: 0...1) }
            completedAt = try container.decodeIfPresent(Instant.self, forKey: .completedAt)
            certificate = try Self.judged {
                try container.decodeIfPresent(Document.self, forKey: .certificate)?.issued
            }
        }

        /// A value, or what is wrong with it; nil where there is none.
        private static func judged<Value>(
            _ read: () throws -> Value?
        ) throws -> Result<Value, JSONFault>? {
            do {
                return try read().map { .success($0) }
            } catch let error as DecodingError {
                return .failure(JSONFault(error))
            }
        }
    }

    private struct Document: Decodable {
        let issued: CompletionEvent.IssuedCertificate

        enum CodingKeys: String, CodingKey {
            case number, url
            case issuedAt = "issued_at"
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            let number = try container.text(
                .number, bytesMax: WebhookEvent.certificateNumberBytesMax)
            let url = try container.text(.url, bytesMax: WebhookEvent.urlBytesMax)
            guard WebhookEvent.isWebAddress(url) else {
                throw container.fault(.url, "must be an http or https address")
            }
            let issuedAt = try container.decode(Instant.self, forKey: .issuedAt)
            issued = CompletionEvent.IssuedCertificate(
                number: number, url: url, issuedAt: issuedAt)
        }
    }

    /// Whether the text can be shown as a link: http or https, with a host, without blanks.
    static func isWebAddress(_ text: String) -> Bool {
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7f }),
            let url = URL(string: text), let scheme = url.scheme?.lowercased(),
            let host = url.host, !host.isEmpty
        else { return false }
        return scheme == "http" || scheme == "https"
    }
}

extension KeyedDecodingContainer {
    fileprivate func fault(_ key: Key, _ problem: String) -> DecodingError {
        .dataCorruptedError(forKey: key, in: self, debugDescription: problem)
    }

    fileprivate func text(_ key: Key, bytesMax: Int) throws -> String {
        let text = try decode(String.self, forKey: key)
        guard !text.isEmpty, text.utf8.count <= bytesMax, !text.utf8.contains(0) else {
            throw fault(key, "must have 1 to \(bytesMax) bytes and no NUL")
        }
        return text
    }

    fileprivate func textIfPresent(_ key: Key, bytesMax: Int) throws -> String? {
        guard contains(key), try !decodeNil(forKey: key) else { return nil }
        return try text(key, bytesMax: bytesMax)
    }

    fileprivate func numberIfPresent(
        _ key: Key, in range: ClosedRange<Double>
    ) throws -> Double? {
        guard let number = try decodeIfPresent(Double.self, forKey: key) else { return nil }
        guard range.contains(number) else {
            throw fault(key, "must be from \(Int(range.lowerBound)) to \(Int(range.upperBound))")
        }
        return number
    }
}
