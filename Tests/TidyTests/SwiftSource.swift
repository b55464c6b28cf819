/// Swift text whose comments and string literals are blanked out, so that what is left can be
/// searched as code. Lines and columns stay where they were.
struct SwiftSource {
    /// UTF-8: all that matters here is ASCII, and bytes are quick to go through.
    let code: [UInt8]

    private enum Literal {
        /// Quotes, number signs before them, and the depth of parentheses of an interpolation.
        case string(quotes: Int, signs: Int)
        case interpolation(parentheses: Int)
    }

    init(_ text: String) {
        var reader = Reader(text: Array(text.utf8))
        reader.readCode()
        code = reader.code
    }

    var lines: [Substring] {
        String(decoding: code, as: UTF8.self).split(
            separator: "\n", omittingEmptySubsequences: false)
    }

    /// Every name that the code uses.
    var names: Set<Substring> {
        let text = String(decoding: code, as: UTF8.self)
        return Set(text.split { !($0.isLetter || $0.isNumber || $0 == "_") })
    }

    private struct Reader {
        let newline = UInt8(ascii: "\n")
        let space = UInt8(ascii: " ")
        let opening = UInt8(ascii: "(")
        let closing = UInt8(ascii: ")")
        let sign = UInt8(ascii: "#")
        let quotationMark = UInt8(ascii: "\"")

        let text: [UInt8]
        var code: [UInt8] = []
        var position = 0
        var open: [Literal] = []

        mutating func readCode() {
            while position < text.count {
                switch open.last {
                case .string(let quotes, let signs): readString(quotes: quotes, signs: signs)
                case .interpolation, nil: readToken()
                }
            }
        }

        private mutating func readToken() {
            if starts(with: "//") {
                while position < text.count, text[position] != newline { blank(1) }
            } else if starts(with: "/*") {
                readBlockComment()
            } else if let quote = quote() {
                open.append(.string(quotes: quote.quotes, signs: quote.signs))
                blank(quote.quotes + quote.signs)
            } else if case .interpolation(let depth) = open.last,
                text[position] == opening || text[position] == closing
            {
                let next = depth + (text[position] == opening ? 1 : -1)
                open[open.count - 1] = .interpolation(parentheses: next)
                if next == 0 { open.removeLast() }
                blank(1)
            } else {
                code.append(text[position])
                position += 1
            }
        }

        private mutating func readBlockComment() {
            var depth = 0
            repeat {
                if starts(with: "/*") {
                    depth += 1
                    blank(2)
                } else if starts(with: "*/") {
                    depth -= 1
                    blank(2)
                } else {
                    blank(1)
                }
            } while depth > 0 && position < text.count
        }

        private mutating func readString(quotes: Int, signs: Int) {
            let escape = "\\" + String(repeating: "#", count: signs)
            let end =
                String(repeating: "\"", count: quotes) + String(repeating: "#", count: signs)
            if starts(with: escape + "(") {
                open.append(.interpolation(parentheses: 1))
                blank(escape.count + 1)
            } else if starts(with: escape) {
                blank(escape.count + 1)
            } else if starts(with: end) {
                open.removeLast()
                blank(end.count)
            } else {
                blank(1)
            }
        }

        /// The opening of a string literal at this place.
        private func quote() -> (quotes: Int, signs: Int)? {
            let signs = text[position...].prefix { $0 == sign }.count
            let start = position + signs
            guard start < text.count, text[start] == quotationMark else { return nil }
            let isMultiline = text[start...].prefix(3).elementsEqual(
                [UInt8](repeating: quotationMark, count: 3))
            return (isMultiline ? 3 : 1, signs)
        }

        private func starts(with word: String) -> Bool {
            text[position...].starts(with: word.utf8)
        }

        private mutating func blank(_ count: Int) {
            for byte in text[position..<min(position + count, text.count)] {
                code.append(byte == newline ? newline : space)
            }
            position += count
        }
    }
}
