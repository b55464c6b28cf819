/// How text that is not plain ASCII travels in mail.
enum MailEncoding {
    /// Longest encoded word (RFC 2047, section 2).
    static let encodedWordBytesMax = 75
    /// Longest line of a body (RFC 2045, 6.7), without its end.
    static let lineBytesMax = 76

    private static let digits = Array("0123456789ABCDEF".utf8)

    /// The value of a header field that holds free text: as it is where that is safe, else in
    /// encoded words of whole characters (RFC 2047, section 5), one a line. A line break in it
    /// comes out encoded, so it can never begin a field of its own.
    static func headerText(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { (0x20...0x7E).contains($0) } && !text.contains("=?")
        if isPlain, text.utf8.count <= encodedWordBytesMax { return text }
        let frame = "=?UTF-8?Q?".utf8.count + "?=".utf8.count
        var words: [[UInt8]] = [[]]
        for scalar in text.unicodeScalars {
            let bytes = Character(scalar).utf8.flatMap(wordByte)
            if words[words.count - 1].count + bytes.count > encodedWordBytesMax - frame {
                words.append([])
            }
            words[words.count - 1] += bytes
        }
        return words.map { "=?UTF-8?Q?" + String(decoding: $0, as: UTF8.self) + "?=" }
            .joined(separator: "\r\n ")
    }

    /// The "Q" encoding in its narrowest form, fit for a phrase, too (RFC 2047, section 5 (3)).
    private static func wordByte(_ byte: UInt8) -> [UInt8] {
        switch byte {
        case UInt8(ascii: " "): [UInt8(ascii: "_")]
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "/"): [byte]
        default: escaped(byte)
        }
    }

    private static func escaped(_ byte: UInt8) -> [UInt8] {
        [UInt8(ascii: "="), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }

    /// A body as quoted-printable (RFC 2045, 6.7), its lines ended by CR LF.
    static func quotedPrintable(_ text: String) -> [UInt8] {
        var output: [UInt8] = []
        let lines = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
            .split(separator: "\n", omittingEmptySubsequences: false)
        for line in lines {
            var width = 0
            let bytes = Array(line.utf8)
            for (index, byte) in bytes.enumerated() {
                let isLast = index == bytes.count - 1
                let piece = bodyByte(byte, isLast: isLast)
                if width + piece.count > lineBytesMax - 1 {
                    output += Array("=\r\n".utf8)
                    width = 0
                }
                output += piece
                width += piece.count
            }
            output += Array("\r\n".utf8)
        }
        return output
    }

    /// A blank at the end of a line would be lost on its way.
    private static func bodyByte(_ byte: UInt8, isLast: Bool) -> [UInt8] {
        switch byte {
        case UInt8(ascii: "="): escaped(byte)
        case UInt8(ascii: " "), UInt8(ascii: "\t"): isLast ? escaped(byte) : [byte]
        case 0x21...0x7E: [byte]
        default: escaped(byte)
        }
    }
}
