/// The plain part of JSON (RFC 8259) that programs usually send: objects, texts of printable ASCII
/// without escapes, short decimal numbers from zero on.
///
/// It refuses everything else, right or wrong, and names no fault: that is left to ``JSON``, by
/// which a text means what it means. This reader only saves its cost where every microsecond of
/// a request counts.
public enum PlainJSON: Sendable, Equatable {
    public struct Member: Sendable, Equatable {
        public let name: String
        public let value: PlainJSON
    }

    case text(String)
    case number(Double)
    /// In the order of the text; no name comes twice.
    case object([Member])

    /// Objects within objects.
    static let depthMax = 4
    /// Members of one object.
    static let membersMax = 16
    /// Digits of one number: so many are exact, and so is their quotient by a power of ten.
    static let digitsMax = 15

    /// Nil where the whole text is not one plain value.
    public init?(_ bytes: [UInt8]) {
        var reader = Reader(bytes: bytes)
        guard let value = reader.value(depth: 0), reader.isAtEnd else { return nil }
        self = value
    }

    /// The member of an object; nil where there is none, or where this is no object.
    public subscript(name: String) -> PlainJSON? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }
}

private struct Reader {
    let bytes: [UInt8]
    var next = 0

    /// True where nothing but blanks follows.
    var isAtEnd: Bool {
        mutating get {
            skipBlanks()
            return next == bytes.count
        }
    }

    mutating func value(depth: Int) -> PlainJSON? {
        skipBlanks()
        guard next < bytes.count else { return nil }
        switch bytes[next] {
        case UInt8(ascii: "\""): return text().map(PlainJSON.text)
        case UInt8(ascii: "0")...UInt8(ascii: "9"): return number().map(PlainJSON.number)
        case UInt8(ascii: "{"): return depth < PlainJSON.depthMax ? object(depth: depth) : nil
        default: return nil
        }
    }

    private mutating func skipBlanks() {
        while next < bytes.count {
            switch bytes[next] {
            case 0x20, 0x09, 0x0a, 0x0d: next += 1
            default: return
            }
        }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard next < bytes.count, bytes[next] == UInt8(ascii: character) else { return false }
        next += 1
        return true
    }

    private mutating func object(depth: Int) -> PlainJSON? {
        next += 1
        var members: [PlainJSON.Member] = []
        repeat {
            skipBlanks()
            guard members.count < PlainJSON.membersMax, let name = text(),
                !members.contains(where: { $0.name == name })
            else { return nil }
            skipBlanks()
            guard take(":"), let value = value(depth: depth + 1) else { return nil }
            members.append(PlainJSON.Member(name: name, value: value))
            skipBlanks()
        } while take(",")
        return take("}") ? .object(members) : nil
    }

    private mutating func text() -> String? {
        guard take("\"") else { return nil }
        let start = next
        while next < bytes.count {
            switch bytes[next] {
            case UInt8(ascii: "\""):
                defer { next += 1 }
                return String(decoding: bytes[start..<next], as: UTF8.self)
            case UInt8(ascii: "\\"): return nil
            case 0x20...0x7e: next += 1
            default: return nil
            }
        }
        return nil
    }

    private mutating func number() -> Double? {
        let start = next
        var value: Int64 = 0
        let whole = digits(onto: &value)
        guard whole == 1 || bytes[start] != UInt8(ascii: "0") else { return nil }
        var fraction = 0
        if take(".") {
            fraction = digits(onto: &value)
            guard fraction > 0 else { return nil }
        }
        guard whole + fraction <= PlainJSON.digitsMax else { return nil }
        var power = 1.0
        for _ in 0..<fraction { power *= 10 }
        return Double(value) / power
    }

    /// Takes digits and returns how many; where they are too many the value means nothing.
    private mutating func digits(onto value: inout Int64) -> Int {
        let start = next
        while next < bytes.count {
            let digit = bytes[next] &- UInt8(ascii: "0")
            guard digit < 10 else { break }
            value = value &* 10 &+ Int64(digit)
            next += 1
        }
        return next - start
    }
}
