/// The target of a request line, taken apart and percent-decoded once.
struct RequestTarget: Sendable {
    let path: String
    let segments: [String]
    let query: [(name: String, value: String)]
    /// The authority of an absolute target, which must agree with Host; nil for `/…`.
    let authority: [UInt8]?

    init(path: String, query: [(name: String, value: String)]) {
        self.path = path
        self.segments = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
            .map(String.init)
        self.query = query
        self.authority = nil
    }

    /// Takes `/path?query`, or the same after `http://authority` (RFC 9112, 3.2.2).
    init(_ target: [UInt8], queryParametersMax: Int) throws(HTTPRefusal) {
        for byte in target where byte <= 0x20 || byte >= 0x7F || byte == UInt8(ascii: "#") {
            throw .malformed("a character that a request target cannot have")
        }
        let (authority, start) = try Self.authority(of: target)
        let mark = target[start...].firstIndex(of: UInt8(ascii: "?")) ?? target.endIndex
        let rawPath = target[start..<mark]
        var segments: [String] = []
        var segmentStart = start + 1
        while segmentStart <= mark {
            let end = target[segmentStart..<mark].firstIndex(of: UInt8(ascii: "/")) ?? mark
            segments.append(try Self.decode(target[segmentStart..<end]))
            segmentStart = end + 1
        }
        self.authority = authority
        self.segments = segments
        self.path = rawPath.isEmpty ? "/" : try Self.decode(rawPath)
        self.query = try Self.query(target[mark...].dropFirst(), max: queryParametersMax)
    }

    private static func authority(
        of target: [UInt8]
    ) throws(HTTPRefusal) -> (authority: [UInt8]?, pathStart: Int) {
        if target.first == UInt8(ascii: "/") { return (nil, 0) }
        for scheme in ["http://", "https://"] {
            let start = scheme.utf8.count
            guard target.count > start,
                HeaderFields.equalWithoutCase(target[..<start], scheme.utf8)
            else { continue }
            let end =
                target[start...].firstIndex {
                    $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?")
                } ?? target.endIndex
            return (Array(target[start..<end]), end)
        }
        throw .malformed("the request target is not a path")
    }

    private static func query(
        _ raw: ArraySlice<UInt8>, max: Int
    ) throws(HTTPRefusal) -> [(name: String, value: String)] {
        var parameters: [(name: String, value: String)] = []
        for piece in raw.split(separator: UInt8(ascii: "&")) {
            if parameters.count == max { throw .malformed("more than \(max) query parameters") }
            let equals = piece.firstIndex(of: UInt8(ascii: "=")) ?? piece.endIndex
            parameters.append(
                (
                    try decode(piece[..<equals], plusIsSpace: true),
                    try decode(piece[equals...].dropFirst(), plusIsSpace: true)
                ))
        }
        return parameters
    }

    /// Refuses escapes that are no two hexadecimal digits, `%00`, and what is not UTF-8.
    static func decode(
        _ raw: ArraySlice<UInt8>, plusIsSpace: Bool = false
    ) throws(HTTPRefusal) -> String {
        if !raw.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "+") }) {
            // Checked to be ASCII before.
            return String(decoding: raw, as: UTF8.self)
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(raw.count)
        var index = raw.startIndex
        while index < raw.endIndex {
            let byte = raw[index]
            index += 1
            if byte == UInt8(ascii: "+"), plusIsSpace {
                bytes.append(0x20)
            } else if byte != UInt8(ascii: "%") {
                bytes.append(byte)
            } else {
                guard index + 1 < raw.endIndex,
                    let high = hexadecimal(raw[index]), let low = hexadecimal(raw[index + 1])
                else { throw .malformed("a percent escape without two hexadecimal digits") }
                let decoded = high << 4 | low
                if decoded == 0 { throw .malformed("%00 in the request target") }
                bytes.append(decoded)
                index += 2
            }
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw .malformed("the request target is not UTF-8")
        }
        return text
    }

    private static func hexadecimal(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit - 0x30
        case 0x41...0x46: digit - 0x41 + 10
        case 0x61...0x66: digit - 0x61 + 10
        default: nil
        }
    }
}
