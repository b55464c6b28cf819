import Catalog
import Compression
import HTTPServer

/// How pages are answered.
enum PageResponse {
    /// No inline script or style, nothing from elsewhere, no frame around us.
    private static let policy =
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
        + "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

    /// The fields that every page carries.
    static func securityFields(behindTLS: Bool) -> [(name: String, value: String)] {
        var fields = [
            (name: "Content-Security-Policy", value: policy),
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "same-origin"),
            ("Cross-Origin-Opener-Policy", "same-origin"),
        ]
        if behindTLS {
            fields.append(("Strict-Transport-Security", "max-age=31536000; includeSubDomains"))
        }
        return fields
    }

    /// A page that no shared cache keeps: what it says depends on cookies.
    /// - Parameter isPacked: false for a page that is packed once for many.
    static func page(
        _ frame: PageFrame, for visitor: Visitor, in context: ServiceContext, status: Int = 200,
        headers: [(name: String, value: String)] = [], isPacked: Bool = true
    ) -> HTTPResponse {
        let origin = context.configuration.publicURL
        var response = HTTPResponse(
            status: status,
            headers: [
                ("Content-Type", "text/html; charset=utf-8"),
                ("Content-Language", visitor.say.language.rawValue),
                ("Cache-Control", "private, no-cache"), ("Vary", "Cookie, Accept-Encoding"),
            ] + securityFields(behindTLS: origin.hasPrefix("https:")) + headers,
            body: frame.document(for: visitor, origin: origin).bytes)
        // What is made for one person is packed quickly; only what many see is packed well.
        if isPacked, visitor.coding != .identity,
            response.body.count >= ContentCoding.packedBytesMin,
            let packed = Gzip.pack(response.body, level: Gzip.quick)
        {
            response.body = packed
            response.headers.append(("Content-Encoding", "gzip"))
        }
        return response
    }

    /// See the other page, by GET (RFC 9110 section 15.4.4).
    static func redirect(
        to path: PagePath, headers: [(name: String, value: String)] = []
    ) -> HTTPResponse {
        HTTPResponse(
            status: 303,
            headers: [("Location", path.text), ("Cache-Control", "no-store")] + headers)
    }

    /// A cookie that script cannot read and other sites' forms do not carry.
    static func cookie(
        _ name: String, _ value: String, seconds: Int64, behindTLS: Bool,
        path: PagePath = .front
    ) -> (name: String, value: String) {
        let secure = behindTLS ? "; Secure" : ""
        return (
            "Set-Cookie",
            "\(name)=\(value); Path=\(path.text); Max-Age=\(seconds); HttpOnly; SameSite=Lax"
                + secure
        )
    }
}
