import Foundation
import HTTPServer

/// An IPv4 or IPv6 address without port, in the one spelling that two of them are compared by.
struct NetworkAddress: Hashable, Sendable {
    /// Longest text of one (RFC 4291, 2.2), in bytes.
    static let bytesMax = 45

    let text: String

    /// Nil for what is no address.
    init?(_ text: String) {
        let mapped = "::ffff:"
        let plain =
            text.lowercased().hasPrefix(mapped) && text.contains(".")
            ? String(text.dropFirst(mapped.count)) : text
        guard plain.utf8.count <= Self.bytesMax,
            let known = Self.spelled(plain, family: AF_INET)
                ?? Self.spelled(plain, family: AF_INET6)
        else { return nil }
        self.text = known
    }

    private static func spelled(_ text: String, family: Int32) -> String? {
        var address = in6_addr()
        var spelling = [CChar](repeating: 0, count: bytesMax + 1)
        // The larger of the two structures takes either family's bytes.
        guard unsafe inet_pton(family, text, &address) == 1,
            unsafe inet_ntop(family, &address, &spelling, socklen_t(spelling.count)) != nil
        else { return nil }
        return String(
            decoding: spelling.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}

extension HTTPRequest {
    /// Who called: the peer, or, where that is one of our proxies, whom the proxies say they
    /// speak for. What stands left of the first stranger in X-Forwarded-For is the stranger's
    /// own word and not looked at.
    func clientAddress(trusting proxies: Set<NetworkAddress>) -> String {
        guard var nearest = NetworkAddress(remoteAddress) else { return remoteAddress }
        let forwarded = headers(named: "X-Forwarded-For").joined(separator: ",")
        for entry in forwarded.split(separator: ",").reversed() {
            guard proxies.contains(nearest), let address = NetworkAddress(entry.trimming(" "))
            else { break }
            nearest = address
        }
        return nearest.text
    }
}
