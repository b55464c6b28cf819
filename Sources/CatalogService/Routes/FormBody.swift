import HTTPServer

/// The fields of a form; a name that is repeated makes it unreadable.
struct FormBody {
    static let fieldsMax = 50

    private var values: [String: String] = [:]
    /// What files hold, by the names of their fields; a field where none was chosen is left out.
    private var files: [String: [UInt8]] = [:]

    /// A body as the form says it is encoded: a route takes files by naming their media type.
    /// - Throws: 400 with what is wrong.
    init(of request: HTTPRequest) throws(Problem) {
        let type = request.header("Content-Type") ?? ""
        guard type.lowercased().hasPrefix(MultipartForm.mediaType) else {
            guard let body = FormBody(request.body) else {
                throw Problem(
                    400, "invalid_body",
                    "The form could not be read: it has a field twice, a broken escape, U+0000, "
                        + "what is not UTF-8, or more than \(Self.fieldsMax) fields.")
            }
            self = body
            return
        }
        let form: MultipartForm
        do throws(MultipartForm.Fault) {
            form = try MultipartForm(request.body, contentType: type)
        } catch {
            throw Problem(400, "invalid_body", error.detail)
        }
        try self.init(form)
    }

    private init(_ form: MultipartForm) throws(Problem) {
        for part in form.parts {
            if let filename = part.filename {
                // Without a file browsers send an empty one without a name (HTML, multipart form
                // data).
                if !filename.isEmpty || !part.content.isEmpty { files[part.name] = part.content }
            } else if let text = Self.text(part.content) {
                values[part.name] = text
            } else {
                throw Problem(
                    400, "invalid_body", "The field `\(part.name)` has U+0000 or is not UTF-8.")
            }
        }
    }

    /// An `application/x-www-form-urlencoded` body.

    init?(_ bytes: [UInt8]) {
        guard let text = Self.text(bytes) else { return nil }
        let fields = text.split(separator: "&")
        guard fields.count <= Self.fieldsMax else { return nil }
        for field in fields {
            let parts = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.decoded(parts[0]),
                let value = parts.count == 2 ? Self.decoded(parts[1]) : "",
                values.updateValue(value, forKey: name) == nil
            else { return nil }
        }
    }

    subscript(name: String) -> String? { values[name] }

    func file(_ name: String) -> [UInt8]? { files[name] }

    /// Nil for bytes that are no UTF-8, or hold the character U+0000, which no store takes.
    private static func text(_ bytes: [UInt8]) -> String? {
        bytes.contains(0) ? nil : String(validating: bytes, as: UTF8.self)
    }

    /// Nil for a broken escape, or bytes that are no text.
    static func decoded(_ text: some StringProtocol) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard let high = rest.popFirst().flatMap(digit),
                    let low = rest.popFirst().flatMap(digit)
                else { return nil }
                bytes.append(high << 4 | low)
            default: bytes.append(byte)
            }
        }
        return Self.text(bytes)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        Character(Unicode.Scalar(byte)).hexDigitValue.map { UInt8($0) }
    }
}
