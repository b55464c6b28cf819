/// HTML that may be put into a page as it is: paragraphs, line breaks, lists, bold and italic,
/// without attributes, always well-formed.
///
/// Any text can be reduced to it. Other elements lose their tags and keep their text, `script` and
/// its like lose both; entities are decoded once and what is special is escaped again. Reducing
/// twice changes nothing.
public struct SafeHTML: Sendable, Equatable {
    /// Every tag that `html` can hold.
    public static let tags: Set<String> = ["p", "br", "ul", "ol", "li", "b", "strong", "em", "i"]
    /// Longest text, in characters without tags; what is longer is cut and ends in `…`.
    public static let charactersMax = 20_000

    public let html: String

    /// Takes what was reduced before and kept in our store.
    public init(stored html: String) {
        self.html = html
    }

    /// Reduces untrusted HTML or plain text. Never fails; in time proportional to the length.
    public init(reducing source: String, charactersMax: Int = SafeHTML.charactersMax) {
        var writer = SafeHTMLWriter(charactersMax: charactersMax)
        if source.utf8.contains(UInt8(ascii: "<")) {
            var tokenizer = HTMLTokenizer(source)
            while !writer.isFull, let token = tokenizer.next() {
                switch token {
                case .open(let name): writer.open(name)
                case .close(let name): writer.close(name)
                case .text(let bytes): writer.text(HTMLEntities.decode(bytes))
                }
            }
        } else {
            // Plain text has no other way to say where a line or a paragraph ends.
            for line in source.split(
                omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            {
                if line.allSatisfy(\.isWhitespace) {
                    writer.open("p")
                } else {
                    writer.open("br")
                    writer.text(HTMLEntities.decode(line.utf8))
                }
            }
        }
        html = writer.finish()
    }

    /// The text alone, for the search index and for summaries; blocks and breaks become spaces.
    public var plainText: String {
        var words: [UInt8] = []
        var tokenizer = HTMLTokenizer(html)
        while let token = tokenizer.next() {
            switch token {
            case .text(let bytes):
                words.append(contentsOf: HTMLEntities.decode(bytes).utf8)
            case .open(let name), .close(let name):
                if !SafeHTMLWriter.inline.contains(name), let last = words.last, last != 0x20 {
                    words.append(0x20)
                }
            }
        }
        if words.last == 0x20 { words.removeLast() }
        return String(decoding: words, as: UTF8.self)
    }
}
