import Catalog
import Cryptography
import HTTPServer

/// What a form of ours sent, checked to be of ours.
///
/// A form carries a token that follows from the session's own secret: another site knows neither,
/// so it can send nothing in somebody's name, even where a browser would hand over the cookie.
struct PageForm: Sendable {
    static let tokenField = "izin"
    private static let tokenBytes = 16
    private static let permissionCharactersMax = 100

    private let fields: FormBody

    /// - Throws: 400 for a body that is no form; 403 for one that another site made.
    init(_ request: HTTPRequest, visitor: Visitor, origin: String) throws(Problem) {
        // First: an error repeats the name of a field, which another site could have written.
        try Self.checkOrigin(request, origin: origin)
        let fields = try FormBody(of: request)
        if let token = visitor.token {
            guard Self.isPermission(fields[Self.tokenField] ?? "", of: token) else {
                throw .foreignForm
            }
        }
        self.fields = fields
    }

    /// A field's text without blanks around it; "" where it is missing.
    subscript(name: String) -> String {
        (fields[name] ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// As it was typed, for passwords.
    func exact(_ name: String) -> String { fields[name] ?? "" }

    /// What is in a file; nil where none was chosen.
    func file(_ name: String) -> [UInt8]? { fields.file(name) }

    /// The hidden field that every form of somebody signed in carries. Its value is never twice
    /// the same: from how well pages pack, nobody guesses it letter by letter (BREACH).
    static func permission(for visitor: Visitor) -> HTML {
        guard let token = visitor.token else { return "" }
        let mask = Random.bytes(tokenBytes)
        let value = Base64.urlSafe(mask + zip(mask, Self.token(of: token)).map { $0 ^ $1 })
        return "<input type=\"hidden\" name=\"izin\" value=\"\(value)\">"
    }

    private static func isPermission(_ text: String, of token: BearerToken) -> Bool {
        guard let bytes = Base64.decodeURLSafe(String(text.prefix(permissionCharactersMax))),
            bytes.count == 2 * tokenBytes
        else { return false }
        let given = zip(bytes.prefix(tokenBytes), bytes.dropFirst(tokenBytes)).map { $0 ^ $1 }
        return equalInConstantTime(given, Self.token(of: token))
    }

    private static func token(of session: BearerToken) -> [UInt8] {
        let mac = HMACSHA256.authenticate(Array("form".utf8), key: Array(session.text.utf8))
        return Array(mac.prefix(tokenBytes))
    }

    /// Browsers say where a form stood: by Sec-Fetch-Site, older ones by Origin.
    private static func checkOrigin(_ request: HTTPRequest, origin: String) throws(Problem) {
        if let site = request.header("Sec-Fetch-Site") {
            guard site == "same-origin" || site == "none" else { throw .foreignForm }
        } else if let from = request.header("Origin"), from != origin {
            throw .foreignForm
        }
    }
}

extension Problem {
    fileprivate static var foreignForm: Problem {
        Problem(
            403, "foreign_form",
            "This form was not made by this page, or has grown old: open the page anew.")
    }
}

/// What is wrong with a form, by field, in the order of the form.
struct FormErrors: Sendable {
    private(set) var entries: [(field: String, text: String)] = []

    var isEmpty: Bool { entries.isEmpty }

    mutating func add(_ field: String, _ text: String) {
        entries.append((field, text))
    }

    func text(_ field: String) -> String? { entries.first { $0.field == field }?.text }

    /// Stands above the form and takes the focus; each entry leads to its field.
    func summary(_ say: Wording) -> HTML {
        guard !isEmpty else { return "" }
        let items = entries.map { entry -> HTML in
            "<li><a href=\"#\(entry.field)\">\(entry.text)</a></li>"
        }
        return """
            <div class="summary" role="alert" tabindex="-1" data-focus>
            <h2>\(say("Periksa kembali isianmu", "Please check what you entered"))</h2>
            <ul>\(items)</ul></div>
            """
    }

    /// The attributes of a field that has, or has not, an error.
    /// - Parameter hint: id of what else describes the field.
    func attributes(_ field: String, hint: String? = nil) -> HTML {
        let isWrong = text(field) != nil
        let ids = [hint, isWrong ? field + "-salah" : nil].compactMap(\.self)
        let described: HTML =
            ids.isEmpty ? "" : " aria-describedby=\"\(ids.joined(separator: " "))\""
        return isWrong ? " aria-invalid=\"true\"\(described)" : described
    }

    /// The message at the field.
    func message(_ field: String) -> HTML {
        guard let text = text(field) else { return "" }
        return "<p class=\"error\" id=\"\(field)-salah\">\(text)</p>"
    }
}
