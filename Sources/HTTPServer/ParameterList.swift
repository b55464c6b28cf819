/// A header's value with its parameters: `form-data; name="csv"; filename="a.csv"`.
struct ParameterList {
    private typealias Rest = Substring.UnicodeScalarView

    let value: String
    private var parameters: [String: String] = [:]

    init(_ text: some StringProtocol) throws(MultipartForm.Fault) {
        var rest = Substring(text).unicodeScalars
        value = Self.trimmed(Self.taken(&rest, upTo: ";"))
        while rest.popFirst() != nil {
            let name = Self.trimmed(Self.taken(&rest, upTo: "=")).lowercased()
            guard rest.popFirst() != nil, !name.isEmpty,
                name.utf8.allSatisfy({ $0.isLetterOrDigit || $0 == UInt8(ascii: "-") })
            else { throw .init(detail: "A parameter of a header is not name=value.") }
            let value =
                rest.first == "\""
                ? try Self.quoted(&rest) : Self.trimmed(Self.taken(&rest, upTo: ";"))
            guard parameters.updateValue(value, forKey: name) == nil else {
                throw .init(detail: "A header has the parameter `\(name)` twice.")
            }
        }
    }

    subscript(name: String) -> String? { parameters[name] }

    private static func taken(_ rest: inout Rest, upTo end: Unicode.Scalar) -> Rest {
        let taken = rest.prefix { $0 != end }
        rest = rest[taken.endIndex...]
        return taken
    }

    /// Browsers write `%22` for a quotation mark and leave a backslash as it is (HTML, multipart
    /// form data); what they send is kept as they send it.
    private static func quoted(_ rest: inout Rest) throws(MultipartForm.Fault) -> String {
        rest.removeFirst()
        let value = taken(&rest, upTo: "\"")
        guard rest.popFirst() != nil, trimmed(taken(&rest, upTo: ";")).isEmpty else {
            throw .init(detail: "A parameter of a header is quoted and not ended.")
        }
        return String(value)
    }

    private static func trimmed(_ text: Rest) -> String {
        var text = text
        while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return String(text)
    }
}

extension UInt8 {
    var isLetterOrDigit: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}
