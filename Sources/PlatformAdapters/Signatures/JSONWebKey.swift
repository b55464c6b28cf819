import Catalog
import Cryptography

/// A public key for RS256 as JSON (RFC 7517; RFC 7518 section 6.3).
public struct JSONWebKey: Sendable, Equatable {
    /// Longest `kid` in bytes.
    public static let keyIDBytesMax = 200

    /// `kid`, by which a signature names its key; nil where its owner gave it none.
    public let keyID: String?
    public let key: RSAPublicKey

    /// - Parameter keyID: nil takes the ``thumbprint(of:)``.
    public init(_ key: RSAPublicKey, keyID: String? = nil) {
        self.key = key
        self.keyID = keyID ?? Self.thumbprint(of: key)
    }

    /// Reads one member of a key set.
    /// - Returns: nil for what is no RSA key, for one that is not meant for RS256 signatures
    ///   (`use`, `key_ops`, `alg`), and for one that ``RSAPublicKey`` refuses.
    public init?(_ value: JSONValue) {
        guard value["kty"] == .string("RSA"), Self.isAbsent(value["use"], or: "sig"),
            Self.isAbsent(value["alg"], or: CompactJWS.algorithm),
            Self.maySign(value["key_ops"]),
            let modulus = value["n"]?.string.flatMap(Base64.decodeURLSafe),
            let exponent = value["e"]?.string.flatMap(Base64.decodeURLSafe),
            let key = RSAPublicKey(modulus: modulus, exponent: exponent)
        else { return nil }
        switch value["kid"] {
        case nil, .null?: keyID = nil
        case .string(let text)? where text.utf8.count <= Self.keyIDBytesMax: keyID = text
        default: return nil
        }
        self.key = key
    }

    /// As it stands in a key set.
    public var value: JSONValue {
        var members: [String: JSONValue] = [
            "kty": "RSA", "use": "sig", "alg": .string(CompactJWS.algorithm),
            "n": .string(Base64.urlSafe(key.modulus)), "e": .string(Base64.urlSafe(key.exponent)),
        ]
        members["kid"] = keyID.map(JSONValue.string)
        return .object(members)
    }

    /// SHA-256 over the key's required members (RFC 7638), URL-safe base 64.
    public static func thumbprint(of key: RSAPublicKey) -> String {
        let members: JSONValue = [
            "e": .string(Base64.urlSafe(key.exponent)), "kty": "RSA",
            "n": .string(Base64.urlSafe(key.modulus)),
        ]
        return Base64.urlSafe(SHA256.digest(members.canonicalBytes))
    }

    private static func isAbsent(_ value: JSONValue?, or word: String) -> Bool {
        value == nil || value == .null || value == .string(word)
    }

    private static func maySign(_ operations: JSONValue?) -> Bool {
        switch operations {
        case nil, .null?: true
        case .array(let words)?: words.contains("verify")
        default: false
        }
    }
}
