import Cryptography
import HTTPServer

/// The files that pages need beside their markup. Each address holds the digest of what it
/// brings, so that a browser keeps it for good and a new version is a new address.
struct PageAsset: Sendable {
    let path: String
    private let packed: [ContentCoding: ReadyPage]

    fileprivate init(_ name: String, _ bytes: [UInt8], type: String) {
        let digest = Hex.encode(Array(SHA256.digest(bytes).prefix(8)))
        path = "/assets/\(digest)/\(name)"
        let response = HTTPResponse(
            status: 200,
            headers: [
                ("Content-Type", type), ("X-Content-Type-Options", "nosniff"),
                ("Cache-Control", "public, max-age=31536000, immutable"),
                ("Vary", "Accept-Encoding"),
            ], body: bytes)
        var packed: [ContentCoding: ReadyPage] = [:]
        for coding in ContentCoding.allCases {
            packed[coding] = try? ReadyPage(response, coding: coding)
        }
        self.packed = packed
    }

    fileprivate func reply(to request: HTTPRequest) throws -> Reply {
        let coding = ContentCoding.best(
            of: [.brotli, .gzip], accepting: request.header("Accept-Encoding"))
        guard let page = packed[coding] else { throw CommandFailure("no memory for \(path)") }
        return page.reply(to: request)
    }
}

/// All of them; the files stand in Pages/Assets and are part of the program.
enum PageAssets {
    static let style = PageAsset(
        "style.css", PackageResources.style_css, type: "text/css; charset=utf-8")
    static let script = PageAsset(
        "script.js", PackageResources.script_js, type: "text/javascript; charset=utf-8")
    static let icon = PageAsset("icon.svg", PackageResources.icon_svg, type: "image/svg+xml")

    static func add(to router: inout Router) {
        for asset in [style, script, icon] {
            router.on("GET", asset.path, .noBody) { try asset.reply(to: $0) }
        }
    }
}
