/// An address that mail is sent from or to: the plain form of RFC 5321 section 4.1.2, without
/// comments, quotes or anything that could end a line.
public struct MailAddress: Sendable, Hashable {
    /// RFC 5321, 4.5.3.1.
    public static let bytesMax = 254
    static let localBytesMax = 64

    public let text: String

    /// Nil for what is no such address.
    public init?(_ text: String) {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard text.utf8.count <= Self.bytesMax, parts.count == 2,
            (1...Self.localBytesMax).contains(parts[0].utf8.count), !parts[1].isEmpty,
            parts[0].utf8.allSatisfy(Self.isAtom), parts[1].utf8.allSatisfy(Self.isHost),
            !text.contains(".."), !parts.contains(where: { $0.hasPrefix(".") || $0.hasSuffix(".") })
        else { return nil }
        self.text = text
    }

    /// `atext` of RFC 5322, and the dot between atoms.
    private static func isAtom(_ byte: UInt8) -> Bool {
        isHost(byte) || "!#$%&'*+/=?^_`{|}~".utf8.contains(byte)
    }

    private static func isHost(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."): true
        default: false
        }
    }
}
