/// Why no access token is given (RFC 6749, section 5.2).
struct TokenFailure: Encodable {
    let error: String
    let error_description: String

    init(_ error: String, _ words: String) {
        self.error = error
        error_description = String(String.UnicodeScalarView(words.unicodeScalars.map(Self.plain)))
    }

    /// Of a form that cannot be read.
    init(_ fault: FormBody.Fault) {
        self.init("invalid_request", fault.detail)
    }

    /// The characters that the section admits; another one, of a field's name, as a question mark.
    private static func plain(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar {
        case "\"", "\\": "?"
        case " "..."~": scalar
        default: "?"
        }
    }
}
