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
            do throws(Fault) {
                self = try FormBody(request.body)
            } catch {
                throw Problem(400, "invalid_body", error.detail)
            }
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

    /// Why a form cannot be read.
    enum Fault: Error, Equatable {
        /// Not UTF-8, or with U+0000, outside of any escape.
        case notText
        case tooManyFields
        /// A broken escape, a control character, or what is not UTF-8, in a name; or it is longer
        /// than any name is, and not for an answer to repeat.
        case unreadableName(field: Int)
        case unreadable(field: String)
        case repeated(field: String)

        var detail: String {
            switch self {
            case .notText: "The form has U+0000 or is not UTF-8: send it as UTF-8."
            case .tooManyFields: "The form has more than \(FormBody.fieldsMax) fields: send fewer."
            case .unreadableName(let number):
                "The name of field \(number) has a broken escape or a control character, is not "
                    + "UTF-8, or is longer than \(MultipartForm.nameBytesMax) bytes."
            case .unreadable(let name):
                "The field `\(name)` has a broken escape, U+0000, or is not UTF-8."
            case .repeated(let name): "The field `\(name)` is there twice: send it once."
            }
        }
    }

    /// An `application/x-www-form-urlencoded` body.
    init(_ bytes: [UInt8]) throws(Fault) {
        guard let text = Self.text(bytes) else { throw .notText }
        let fields = text.split(separator: "&")
        guard fields.count <= Self.fieldsMax else { throw .tooManyFields }
        for (index, field) in fields.enumerated() {
            let parts = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.decoded(parts[0]), Self.isName(name) else {
                throw .unreadableName(field: index + 1)
            }
            guard let value = parts.count == 2 ? Self.decoded(parts[1]) : "" else {
                throw .unreadable(field: name)
            }
            guard values.updateValue(value, forKey: name) == nil else {
                throw .repeated(field: name)
            }
        }
    }

    private static func isName(_ text: String) -> Bool {
        text.utf8.count <= MultipartForm.nameBytesMax
            && text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f }
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
