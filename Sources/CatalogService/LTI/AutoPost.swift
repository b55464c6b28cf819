import Cryptography
import HTTPServer

/// A page that posts a form at once: OpenID Connect's `form_post`.
enum AutoPost {
    private static let script = "document.forms[0].submit()"
    private static let policy =
        "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; script-src 'sha256-"
        + Base64.encode(SHA256.digest(Array(script.utf8))) + "'"

    static func page(to url: String, _ fields: [(name: String, value: String)]) -> HTTPResponse {
        let inputs = fields.map {
            "<input type=\"hidden\" name=\"\(escaped($0.name))\" value=\"\(escaped($0.value))\">"
        }
        let page = """
            <!doctype html><html lang="id"><head><meta charset="utf-8">
            <title>Membuka kelas</title></head><body>
            <form method="post" action="\(escaped(url))">\(inputs.joined())
            <noscript><button>Buka kelas</button></noscript></form>
            <script>\(script)</script></body></html>
            """
        return HTTPResponse(
            status: 200,
            headers: [
                ("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "no-store"),
                ("Content-Security-Policy", policy), ("Referrer-Policy", "no-referrer"),
                ("X-Content-Type-Options", "nosniff"),
            ], body: Array(page.utf8))
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
            .replacing(">", with: "&gt;").replacing("\"", with: "&quot;")
    }
}
