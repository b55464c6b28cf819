/// Cuts HTML into tags and text, as forgiving as a browser and in one pass over the bytes.
///
/// It knows no attributes: they are skipped, quoted values and all. Comments, declarations and the
/// content of elements that hold no prose (`script`, `style`, …) produce nothing. What a browser
/// would take as text (`a < b`) is text here too.
struct HTMLTokenizer {
    enum Token: Equatable {
        /// Name in lower case.
        case open(String)
        case close(String)
        /// Entities are not decoded yet.
        case text(ArraySlice<UInt8>)
    }

    /// Elements whose content a browser does not read as markup, and which hold no prose.
    private static let opaque: Set<String> = [
        "script", "style", "iframe", "noembed", "noframes", "textarea", "title", "xmp",
    ]
    /// No element of HTML has a longer name; longer ones are not told apart.
    private static let nameBytesMax = 32

    private let bytes: [UInt8]
    private var position = 0

    init(_ html: String) {
        bytes = Array(html.utf8)
    }

    /// The next token, or nil at the end.
    mutating func next() -> Token? {
        while position < bytes.count {
            if bytes[position] != UInt8(ascii: "<") || !startsMarkup {
                return text()
            }
            if let token = markup() { return token }
        }
        return nil
    }

    /// Whether the `<` at the current position opens a tag, a comment or a declaration.
    private var startsMarkup: Bool {
        guard position + 1 < bytes.count else { return false }
        let following = bytes[position + 1]
        if following == UInt8(ascii: "/") {
            return position + 2 < bytes.count && Self.isLetter(bytes[position + 2])
        }
        return Self.isLetter(following) || following == UInt8(ascii: "!")
            || following == UInt8(ascii: "?")
    }

    private mutating func text() -> Token {
        let start = position
        position += 1
        while position < bytes.count {
            if bytes[position] == UInt8(ascii: "<"), startsMarkup { break }
            position += 1
        }
        return .text(bytes[start..<position])
    }

    /// Reads one piece of markup; nil where it produces nothing.
    private mutating func markup() -> Token? {
        position += 1
        switch bytes[position] {
        case UInt8(ascii: "!"), UInt8(ascii: "?"):
            skipDeclaration()
            return nil
        case UInt8(ascii: "/"):
            position += 1
            let name = name()
            return skipAttributes() ? .close(name) : nil
        default:
            let name = name()
            guard skipAttributes() else { return nil }
            if Self.opaque.contains(name) {
                skipContent(of: name)
                return nil
            }
            return .open(name)
        }
    }

    private mutating func name() -> String {
        let start = position
        while position < bytes.count, !Self.endsName(bytes[position]) { position += 1 }
        let name = bytes[start..<min(position, start + Self.nameBytesMax)]
        return String(decoding: name, as: UTF8.self).lowercased()
    }

    /// Moves behind the `>` of the tag; false where the text ends before it, as in a browser.
    private mutating func skipAttributes() -> Bool {
        var quote: UInt8?
        var previous: UInt8 = 0
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if let open = quote {
                if byte == open { quote = nil }
            } else if byte == UInt8(ascii: ">") {
                return true
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                // A quote opens a value only behind `=`; elsewhere it is a stray.
                if previous == UInt8(ascii: "=") { quote = byte }
            }
            if !Self.isSpace(byte) { previous = byte }
        }
        return false
    }

    private mutating func skipDeclaration() {
        let dashes = [UInt8](repeating: UInt8(ascii: "-"), count: 2)
        if bytes[(position + 1)...].prefix(2).elementsEqual(dashes) {
            // `<!-->` and `<!--->` are comments too, so the dashes may be shared.
            position += 1
            while position < bytes.count {
                if bytes[position] == UInt8(ascii: ">"),
                    bytes[..<position].suffix(2).elementsEqual(dashes)
                {
                    break
                }
                position += 1
            }
        } else {
            while position < bytes.count, bytes[position] != UInt8(ascii: ">") { position += 1 }
        }
        position = min(position + 1, bytes.count)
    }

    private mutating func skipContent(of name: String) {
        let name = Array(name.utf8)
        while position < bytes.count {
            if bytes[position] == UInt8(ascii: "<"), closes(name, at: position) {
                position += 2 + name.count
                _ = skipAttributes()
                return
            }
            position += 1
        }
    }

    private func closes(_ name: [UInt8], at start: Int) -> Bool {
        let end = start + 2 + name.count
        guard end <= bytes.count, bytes[start + 1] == UInt8(ascii: "/") else { return false }
        guard end == bytes.count || Self.endsName(bytes[end]) else { return false }
        return zip(bytes[(start + 2)..<end], name).allSatisfy { $0 | 0x20 == $1 }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func endsName(_ byte: UInt8) -> Bool {
        isSpace(byte) || byte == UInt8(ascii: "/") || byte == UInt8(ascii: ">")
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || (0x09...0x0d).contains(byte)
    }
}
