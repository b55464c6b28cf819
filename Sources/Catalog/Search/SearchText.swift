import Foundation

/// Text as search sees it: words of letters and digits, lower case, without diacritics.
enum SearchText {
    /// Longer words are cut; nobody searches by what lies behind.
    static let wordBytesMax = 40

    /// The words of a plain text, in order. An apostrophe joins (`Da'i` is `dai`), all else that
    /// is neither letter nor digit separates.
    static func words(in text: String) -> [String] {
        var words: [String] = []
        var word: [UInt8] = []
        func close() {
            if !word.isEmpty {
                words.append(String(decoding: word, as: UTF8.self))
                word.removeAll(keepingCapacity: true)
            }
        }
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x61...0x7A, 0x30...0x39: append(UInt8(scalar.value))
            case 0x41...0x5A: append(UInt8(scalar.value) | 0x20)
            case 0x27, 0x60, 0x2018, 0x2019, 0x02BC: continue
            case 0..<0x80: close()
            default:
                guard let folded = fold(scalar) else {
                    close()
                    continue
                }
                for byte in folded { append(byte) }
            }
        }
        close()
        return words

        func append(_ byte: UInt8) {
            if word.count < wordBytesMax { word.append(byte) }
        }
    }

    /// The bytes of a letter or digit outside ASCII without its marks; empty for a mark of its
    /// own; nil for what separates words.
    private static func fold(_ scalar: Unicode.Scalar) -> [UInt8]? {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return []
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
            .spacingMark, .decimalNumber, .letterNumber:
            let base = String(scalar).decomposedStringWithCompatibilityMapping.unicodeScalars
                .filter { $0.properties.generalCategory != .nonspacingMark }
            return Array(String(String.UnicodeScalarView(base)).lowercased().utf8)
        default: return nil
        }
    }

    /// The text of safe HTML, with a space for each tag and character reference.
    static func plain(html: String) -> String {
        guard html.utf8.contains(where: { $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: "&") })
        else { return html }
        var text: [UInt8] = []
        text.reserveCapacity(html.utf8.count)
        var inTag = false
        var referenceStart: Int?
        for byte in html.utf8 {
            if inTag {
                inTag = byte != UInt8(ascii: ">")
            } else if byte == UInt8(ascii: "<") {
                inTag = true
                text.append(UInt8(ascii: " "))
                referenceStart = nil
            } else if byte == UInt8(ascii: ";"), let start = referenceStart {
                text.removeSubrange(start...)
                text.append(UInt8(ascii: " "))
                referenceStart = nil
            } else {
                if byte == UInt8(ascii: "&") { referenceStart = text.count }
                if byte == UInt8(ascii: " ") { referenceStart = nil }
                text.append(byte)
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
