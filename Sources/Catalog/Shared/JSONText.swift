/// JSON written piece by piece, for bytes that are put together from ready parts or are made in
/// the writer's thread. It places the commas between members itself.
struct JSONText {
    var bytes: [UInt8] = []

    private static let hexDigits = Array("0123456789abcdef".utf8)

    mutating func open(_ bracket: Unicode.Scalar) { bytes.append(UInt8(ascii: bracket)) }

    mutating func close(_ bracket: Unicode.Scalar) { bytes.append(UInt8(ascii: bracket)) }

    mutating func comma() { bytes.append(UInt8(ascii: ",")) }

    /// A member's name and colon, behind a comma unless it is the first.
    mutating func key(_ name: String) {
        if let last = bytes.last, last != UInt8(ascii: "{"), last != UInt8(ascii: "[") { comma() }
        string(name)
        bytes.append(UInt8(ascii: ":"))
    }

    mutating func member(_ name: String, _ value: String?) {
        key(name)
        if let value { string(value) } else { null() }
    }

    mutating func member(_ name: String, _ value: Int64?) {
        key(name)
        if let value { integer(value) } else { null() }
    }

    mutating func member(_ name: String, _ value: Instant) {
        key(name)
        instant(value)
    }

    mutating func null() { bytes += "null".utf8 }

    /// Most are small, such as counts, and need no string.
    mutating func integer(_ value: Int64) {
        guard 0..<1000 ~= value else {
            bytes += String(value).utf8
            return
        }
        if value >= 100 { bytes.append(UInt8(ascii: "0") + UInt8(value / 100)) }
        if value >= 10 { bytes.append(UInt8(ascii: "0") + UInt8(value / 10 % 10)) }
        bytes.append(UInt8(ascii: "0") + UInt8(value % 10))
    }

    /// A text in quotation marks (RFC 8259, section 7).
    mutating func string(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        // Most texts need no escapes and are copied whole.
        if Self.needsEscapes(text.utf8.span) { escape(text) } else { bytes += text.utf8 }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func needsEscapes(_ text: borrowing Swift.Span<UInt8>) -> Bool {
        for index in text.indices {
            let byte = text[index]
            if byte < 0x20 || byte == 0x22 || byte == 0x5c { return true }
        }
        return false
    }

    private mutating func escape(_ text: String) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0x08: bytes += "\\b".utf8
            case 0x09: bytes += "\\t".utf8
            case 0x0a: bytes += "\\n".utf8
            case 0x0c: bytes += "\\f".utf8
            case 0x0d: bytes += "\\r".utf8
            case 0x00..<0x20:
                bytes += "\\u00".utf8
                bytes.append(Self.hexDigits[Int(byte >> 4)])
                bytes.append(Self.hexDigits[Int(byte & 15)])
            default: bytes.append(byte)
            }
        }
    }

    /// RFC 3339 in UTC, to the second, by civil-from-days over 400-year eras: Foundation's
    /// formatter takes a microsecond, and the one writer makes these.
    private mutating func instant(_ value: Instant) {
        let seconds = Self.split(value.milliseconds, by: 1000).quotient
        let (secondOfDay, days) = Self.split(seconds, by: 86_400)
        let (dayOfEra, era) = Self.split(days + 719_468, by: 146_097)
        let yearOfEra =
            (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        bytes.append(UInt8(ascii: "\""))
        digits(yearOfEra + era * 400 + (month <= 2 ? 1 : 0), 4)
        bytes.append(UInt8(ascii: "-"))
        digits(month, 2)
        bytes.append(UInt8(ascii: "-"))
        digits(dayOfYear - (153 * shifted + 2) / 5 + 1, 2)
        bytes.append(UInt8(ascii: "T"))
        digits(secondOfDay / 3600, 2)
        bytes.append(UInt8(ascii: ":"))
        digits(secondOfDay / 60 % 60, 2)
        bytes.append(UInt8(ascii: ":"))
        digits(secondOfDay % 60, 2)
        bytes += "Z\"".utf8
    }

    private mutating func digits(_ number: Int64, _ width: Int) {
        var place: Int64 = width == 4 ? 1000 : 10
        while place > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(number / place % 10))
            place /= 10
        }
    }

    /// Remainder and quotient, both rounded towards the past.
    private static func split(
        _ number: Int64, by unit: Int64
    ) -> (rest: Int64, quotient: Int64) {
        let rest = number % unit
        return rest < 0 ? (rest + unit, number / unit - 1) : (rest, number / unit)
    }
}
