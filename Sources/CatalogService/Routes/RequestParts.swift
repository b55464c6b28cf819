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

/// `limit` and `cursor` of a list whose rows go from the newest id to the oldest.
struct PageParameters<Noun: Identified>: Sendable {
    static var limitMax: Int { 100 }

    let limit: Int
    let cursor: Identifier<Noun>?

    /// - Parameter more: names of parameters that somebody else reads.
    init(_ request: HTTPRequest, also more: Set<String> = []) throws(Problem) {
        try request.checkParameters(known: more.union(["limit", "cursor"]))
        func value(_ name: String) -> String? { request.query.first { $0.name == name }?.value }
        limit =
            try value("limit").map { text throws(Problem) in
                guard let number = Int(text), (1...Self.limitMax).contains(number) else {
                    throw .parameter("limit", "is no whole number from 1 to \(Self.limitMax)")
                }
                return number
            } ?? 20
        cursor = try value("cursor").map { text throws(Problem) in
            guard let id = Identifier<Noun>(text) else {
                throw Problem(
                    400, "invalid_cursor", "This cursor is not one of ours: begin without one.")
            }
            return id
        }
    }

    /// The page and the cursor of the next one, of rows that were read one further than the page.
    func cut<Item>(
        _ rows: [Item], id: (Item) -> Identifier<Noun>
    ) -> (items: [Item], next: String?) {
        let items = Array(rows.prefix(limit))
        return (items, rows.count > limit ? items.last.map { id($0).value } : nil)
    }
}
