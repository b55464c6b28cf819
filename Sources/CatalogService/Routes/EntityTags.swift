import Cryptography
import HTTPServer

/// Entity tags as RFC 9110 compares them.
enum EntityTags {
    /// Bytes of a digest that make a tag: enough that no two states share one.
    private static let digestBytes = 16

    /// A strong tag of what the facts say together.
    static func tag(of facts: [String]) -> String {
        let digest = SHA256.digest(Array(facts.joined(separator: "\n").utf8))
        return "\"" + Hex.encode(Array(digest.prefix(digestBytes))) + "\""
    }

    /// Whether an If-Match field names the tag, by strong comparison (section 8.8.3.2).
    static func list(_ field: String, matchesStrongly tag: String) -> Bool {
        field.split(separator: ",").contains { candidate in
            let trimmed = candidate.trimming(" ")
            return trimmed == "*" || trimmed == tag
        }
    }

    /// Whether an If-None-Match field names the tag, by weak comparison (section 8.8.3.2).
    static func list(_ field: String, matches tag: String) -> Bool {
        field.split(separator: ",").contains { candidate in
            let trimmed = candidate.trimming(" ")
            return trimmed == "*" || trimmed == tag || trimmed == "W/" + tag
        }
    }
}

extension HTTPRequest {
    /// - Parameter tag: of the state that is to be replaced; nil where there is nothing yet.
    /// - Throws: 428 for a replacement without If-Match, 412 where it names another state.
    func checkIfMatch(_ tag: String?) throws(Problem) {
        let fields = headers(named: "If-Match")
        guard !fields.isEmpty else {
            guard tag == nil else {
                throw Problem(
                    428, "precondition_required",
                    "Read it first, and send the ETag of that answer as If-Match.")
            }
            return
        }
        guard let tag,
            EntityTags.list(fields.joined(separator: ","), matchesStrongly: tag)
        else {
            throw Problem(
                412, "precondition_failed", "It has changed since: read it again, then decide.")
        }
    }
}

/// Percent-encoding of what stands in a query (RFC 3986).
enum PercentEncoding {
    private static let digits = Array("0123456789ABCDEF".utf8)

    static func query(_ text: String) -> String {
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if isUnreserved(byte) {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// RFC 3986, section 2.3.
    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: "_"), UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
