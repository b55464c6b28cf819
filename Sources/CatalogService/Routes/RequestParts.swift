import Catalog
import HTTPServer

extension HTTPRequest {
    /// The id in the address. What has not its shape cannot exist: 404, like an unknown one.
    func identifier<Noun: Identified>(
        _ noun: Noun.Type, _ name: String
    ) throws(Refusal) -> Identifier<Noun> {
        guard let id = Identifier<Noun>(pathParameters["id"] ?? "") else { throw .notFound(name) }
        return id
    }
}

extension IdempotencyKey {
    /// - Throws: 400 where the header field is missing, repeated or not well formed.
    init(required request: HTTPRequest) throws(Problem) {
        guard let key = try IdempotencyKey(optional: request) else {
            throw Problem(
                400, "idempotency_key_missing",
                "Send an Idempotency-Key: a new one for each intention, the same one to repeat.")
        }
        self = key
    }

    init?(optional request: HTTPRequest) throws(Problem) {
        let fields = request.headers(named: "Idempotency-Key")
        guard let text = fields.first else { return nil }
        guard fields.count == 1 else {
            throw Problem(400, "duplicate_key", "Send one Idempotency-Key, not \(fields.count).")
        }
        guard let key = IdempotencyKey(text) else {
            throw Problem(
                400, "idempotency_key_invalid",
                "An Idempotency-Key has 1 to \(Self.bytesMax) visible ASCII characters.")
        }
        self = key
    }
}

extension HTTPRequest {
    /// A parameter of the query.
    func value(_ name: String) -> String? { query.first { $0.name == name }?.value }

    /// - Throws: 400 for a value that `read` does not know.
    func parameter<Value>(
        _ name: String, _ read: (String) -> Value?
    ) throws(Problem) -> Value? {
        guard let text = value(name) else { return nil }
        guard let value = read(text) else {
            throw .parameter(name, "has a value that is not known here")
        }
        return value
    }
}

extension Problem {
    static var foreignCursor: Problem {
        Problem(400, "invalid_cursor", "This cursor is not one of ours: begin without one.")
    }
}

/// `limit` and `cursor` of a list whose rows go from the newest id to the oldest.
struct PageParameters<Noun: Identified>: Sendable {
    static var limitMax: Int { 100 }

    let limit: Int
    let cursor: Identifier<Noun>?

    /// - Parameter names: of the parameters that the list takes besides.
    init(_ request: HTTPRequest, besides names: Set<String> = []) throws(Problem) {
        limit = try Self.limit(of: request, besides: names.union(["cursor"]))
        cursor = try request.value("cursor").map { text throws(Problem) in
            guard let id = Identifier<Noun>(text) else { throw .foreignCursor }
            return id
        }
    }

    /// The limit of a list whose cursor is no id.
    /// - Throws: 400 for a parameter that is neither `limit` nor one of the names.
    static func limit(
        of request: HTTPRequest, besides names: Set<String>
    ) throws(Problem) -> Int {
        try request.checkParameters(known: names.union(["limit"]))
        return try request.value("limit").map { text throws(Problem) in
            guard let number = Int(text), (1...limitMax).contains(number) else {
                throw .parameter("limit", "is no whole number from 1 to \(limitMax)")
            }
            return number
        } ?? 20
    }

    /// The page and the cursor of the next one, of rows that were read one further than the page.
    func cut<Item>(
        _ rows: [Item], id: (Item) -> Identifier<Noun>
    ) -> (items: [Item], next: String?) {
        let items = Array(rows.prefix(limit))
        return (items, rows.count > limit ? items.last.map { id($0).value } : nil)
    }
}
