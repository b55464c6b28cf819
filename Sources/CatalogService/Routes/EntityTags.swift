/// Entity tags as RFC 9110 compares them.
enum EntityTags {
    /// Whether an If-None-Match field names the tag, by weak comparison (section 8.8.3.2).
    static func list(_ field: String, matches tag: String) -> Bool {
        field.split(separator: ",").contains { candidate in
            let trimmed = candidate.trimming(" ")
            return trimmed == "*" || trimmed == tag || trimmed == "W/" + tag
        }
    }
}

/// Percent-encoding of what stands in a query (RFC 3986).
enum PercentEncoding {
    private static let unreserved = Set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)
    private static let digits = Array("0123456789ABCDEF".utf8)

    static func query(_ text: String) -> String {
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if unreserved.contains(byte) {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
