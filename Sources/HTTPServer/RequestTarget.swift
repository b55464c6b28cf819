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

    private static let segmentsUsual = 4

    /// Takes `/path?query`, or the same after `http://authority` (RFC 9112, 3.2.2).
    init(_ target: Span<UInt8>, queryParametersMax: Int) throws(HTTPRefusal) {
        for index in target.indices {
            let byte = target[index]
            if byte <= 0x20 || byte >= 0x7F || byte == UInt8(ascii: "#") {
                throw .malformed("a character that a request target cannot have")
            }
        }
        let start = try Self.pathStart(of: target)
        let mark = Self.first(UInt8(ascii: "?"), of: target, from: start)
        var segments: [String] = []
        segments.reserveCapacity(Self.segmentsUsual)
        var segmentStart = start + 1
        while segmentStart <= mark {
            let end = min(mark, Self.first(UInt8(ascii: "/"), of: target, from: segmentStart))
            segments.append(try Self.decode(target.extracting(segmentStart..<end)))
            segmentStart = end + 1
        }
        self.segments = segments
        authority = start == 0 ? nil : Self.authority(of: target, end: start)
        path = start == mark ? "/" : try Self.decode(target.extracting(start..<mark))
        query =
            mark == target.count
            ? []
            : try Self.query(
                target.extracting((mark + 1)..<target.count), max: queryParametersMax)
    }

    /// Where that byte first is; the end where it is not.
    private static func first(_ byte: UInt8, of bytes: Span<UInt8>, from start: Int) -> Int {
        var index = start
        while index < bytes.count, bytes[index] != byte { index += 1 }
        return index
    }

    /// Behind the scheme and authority, if there are any.
    private static func pathStart(of target: Span<UInt8>) throws(HTTPRefusal) -> Int {
        if target.count > 0, target[0] == UInt8(ascii: "/") { return 0 }
        guard let start = schemeEnd(of: target) else {
            throw .malformed("the request target is not a path")
        }
        return min(
            first(UInt8(ascii: "/"), of: target, from: start),
            first(UInt8(ascii: "?"), of: target, from: start))
    }

    private static func schemeEnd(of target: Span<UInt8>) -> Int? {
        for scheme in ["http://", "https://"] where target.count > scheme.utf8.count {
            let start = copy(of: target, from: 0, to: scheme.utf8.count)
            if HeaderFields.equalWithoutCase(start, scheme.utf8) { return scheme.utf8.count }
        }
        return nil
    }

    private static func authority(of target: Span<UInt8>, end: Int) -> [UInt8]? {
        schemeEnd(of: target).map { copy(of: target, from: $0, to: end) }
    }

    private static func copy(of bytes: Span<UInt8>, from start: Int, to end: Int) -> [UInt8] {
        var copied: [UInt8] = []
        for index in start..<end { copied.append(bytes[index]) }
        return copied
    }

    private static func query(
        _ raw: Span<UInt8>, max: Int
    ) throws(HTTPRefusal) -> [(name: String, value: String)] {
        var parameters: [(name: String, value: String)] = []
        var start = 0
        while start < raw.count {
            let end = first(UInt8(ascii: "&"), of: raw, from: start)
            let piece = raw.extracting(start..<end)
            start = end + 1
            if piece.isEmpty { continue }
            if parameters.count == max { throw .malformed("more than \(max) query parameters") }
            let equals = first(UInt8(ascii: "="), of: piece, from: 0)
            let value = piece.extracting(min(equals + 1, piece.count)..<piece.count)
            parameters.append(
                (
                    try decode(piece.extracting(..<equals), plusIsSpace: true),
                    try decode(value, plusIsSpace: true)
                ))
        }
        return parameters
    }

    /// Refuses escapes that are no two hexadecimal digits, `%00`, and what is not UTF-8.
    private static func decode(
        _ raw: Span<UInt8>, plusIsSpace: Bool = false
    ) throws(HTTPRefusal) -> String {
        let escape = first(UInt8(ascii: "%"), of: raw, from: 0)
        let plus = plusIsSpace ? first(UInt8(ascii: "+"), of: raw, from: 0) : raw.count
        if escape == raw.count, plus == raw.count {
            // Checked to be ASCII before.
            return unsafe raw.withUnsafeBufferPointer { bytes in
                unsafe String(decoding: bytes, as: UTF8.self)
            }
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(raw.count)
        var index = 0
        while index < raw.count {
            let byte = raw[index]
            index += 1
            if byte == UInt8(ascii: "+"), plusIsSpace {
                bytes.append(0x20)
            } else if byte != UInt8(ascii: "%") {
                bytes.append(byte)
            } else {
                guard index + 1 < raw.count,
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
