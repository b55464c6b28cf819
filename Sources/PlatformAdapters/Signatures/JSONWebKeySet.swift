import Catalog

/// The keys that somebody signs with (RFC 7517 section 5), as far as they are fit for RS256.
public struct JSONWebKeySet: Sendable, Equatable {
    /// Members that are looked at.
    public static let keysMax = 100
    /// Largest set in bytes.
    public static let bytesMax = 256 << 10

    public let keys: [JSONWebKey]

    public init(_ keys: [JSONWebKey]) {
        self.keys = keys
    }

    /// Reads a published set; members of other kinds are passed over, as RFC 7517 wants it.
    /// - Throws: ``JSONFault`` for what is no key set.
    public init(_ bytes: [UInt8]) throws(JSONFault) {
        guard bytes.count <= Self.bytesMax else {
            throw JSONFault(member: "", problem: "longer than \(Self.bytesMax) bytes")
        }
        guard case .array(let members)? = try JSON.decode(JSONValue.self, from: bytes)["keys"]
        else { throw JSONFault(member: "keys", problem: "is missing or not a list") }
        keys = members.prefix(Self.keysMax).compactMap { JSONWebKey($0) }
    }

    /// The set as it is published.
    public var bytes: [UInt8] {
        JSON.encode(JSONValue.object(["keys": .array(keys.map(\.value))]))
    }

    /// The keys of that name. A signature that names none may be by the only key there is.
    public func keys(named keyID: String?) -> [JSONWebKey] {
        guard let keyID else { return keys.count == 1 ? keys : [] }
        return keys.filter { $0.keyID == keyID }
    }
}
