import Glibc

/// Which addresses a call may connect to. Checked on the address itself when the socket is
/// opened, so that a name that resolves inwards is caught too.
public enum PeerPolicy: Sendable, Equatable {
    /// Only addresses of the public internet.
    case publicOnly
    /// Private, loopback and link-local ones too.
    case anywhere

    /// The policy for a host that an operator configured: one that is itself written as a
    /// private address, or as `localhost`, may be reached; a name that merely resolves to such
    /// an address may not.
    public static func configured(_ host: String) -> PeerPolicy {
        if host == "localhost" || host.hasSuffix(".localhost") { return .anywhere }
        let bare = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
        guard let address = PeerAddress(bare) else { return .publicOnly }
        return address.isPublic ? .publicOnly : .anywhere
    }
}

/// An IPv4 or IPv6 address.
struct PeerAddress: Sendable, Equatable {
    /// 4 or 16 bytes, in network order.
    let bytes: [UInt8]

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Reads dotted decimal or RFC 4291 notation, nothing older.
    init?(_ text: String) {
        var four = [UInt8](repeating: 0, count: 4)
        // inet_pton writes exactly 4 bytes for AF_INET and 16 for AF_INET6.
        if unsafe inet_pton(AF_INET, text, &four) == 1 {
            bytes = four
            return
        }
        var sixteen = [UInt8](repeating: 0, count: 16)
        guard unsafe inet_pton(AF_INET6, text, &sixteen) == 1 else { return nil }
        bytes = sixteen
    }

    /// Reachable by everyone: the special-purpose registries of RFC 6890 left out, and addresses
    /// that embed an IPv4 address judged by it.
    var isPublic: Bool { bytes.count == 4 ? Self.isPublic(bytes[...]) : isPublicIPv6 }

    private static func isPublic(_ four: ArraySlice<UInt8>) -> Bool {
        let value = four.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        return !specialIPv4.contains { value >> (32 - $0.bits) == $0.network >> (32 - $0.bits) }
    }

    private var isPublicIPv6: Bool {
        if bytes.starts(with: Self.mapped) || bytes.starts(with: Self.translated) {
            return Self.isPublic(bytes[12...])
        }
        guard bytes[0] & 0xE0 == 0x20 else { return false }
        // 6to4 holds an IPv4 address; 2001:0::/23 are protocols; 2001:db8::/32 and 3fff::/20
        // are documentation.
        if bytes.starts(with: [0x20, 0x02]) { return Self.isPublic(bytes[2..<6]) }
        if bytes.starts(with: [0x20, 0x01]) && bytes[2] < 2 { return false }
        if bytes.starts(with: [0x3F, 0xFF]) && bytes[2] < 0x10 { return false }
        return !bytes.starts(with: [0x20, 0x01, 0x0D, 0xB8])
    }

    /// `::ffff:0:0/96`
    private static let mapped: [UInt8] = Array(repeating: 0, count: 10) + [0xFF, 0xFF]
    /// `64:ff9b::/96`, NAT64
    private static let translated: [UInt8] = [0, 0x64, 0xFF, 0x9B] + Array(repeating: 0, count: 8)

    private static let specialIPv4: [(network: UInt32, bits: UInt32)] = [
        (0x0000_0000, 8), (0x0A00_0000, 8), (0x6440_0000, 10), (0x7F00_0000, 8),
        (0xA9FE_0000, 16), (0xAC10_0000, 12), (0xC000_0000, 24), (0xC000_0200, 24),
        (0xC058_6300, 24), (0xC0A8_0000, 16), (0xC612_0000, 15), (0xC633_6400, 24),
        (0xCB00_7100, 24), (0xE000_0000, 4), (0xF000_0000, 4),
    ]
}

extension PeerAddress: CustomStringConvertible {
    var description: String {
        if bytes.count == 4 { return bytes.map { String($0) }.joined(separator: ".") }
        return stride(from: 0, to: 16, by: 2)
            .map { String(UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]), radix: 16) }
            .joined(separator: ":")
    }
}
