import Cryptography

/// The form in which an event came, by which the kept body is read again.
public enum EventForm: String, Sendable, Codable, CaseIterable {
    /// ``WebhookEvent``.
    case house
    /// ``XAPIStatement``.
    case xapi
    /// ``TranslatedEvent``.
    case translated

    /// Reads a kept body again.
    func event(_ body: [UInt8], id: String, receivedAt: Instant) throws(JSONFault)
        -> CompletionEvent
    {
        switch self {
        case .house: return try WebhookEvent.parse(body, id: id)
        case .xapi: return try Self.statement(body, id: id, receivedAt: receivedAt).event
        case .translated: return try TranslatedEvent.parse(body, id: id)
        }
    }

    /// ``EventDelivery/digest`` of a kept body.
    func digest(of body: [UInt8], id: String, receivedAt: Instant) throws(JSONFault) -> [UInt8] {
        switch self {
        case .house: return SHA256.digest(body)
        case .xapi: return try Self.statement(body, id: id, receivedAt: receivedAt).digest
        case .translated: return try TranslatedEvent.digest(of: body)
        }
    }

    private static func statement(
        _ body: [UInt8], id: String, receivedAt: Instant
    ) throws(JSONFault) -> XAPIStatement {
        guard let statement = try XAPIStatement.parse(body, at: receivedAt, id: id).first else {
            throw JSONFault(member: "", problem: "holds no statement")
        }
        return statement
    }
}

/// An event with its evidence, ready to be received. Made outside of the store's thread: reading
/// and hashing cost more than the statements.
public struct EventDelivery: Sendable {
    public let platformID: String
    public let form: EventForm
    /// Unique on its platform, as the platform gave it.
    public let id: String
    /// What it says, or why it cannot be read.
    public let content: Result<CompletionEvent, JSONFault>
    /// What is kept: the body, or the statement within it, byte for byte as it came.
    public let body: [UInt8]
    /// The same id with another digest is another content. SHA-256 of ``body`` for a webhook;
    /// for a statement of its members sorted, for their order and blanks are no content.
    public let digest: [UInt8]
    /// `webhook-timestamp` and `webhook-signature` with a blank between, or the detached JWS; nil
    /// for other forms.
    public let signature: String?

    /// What its command contends for: the order that it names, the same for all its events and for
    /// the command that stores the enrolment's reference.
    public var contended: String {
        guard case .success(let event) = content else { return "" }
        return Self.contended(
            platformID, order: event.orderID, enrolmentReference: event.enrolmentReference)
    }

    /// ``contended`` of an order. After all buyers' tokens in the order of keys.
    public static func contended(
        _ platformID: String, order: String?, enrolmentReference: String?
    ) -> String {
        guard let name = enrolmentReference ?? order else { return "" }
        return "~~\(platformID) \(name)"
    }

    /// A verified webhook in the house shape.
    public init(
        webhook id: String, timestamp: String, signature: String, body: [UInt8],
        platformID: String
    ) {
        self.platformID = platformID
        self.id = id
        form = .house
        do {
            content = .success(try WebhookEvent.parse(body, id: id))
        } catch {
            content = .failure(error)
        }
        self.body = body
        digest = SHA256.digest(body)
        self.signature = timestamp + " " + signature
    }

    /// A webhook in the house shape that another signature than that of Standard Webhooks vouches
    /// for. Its id follows from its body, the only thing that is signed: the same body again, from
    /// whomever, is a repeat.
    public init(signed body: [UInt8], signature: String, platformID: String) {
        self.platformID = platformID
        form = .house
        digest = SHA256.digest(body)
        id = "sha256-" + Hex.encode(digest)
        do {
            content = .success(try WebhookEvent.parse(body, id: id))
        } catch {
            content = .failure(error)
        }
        self.body = body
        self.signature = signature
    }

    /// What an authentic answer or callback of another form says, put into our words.
    /// - Parameter source: the answer or callback as it came.
    public init(translating event: CompletionEvent, from source: [UInt8], platformID: String) {
        self.platformID = platformID
        form = .translated
        id = event.id
        let translated = TranslatedEvent.encode(event, from: source)
        body = translated.body
        digest = translated.digest
        do {
            content = .success(try TranslatedEvent.parse(body, id: id))
        } catch {
            content = .failure(error)
        }
        signature = nil
    }

    /// An authenticated statement.
    public init(_ statement: XAPIStatement, platformID: String) {
        self.platformID = platformID
        form = .xapi
        id = statement.id
        content = .success(statement.event)
        body = statement.body
        digest = statement.digest
        signature = nil
    }
}

/// An event as the store keeps it.
public struct KeptEvent: Sendable, Identified {
    public static let idPrefix = "evt"
    /// ``name`` of what could not be read.
    public static let unreadableName = "unreadable"

    public let id: Identifier<KeptEvent>
    public let platformID: String
    /// The platform's own id of it.
    public let eventID: String
    /// The source's own word: a type of the house shape or the id of a verb.
    public let name: String
    public let orderID: Identifier<Order>?
    public let enrolmentReference: String?
    public let finding: CompletionFinding
    /// How often it came again.
    public let repeats: Int
    public let receivedAt: Instant
}

/// The answer to a received event; it is durable with the command that made it.
public struct EventReceipt: Sendable, Equatable {
    public let id: Identifier<KeptEvent>
    /// What became of it, when it came first.
    public let finding: CompletionFinding
    /// It had come before, with the same content.
    public let isRepeat: Bool
    public let orderID: Identifier<Order>?
}

extension EventReceipt {
    /// The answer to a webhook: `{finding, id, repeated, verdict}`.
    public var json: [UInt8] {
        var json = JSONText()
        json.open("{")
        json.member("finding", finding.rawValue)
        json.member("id", id.value)
        json.key("repeated")
        json.bytes += (isRepeat ? "true" : "false").utf8
        json.member("verdict", finding.verdict.rawValue)
        json.close("}")
        return json.bytes
    }
}
