import Cryptography

/// Signs and verifies webhooks as Standard Webhooks 1.0 says (section "Verifying webhook
/// authenticity"): HMAC-SHA-256 over `id.timestamp.body`.
///
/// One value holds the secrets of one platform. While a secret is being changed there are two:
/// what either of them signed is accepted, and we sign with both.
public struct StandardWebhooks: Sendable {
    /// What verifying brings. The order of the cases is the order of the checks.
    public enum Verdict: Sendable, Hashable {
        case missingHeader(String)
        /// `webhook-id` is longer than ``idBytesMax`` or holds more than printable ASCII.
        case badID
        /// Not whole seconds since 1970 in decimal digits.
        case badTimestamp
        case tooOld
        case tooNew
        case badSignature
        case accepted
    }

    /// How far a timestamp may be from now, either way.
    public static let toleranceSeconds: Int64 = 5 * 60
    public static let idBytesMax = 256
    /// How many signatures of one request are looked at.
    public static let signaturesMax = 16
    /// Secrets of one platform, old and new.
    public static let secretsMax = 4

    public static let idHeader = "webhook-id"
    public static let timestampHeader = "webhook-timestamp"
    public static let signatureHeader = "webhook-signature"

    private static let secretPrefix = "whsec_"
    private static let version = "v1,"
    private static let timestampDigitsMax = 12

    private let keys: [[UInt8]]

    /// - Parameter secrets: `whsec_` and base 64; the prefix may be missing, as the reference
    ///   libraries allow. Nil where one is not base 64 or empty, where there is none, or where
    ///   there are more than ``secretsMax``.
    public init?(secrets: [String]) {
        var keys: [[UInt8]] = []
        for secret in secrets {
            let hasPrefix = secret.hasPrefix(Self.secretPrefix)
            let text = hasPrefix ? String(secret.dropFirst(Self.secretPrefix.count)) : secret
            guard let key = Base64.decode(text), !key.isEmpty else { return nil }
            keys.append(key)
        }
        guard !keys.isEmpty, keys.count <= Self.secretsMax else { return nil }
        self.keys = keys
    }

    /// The value of `webhook-signature`: one `v1,…` for each secret, with a space between.
    /// - Parameter timestamp: seconds since 1970, as `webhook-timestamp` carries them.
    public func sign(id: String, timestamp: Int64, body: [UInt8]) -> String {
        let content = Self.content(id: id, timestamp: String(timestamp), body: body)
        return keys.map { Self.signature(of: content, key: $0) }.joined(separator: " ")
    }

    /// Whether the request comes from a holder of a secret, and recently. The three texts are
    /// the headers' values, nil where a header is missing; `body` is what came, byte by byte.
    public func verify(
        id: String?, timestamp: String?, signature: String?, body: [UInt8], now: Instant
    ) -> Verdict {
        guard let id, !id.isEmpty else { return .missingHeader(Self.idHeader) }
        guard let timestamp, !timestamp.isEmpty else { return .missingHeader(Self.timestampHeader) }
        guard let signature, !signature.isEmpty else { return .missingHeader(Self.signatureHeader) }
        guard id.utf8.count <= Self.idBytesMax, id.utf8.allSatisfy({ (0x21...0x7e).contains($0) })
        else { return .badID }
        guard timestamp.utf8.count <= Self.timestampDigitsMax,
            timestamp.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let seconds = Int64(timestamp)
        else { return .badTimestamp }
        let age = now.milliseconds / 1000 - seconds
        if age > Self.toleranceSeconds { return .tooOld }
        if age < -Self.toleranceSeconds { return .tooNew }
        let content = Self.content(id: id, timestamp: timestamp, body: body)
        let expected = keys.map { Array(Self.signature(of: content, key: $0).utf8) }
        let offered = signature.split(separator: " ").prefix(Self.signaturesMax)
        for candidate in offered where candidate.hasPrefix(Self.version) {
            let bytes = Array(candidate.utf8)
            if expected.contains(where: { equalInConstantTime($0, bytes) }) { return .accepted }
        }
        return .badSignature
    }

    private static func content(id: String, timestamp: String, body: [UInt8]) -> [UInt8] {
        var content: [UInt8] = []
        content.reserveCapacity(id.utf8.count + timestamp.utf8.count + body.count + 2)
        content += id.utf8
        content.append(UInt8(ascii: "."))
        content += timestamp.utf8
        content.append(UInt8(ascii: "."))
        content += body
        return content
    }

    private static func signature(of content: [UInt8], key: [UInt8]) -> String {
        version + Base64.encode(HMACSHA256.authenticate(content, key: key))
    }
}
