import Catalog

/// An element with its content. Names are local names in lower case: metadata formats that differ
/// in namespace and capitals alone are read alike.
struct XMLElement {
    let name: String
    var attributes: [String: String] = [:]
    /// The element's own text, not that of its children.
    var text = ""
    var children: [XMLElement] = []

    init(name: String) {
        self.name = name
    }

    func all(_ name: String) -> [XMLElement] { children.filter { $0.name == name } }

    func first(_ name: String) -> XMLElement? { children.first { $0.name == name } }

    /// The elements at the end of a path, by whatever branches lead there.
    func all(_ path: [String]) -> [XMLElement] {
        path.reduce([self]) { elements, name in elements.flatMap { $0.all(name) } }
    }

    /// The text on one line; nil where it is blank.
    var line: String? {
        let line = TextRules.line(text)
        return line.isEmpty ? nil : line
    }
}

/// Reads an XML document within limits, its large parts one by one.
enum XMLDocument {
    static let depthMax = 32
    static let attributesMax = 32
    /// Elements of one part, and of all that is no part.
    static let elementsMax = 20_000
    /// Bytes of text of one part, and of all that is no part.
    static let textBytesMax = 4 << 20

    /// What is held in memory of one part or of the rest.
    private struct Load {
        var elements = 0
        var textBytes = 0

        func check() throws(PlatformFailure) {
            guard elements <= elementsMax, textBytes <= textBytesMax else {
                throw .malformed("one record is larger than any course description")
            }
        }
    }

    /// - Parameters:
    ///   - isPart: whether an element of that name, below those, is handed over by itself.
    ///   - take: gets each part, which is then not in the document.
    static func read(
        _ bytes: [UInt8], isPart: (_ name: String, _ above: [XMLElement]) -> Bool,
        take: (XMLElement) -> Void
    ) throws(PlatformFailure) -> XMLElement {
        guard let handle = XMLHandle(bytes) else {
            throw .malformed("the answer is too large to be read")
        }
        var open: [XMLElement] = []
        var partLevel: Int?
        var rest = Load()
        var part = Load()
        while let node = try handle.next() {
            var isClosing = false
            switch node {
            case .text(let text):
                guard !open.isEmpty else { break }
                open[open.count - 1].text += text
                if partLevel == nil {
                    rest.textBytes += text.utf8.count
                } else {
                    part.textBytes += text.utf8.count
                }
            case .start(let element, let isEmpty):
                if partLevel == nil, isPart(element.name, open) {
                    partLevel = open.count
                    part = Load()
                }
                if partLevel == nil { rest.elements += 1 } else { part.elements += 1 }
                open.append(element)
                isClosing = isEmpty
            case .end: isClosing = true
            }
            try rest.check()
            try part.check()
            guard isClosing, let closed = open.popLast() else { continue }
            if open.isEmpty { return closed }
            if partLevel == open.count {
                partLevel = nil
                take(closed)
            } else {
                open[open.count - 1].children.append(closed)
            }
        }
        throw .malformed("the answer holds no XML")
    }
}
