/// Markup. A plain string that is put into it is escaped, so it can never become markup itself;
/// only what stands in our own source, other markup, and ``Catalog/SafeHTML`` that was reduced
/// before it was stored, go in as they are.
///
///     let greeting: HTML = "<p class=\"greeting\">\(name)</p>"
///
/// Escaped text is safe between tags and within quoted attributes. Attributes that hold addresses
/// take a ``PagePath`` or what ``ListingRules`` admitted as a web address, never a bare string of
/// somebody else's.
struct HTML: Sendable, Equatable, ExpressibleByStringInterpolation {
    private(set) var text: String

    static let empty: HTML = ""

    /// A `StaticString` is in our source: no string made at run time gets here.
    init(stringLiteral value: StaticString) {
        text = value.description
    }

    init(stringInterpolation interpolation: Interpolation) {
        text = interpolation.text
    }

    /// Text of unknown origin.
    init(escaping text: String) {
        self.text = Self.escape(text)
    }

    /// A description that went through ``Catalog/SafeHTML`` before it was stored.
    init(description listing: ListingDescription) {
        text = listing.html
    }

    /// A block of data for machines; JSON in which `<`, `>` and `&` stand only as escapes, so that
    /// no text in it can end the element.
    init(structuredData json: [UInt8]) {
        let data = String(decoding: json, as: UTF8.self)
            .replacing("<", with: "\\u003c").replacing(">", with: "\\u003e")
            .replacing("&", with: "\\u0026")
        text = "<script type=\"application/ld+json\">" + data + "</script>\n"
    }

    private init(joined text: String) {
        self.text = text
    }

    var isEmpty: Bool { text.isEmpty }

    var bytes: [UInt8] { Array(text.utf8) }

    static func + (left: HTML, right: HTML) -> HTML {
        HTML(joined: left.text + right.text)
    }

    static func += (left: inout HTML, right: HTML) {
        left.text += right.text
    }

    struct Interpolation: StringInterpolationProtocol {
        fileprivate(set) var text = ""

        init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity + interpolationCount * 24)
        }

        mutating func appendLiteral(_ literal: StaticString) {
            text += literal.description
        }

        mutating func appendInterpolation(_ value: String) {
            text += HTML.escape(value)
        }

        mutating func appendInterpolation(_ value: some BinaryInteger) {
            text += String(value)
        }

        mutating func appendInterpolation(_ value: HTML) {
            text += value.text
        }

        mutating func appendInterpolation(_ value: HTML?) {
            if let value { text += value.text }
        }

        mutating func appendInterpolation(_ values: [HTML]) {
            for value in values { text += value.text }
        }
    }

    private static let special = Set("&<>\"'".utf8)

    private static func escape(_ text: String) -> String {
        guard text.utf8.contains(where: special.contains) else { return text }
        var escaped = ""
        escaped.reserveCapacity(text.utf8.count + 16)
        for character in text.unicodeScalars {
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.unicodeScalars.append(character)
            }
        }
        return escaped
    }
}

extension Sequence<HTML> {
    func joined(by separator: HTML = "") -> HTML {
        var whole: HTML = ""
        for (index, part) in enumerated() {
            if index > 0 { whole += separator }
            whole += part
        }
        return whole
    }
}
