/// What a request head must be for us and every proxy before us to see the same requests in the
/// same bytes (RFC 9112, sections 3.2, 5.1 and 6.3; stricter where it lets a server choose).
enum HeadRules {
    /// How the body's end is known.
    enum Framing: Equatable, Sendable {
        case none
        case length(Int)
        case chunked

        var hasBody: Bool {
            switch self {
            case .none, .length(0): false
            case .length, .chunked: true
            }
        }
    }

    /// Returns the framing, or refuses the head; after that the connection must be closed.
    static func framing(
        of fields: HeaderFields, isHTTP10: Bool, headersMax: Int
    ) throws(HTTPRefusal) -> Framing {
        if fields.marks.count > headersMax { throw .headTooLarge }
        var hosts = 0
        var framing: Framing?
        let bytes = fields.bytes.span
        for mark in fields.marks {
            let name = bytes.extracting(mark.nameStart..<mark.nameStart + mark.nameCount)
            let value = bytes.extracting(mark.valueStart..<mark.valueStart + mark.valueCount)
            guard !name.isEmpty, all(name, isTokenByte) else {
                throw .malformed("a header name that is no token")
            }
            guard all(value, isValueByte) else {
                throw .malformed("a control character in a header value")
            }
            switch mark.nameCount {
            case 4 where fields.isNamed(mark, "host"):
                hosts += 1
                guard all(value, isHostByte) else {
                    throw .malformed("a Host that is no host")
                }
            case 14 where fields.isNamed(mark, "content-length"):
                guard framing == nil else { throw .malformed("the length is given twice") }
                framing = .length(try length(fields.valueBytes(mark)))
            case 17 where fields.isNamed(mark, "transfer-encoding"):
                guard framing == nil else { throw .malformed("the length is given twice") }
                guard HeaderFields.equalWithoutCase(fields.valueBytes(mark), "chunked".utf8),
                    !isHTTP10
                else { throw .malformed("a Transfer-Encoding other than chunked") }
                framing = .chunked
            default: break
            }
        }
        guard hosts == 1 || (hosts == 0 && isHTTP10) else {
            throw .malformed(hosts == 0 ? "no Host" : "more than one Host")
        }
        return framing ?? .none
    }

    private static func all(_ bytes: Span<UInt8>, _ isAllowed: (UInt8) -> Bool) -> Bool {
        for index in bytes.indices where !isAllowed(bytes[index]) { return false }
        return true
    }

    /// RFC 9110, 5.6.2.
    static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        case UInt8(ascii: "!"), 0x23...0x27, UInt8(ascii: "*"), UInt8(ascii: "+"),
            UInt8(ascii: "-"), UInt8(ascii: "."), 0x5E...0x60, UInt8(ascii: "|"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }

    private static func isValueByte(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte != 0x7F || byte == 0x09
    }

    /// Letters, digits and `-._~:[]%`: a name or address with a port.
    private static func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x3A, 0x41...0x5B, 0x61...0x7A: true
        case UInt8(ascii: "]"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"), UInt8(ascii: "%"):
            true
        default: false
        }
    }

    private static func length(_ digits: ArraySlice<UInt8>) throws(HTTPRefusal) -> Int {
        // 18 digits cannot overflow, and no body is that long.
        guard 1...18 ~= digits.count, digits.allSatisfy({ 0x30...0x39 ~= $0 }) else {
            throw .malformed("a Content-Length that is no number")
        }
        return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }
}
