/// Writes ``SafeHTML`` from tags and text in any order.
///
/// Tags are written only when text follows inside them, so that empty elements never appear;
/// breaks and spaces only when text follows in the same block. Whatever is open is closed.
struct SafeHTMLWriter {
    static let inline: Set<String> = ["b", "strong", "em", "i"]
    /// Blocks that we do not keep but whose ends separate paragraphs.
    private static let paragraphs: Set<String> = [
        "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "header", "footer",
        "main", "aside", "nav", "blockquote", "pre", "address", "figure", "figcaption", "hr",
        "table", "caption", "tr", "td", "th", "dl", "dt", "dd", "form", "fieldset", "details",
        "summary", "body",
    ]
    /// Deepest nesting of lists; deeper ones join the list they are in.
    private static let listDepthMax = 4
    private static let breaksMax = 2

    private struct Element {
        let name: String
        var isWritten = false
        var isList: Bool { name == "ul" || name == "ol" }
    }

    private var output: [UInt8] = []
    private var open: [Element] = []
    private var charactersLeft: Int
    private var pendingSpace = false
    private var pendingBreaks = 0
    private var blockIsEmpty = true
    private(set) var isFull = false

    init(charactersMax: Int) {
        charactersLeft = charactersMax
    }

    mutating func open(_ name: String) {
        switch name {
        case "br":
            pendingBreaks = min(pendingBreaks + 1, Self.breaksMax)
        case "ul", "ol":
            startBlock()
            guard open.count(where: \.isList) < Self.listDepthMax else { return }
            if open.last?.isList == true { open.append(Element(name: "li")) }
            open.append(Element(name: name))
        case "li":
            guard let list = open.lastIndex(where: \.isList) else { return open("p") }
            pop(to: list + 1)
            startBlock()
            open.append(Element(name: "li"))
        case _ where Self.inline.contains(name):
            guard !open.contains(where: { $0.name == name }) else { return }
            open.append(Element(name: name))
        case _ where Self.paragraphs.contains(name):
            startBlock()
            if open.last?.isList == true { open.append(Element(name: "li")) }
            open.append(Element(name: "p"))
        default:
            break
        }
    }

    mutating func close(_ name: String) {
        switch name {
        case "li":
            // The item of the innermost list, not one further out.
            let list = open.lastIndex(where: \.isList) ?? open.endIndex
            guard let item = open.lastIndex(where: { $0.name == "li" }), item > list else { return }
            pop(to: item)
            startBlock()
        case "ul", "ol":
            guard let list = open.lastIndex(where: { $0.name == name }) else { return }
            pop(to: list)
            startBlock()
        case _ where Self.paragraphs.contains(name):
            startBlock()
        default:
            guard Self.inline.contains(name),
                let element = open.lastIndex(where: { $0.name == name })
            else { return }
            pop(to: element)
        }
    }

    /// Takes decoded text: white space is collapsed, invisible characters are dropped.
    mutating func text(_ text: String) {
        for scalar in text.unicodeScalars where !isFull {
            if scalar.properties.isWhitespace {
                pendingSpace = true
            } else if !CleanText.isForbidden(scalar) {
                append(scalar)
            }
        }
    }

    /// Closes what is open and returns the whole.
    mutating func finish() -> String {
        pop(to: 0)
        return String(decoding: output, as: UTF8.self)
    }

    private mutating func append(_ scalar: Unicode.Scalar) {
        separate()
        enterBlock()
        for index in open.indices where !open[index].isWritten {
            output.append(contentsOf: "<\(open[index].name)>".utf8)
            open[index].isWritten = true
        }
        blockIsEmpty = false
        charactersLeft -= 1
        guard charactersLeft > 0 else {
            output.append(contentsOf: "…".utf8)
            isFull = true
            return
        }
        switch scalar {
        case "&": output.append(contentsOf: "&amp;".utf8)
        case "<": output.append(contentsOf: "&lt;".utf8)
        case ">": output.append(contentsOf: "&gt;".utf8)
        default: output.append(contentsOf: UTF8.encode(scalar)!)
        }
    }

    /// Writes the break or the space that stood before the text, unless it begins a block.
    private mutating func separate() {
        if !blockIsEmpty {
            if pendingBreaks > 0 {
                for _ in 0..<pendingBreaks { output.append(contentsOf: "<br>".utf8) }
            } else if pendingSpace {
                output.append(UInt8(ascii: " "))
                charactersLeft -= 1
            }
        }
        pendingBreaks = 0
        pendingSpace = false
    }

    /// Text stands in a paragraph or an item, never beside them. What follows the innermost list
    /// (or the start) is inline and not written yet wherever one has to be put in.
    private mutating func enterBlock() {
        let block = open.lastIndex { !Self.inline.contains($0.name) }
        guard let block else { return open.insert(Element(name: "p"), at: 0) }
        if open[block].isList { open.insert(Element(name: "li"), at: block + 1) }
    }

    private mutating func pop(to count: Int) {
        while open.count > count {
            let element = open.removeLast()
            if element.isWritten { output.append(contentsOf: "</\(element.name)>".utf8) }
        }
    }

    /// Ends the paragraph and what is open inside the innermost item or list.
    private mutating func startBlock() {
        let container = open.lastIndex { $0.isList || $0.name == "li" }
        pop(to: container.map { $0 + 1 } ?? 0)
        pendingSpace = false
        pendingBreaks = 0
        blockIsEmpty = true
    }
}
