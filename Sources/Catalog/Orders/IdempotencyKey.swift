import Cryptography

/// The `Idempotency-Key` of a request (draft-ietf-httpapi-idempotency-key-header): a client's own
/// name for one intention, so that asking twice acts once.
public struct IdempotencyKey: Sendable, Hashable {
    public static let bytesMax = 128

    public let text: String

    /// Nil unless it has 1 to 128 visible ASCII characters.
    public init?(_ text: String) {
        guard (1...Self.bytesMax).contains(text.utf8.count),
            text.utf8.allSatisfy({ (33...126).contains($0) })
        else { return nil }
        self.text = text
    }
}

/// What tells whether a repeated key asks for the same thing: the SHA-256 of the operation and
/// of its input as it was understood, so that white space and member order do not matter.
public struct InputHash: Sendable, Hashable {
    public let bytes: [UInt8]

    private static let bytesUsual = 96

    /// - Parameter parts: the operation's name, then each input; nil and empty differ.
    public init(_ parts: String?...) {
        var message: [UInt8] = []
        message.reserveCapacity(Self.bytesUsual)
        for part in parts {
            guard let part else {
                message.append(UInt8(ascii: "-"))
                continue
            }
            // Lengths in front: no two lists of parts have the same bytes.
            message += String(part.utf8.count).utf8
            message.append(UInt8(ascii: ":"))
            message += part.utf8
        }
        bytes = SHA256.digest(message)
    }
}
