import Cryptography

/// An event that reached us in another form than the two that we keep as they come: what it says
/// in the house shape, beside the source that says it.
///
/// The body is `{"event": …, "source": …}`: `event` in the shape of ``WebhookEvent``, `source` the
/// text as it came, or base 64 in `source_base64` where that is no UTF-8.
public enum TranslatedEvent {
    /// A longer source is cut: what it says was read from the whole.
    static let sourceBytesMax = 32 << 10

    /// - Returns: the body to keep, and the digest of what the event says: a source that differs
    ///   in its blanks or its time says the same.
    static func encode(
        _ event: CompletionEvent, from source: [UInt8]
    ) -> (body: [UInt8], digest: [UInt8]) {
        let kept = Array(source.prefix(sourceBytesMax))
        let house = house(event)
        let body: JSONValue
        if let text = String(validating: kept, as: UTF8.self) {
            body = ["event": house, "source": .string(text)]
        } else {
            body = ["event": house, "source_base64": .string(Base64.encode(kept))]
        }
        return (JSON.encode(body), SHA256.digest(JSON.encode(house)))
    }

    static func parse(_ body: [UInt8], id: String) throws(JSONFault) -> CompletionEvent {
        try WebhookEvent.parse(houseBody(of: body), id: id)
    }

    /// The digest that ``encode(_:from:)`` returned with this body.
    static func digest(of body: [UInt8]) throws(JSONFault) -> [UInt8] {
        SHA256.digest(try houseBody(of: body))
    }

    private static func houseBody(of body: [UInt8]) throws(JSONFault) -> [UInt8] {
        let members = try JSON.decode(JSONValue.self, from: body)
        guard let event = members["event"] else {
            throw JSONFault(member: "event", problem: "is missing")
        }
        return JSON.encode(event)
    }

    private static func house(_ event: CompletionEvent) -> JSONValue {
        var data: [String: JSONValue] = [:]
        data["order_id"] = event.orderID.map(JSONValue.string)
        data["enrolment_ref"] = event.enrolmentReference.map(JSONValue.string)
        data["score"] = event.score.map(JSONValue.number)
        data["progress"] = event.progress.map(JSONValue.number)
        if event.kind == .completed { data["completed_at"] = .string(event.at.description) }
        if let certificate = event.certificate {
            data["certificate"] = [
                "number": .string(certificate.number), "url": .string(certificate.url),
                "issued_at": .string(certificate.issuedAt.description),
            ]
        }
        return [
            "type": .string(event.name), "timestamp": .string(event.at.description),
            "data": .object(data),
        ]
    }
}
