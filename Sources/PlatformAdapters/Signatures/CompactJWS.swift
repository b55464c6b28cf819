import Catalog
import Cryptography

/// A signed text in compact form (RFC 7515 section 7.1), also with its payload detached (appendix
/// F) or unencoded (RFC 7797). RS256 alone: every other algorithm, `none` above all, is refused.
public struct CompactJWS: Sendable {
    public static let algorithm = "RS256"
    /// Longest text in bytes.
    public static let bytesMax = 64 << 10

    /// Why a text is no signature that we take; in words for its sender.
    public struct Fault: Error, Sendable, Equatable {
        public let detail: String
    }

    /// `kid`: which key of the signer it is.
    public let keyID: String?
    /// Every member of the header; all of it is signed.
    public let header: JSONValue
    /// What is signed; nil where it is detached.
    public let payload: [UInt8]?
    /// `b64`: whether a detached payload is signed in base 64 or as it is (RFC 7797).
    public let encodesPayload: Bool
    private let encodedHeader: Substring
    private let encodedPayload: Substring
    private let signature: [UInt8]

    /// Takes a text apart; nothing is verified yet.
    public init(_ text: String) throws(Fault) {
        guard text.utf8.count <= Self.bytesMax else {
            throw Fault(detail: "longer than \(Self.bytesMax) bytes")
        }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3 else { throw Fault(detail: "not a JWS in compact form") }
        guard let head = Base64.decodeURLSafe(String(parts[0])),
            let header = try? JSON.decode(JSONValue.self, from: head), case .object = header
        else { throw Fault(detail: "the header is not a JSON object in URL-safe base 64") }
        guard header["alg"] == .string(Self.algorithm) else {
            throw Fault(detail: "the algorithm must be \(Self.algorithm)")
        }
        switch header["kid"] {
        case nil: keyID = nil
        case .string(let text)? where text.utf8.count <= JSONWebKey.keyIDBytesMax: keyID = text
        default: throw Fault(detail: "kid must be a text")
        }
        encodesPayload = try Self.encodesPayload(header)
        guard let signature = Base64.decodeURLSafe(String(parts[2])), !signature.isEmpty else {
            throw Fault(detail: "the signature is not URL-safe base 64")
        }
        if parts[1].isEmpty {
            payload = nil
        } else {
            guard encodesPayload, let payload = Base64.decodeURLSafe(String(parts[1])) else {
                throw Fault(detail: "the payload is not URL-safe base 64")
            }
            self.payload = payload
        }
        self.header = header
        self.signature = signature
        encodedHeader = parts[0]
        encodedPayload = parts[1]
    }

    /// Whether the key's owner signed this text, or a detached payload.
    /// - Parameter detached: what is signed, where ``payload`` is nil.
    public func isSigned(by key: RSAPublicKey, detached: [UInt8] = []) -> Bool {
        let content: [UInt8]
        if payload != nil {
            content = Array(encodedPayload.utf8)
        } else {
            content = encodesPayload ? Array(Base64.urlSafe(detached).utf8) : detached
        }
        let message = Self.message(encodedHeader, content)
        return RS256.verify(signature: signature, message: message, key: key)
    }

    /// Signs a payload that stands within, such as a JWT's claims.
    /// - Parameter type: `typ` of the header.
    public static func sign(
        _ payload: [UInt8], keyID: String?, type: String? = nil, key: RSAPrivateKey
    ) -> String {
        let header = header(["kid": keyID, "typ": type], encodesPayload: true)
        let content = Base64.urlSafe(payload)
        let signature = RS256.sign(message(header[...], Array(content.utf8)), key: key)
        return header + "." + content + "." + Base64.urlSafe(signature)
    }

    /// Signs a payload that is sent beside it.
    /// - Parameter encodesPayload: false signs it as it is, with `b64` false (RFC 7797).
    public static func signDetached(
        _ payload: [UInt8], keyID: String?, encodesPayload: Bool, key: RSAPrivateKey
    ) -> String {
        let header = header(["kid": keyID], encodesPayload: encodesPayload)
        let content = encodesPayload ? Array(Base64.urlSafe(payload).utf8) : payload
        let signature = RS256.sign(message(header[...], content), key: key)
        return header + ".." + Base64.urlSafe(signature)
    }

    /// The signing input (RFC 7515 section 5.1, RFC 7797 section 3).
    static func message(_ encodedHeader: Substring, _ content: [UInt8]) -> [UInt8] {
        Array(encodedHeader.utf8) + [UInt8(ascii: ".")] + content
    }

    private static func header(_ words: [String: String?], encodesPayload: Bool) -> String {
        var members: [String: JSONValue] = ["alg": .string(algorithm)]
        for (name, word) in words { members[name] = word.map(JSONValue.string) }
        if !encodesPayload {
            members["b64"] = false
            members["crit"] = ["b64"]
        }
        return Base64.urlSafe(JSON.encode(JSONValue.object(members)))
    }

    /// Reads `crit` (RFC 7515 section 4.1.11) and `b64` (RFC 7797 section 3). What is marked
    /// critical and not understood voids the signature, and `b64` false without that mark too
    /// (section 6).
    private static func encodesPayload(_ header: JSONValue) throws(Fault) -> Bool {
        var critical: [JSONValue] = []
        if let member = header["crit"] {
            guard case .array(let names) = member, !names.isEmpty else {
                throw Fault(detail: "crit must be a list that is not empty")
            }
            guard names == ["b64"], header["b64"] != nil else {
                throw Fault(detail: "crit may name b64 alone, once and where it is used")
            }
            critical = names
        }
        switch header["b64"] {
        case nil, .bool(true)?: return true
        case .bool(false)?:
            guard !critical.isEmpty else {
                throw Fault(detail: "b64 false must be named in crit")
            }
            return false
        default: throw Fault(detail: "b64 must be true or false")
        }
    }
}
