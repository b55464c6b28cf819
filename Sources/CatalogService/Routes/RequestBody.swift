import Catalog
import HTTPServer

/// A JSON object that a client sends. Members it does not have are refused by name, so that a
/// misspelt optional member is not silently ignored.
protocol RequestBody: Decodable {
    static var members: Set<String> { get }
}

extension HTTPRequest {
    /// - Throws: ``JSONFault`` naming the member that is wrong, missing or unknown.
    func decoded<Body: RequestBody>(_ type: Body.Type) throws(JSONFault) -> Body {
        try JSON.decodeStorable(Strict<Body>.self, from: body).body
    }
}

/// Looks at the names of all members before the body is decoded.
private struct Strict<Body: RequestBody>: Decodable {
    let body: Body

    init(from decoder: any Decoder) throws {
        let names = try decoder.container(keyedBy: MemberName.self).allKeys.map(\.stringValue)
        if let unknown = names.sorted().first(where: { !Body.members.contains($0) }) {
            throw JSONFault(
                member: unknown,
                problem: "is unknown; known are \(Body.members.sorted().joined(separator: ", "))")
        }
        body = try Body(from: decoder)
    }
}

/// Any member name.
private struct MemberName: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init?(stringValue: String) {
        self.stringValue = stringValue
    }

    init?(intValue: Int) {
        return nil
    }
}
