import Cryptography

/// UUIDs that follow from what they name, so that asking twice names the same thing.
public enum DerivedID {
    /// A UUID of version 8 (RFC 9562 section 5.8): the first 16 bytes of SHA-256 over both parts.
    public static func uuid(_ space: String, _ name: String) -> String {
        var bytes = Array(SHA256.digest(Array((space + "\u{0}" + name).utf8)).prefix(16))
        bytes[6] = bytes[6] & 0x0F | 0x80
        bytes[8] = bytes[8] & 0x3F | 0x80
        let digits = Array(Hex.encode(bytes))
        let groups = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(digits[$0]) }
        return groups.joined(separator: "-")
    }
}
