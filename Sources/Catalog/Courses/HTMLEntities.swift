/// Character references of HTML, decoded once.
public enum HTMLEntities {
    /// The names that editors of course texts really produce; others stay as they are written.
    private static let named: [String: Unicode.Scalar] = [
        "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": "\u{a0}",
        "hellip": "…", "ndash": "–", "mdash": "—", "lsquo": "‘", "rsquo": "’", "sbquo": "‚",
        "ldquo": "“", "rdquo": "”", "bdquo": "„", "laquo": "«", "raquo": "»", "bull": "•",
        "middot": "·", "copy": "©", "reg": "®", "trade": "™", "deg": "°", "times": "×",
        "divide": "÷", "plusmn": "±", "frac12": "½", "frac14": "¼", "frac34": "¾", "sup2": "²",
        "sup3": "³", "micro": "µ", "euro": "€", "pound": "£", "yen": "¥", "cent": "¢",
        "sect": "§", "para": "¶", "rarr": "→", "larr": "←", "check": "✓", "ge": "≥", "le": "≤",
        "ne": "≠", "infin": "∞", "ensp": "\u{2002}", "emsp": "\u{2003}", "thinsp": "\u{2009}",
        "agrave": "à", "aacute": "á", "acirc": "â", "atilde": "ã", "auml": "ä", "aring": "å",
        "aelig": "æ", "ccedil": "ç", "egrave": "è", "eacute": "é", "ecirc": "ê", "euml": "ë",
        "igrave": "ì", "iacute": "í", "icirc": "î", "iuml": "ï", "ntilde": "ñ", "ograve": "ò",
        "oacute": "ó", "ocirc": "ô", "otilde": "õ", "ouml": "ö", "oslash": "ø", "ugrave": "ù",
        "uacute": "ú", "ucirc": "û", "uuml": "ü", "yacute": "ý", "szlig": "ß", "Eacute": "É",
        "Agrave": "À", "Ccedil": "Ç", "Ouml": "Ö", "Uuml": "Ü", "Auml": "Ä",
    ]
    /// Longest reference between `&` and `;`.
    private static let referenceBytesMax = 10

    /// Replaces each reference by its character, as in names that a source sends as HTML.
    public static func decode(_ text: String) -> String { decode(Array(text.utf8)) }

    /// Replaces each reference by its character; a reference that is none is left alone.
    static func decode(_ bytes: some Collection<UInt8>) -> String {
        guard bytes.contains(UInt8(ascii: "&")) else {
            return String(decoding: bytes, as: UTF8.self)
        }
        let bytes = Array(bytes)
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        var position = 0
        while position < bytes.count {
            if bytes[position] == UInt8(ascii: "&"),
                let (scalar, length) = reference(in: bytes[(position + 1)...])
            {
                output.append(contentsOf: String(Character(scalar)).utf8)
                position += 1 + length
            } else {
                output.append(bytes[position])
                position += 1
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// The character that the bytes behind `&` name, and how many of them do.
    private static func reference(in bytes: ArraySlice<UInt8>) -> (Unicode.Scalar, Int)? {
        let window = bytes.prefix(referenceBytesMax)
        if window.first == UInt8(ascii: "#") { return numeric(window) }
        guard let end = window.firstIndex(of: UInt8(ascii: ";")) else { return nil }
        let name = String(decoding: window[..<end], as: UTF8.self)
        guard let scalar = named[name] else { return nil }
        return (scalar, name.utf8.count + 1)
    }

    /// `#60;`, `#x3c;` and, as browsers do, both without the semicolon.
    private static func numeric(_ bytes: ArraySlice<UInt8>) -> (Unicode.Scalar, Int)? {
        var digits = bytes.dropFirst()
        var length = 1
        var radix: UInt32 = 10
        if let mark = digits.first, mark | 0x20 == UInt8(ascii: "x") {
            radix = 16
            digits = digits.dropFirst()
            length += 1
        }
        var value: UInt32 = 0
        var count = 0
        for byte in digits {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, digit < radix else {
                break
            }
            value = min(value * radix + UInt32(digit), 0x11_0000)
            count += 1
        }
        guard count > 0 else { return nil }
        length += count
        if digits.dropFirst(count).first == UInt8(ascii: ";") { length += 1 }
        let scalar = value == 0 ? nil : Unicode.Scalar(value)
        return (scalar ?? "\u{fffd}", length)
    }
}
