import Catalog
import Compression
import Cryptography
import HTTPServer
import PlatformAdapters

/// A file that is written once and served with gzip and the validators of HTTP caching
/// (RFC 9110 section 8.8).
struct StaticFeed: Sendable {
    private let plain: [UInt8]
    private let packed: [UInt8]?
    private let mediaType: String
    private let tag: String
    private let lastModified: Instant

    init(_ bytes: [UInt8], mediaType: String, lastModified: Instant?) {
        plain = bytes
        packed = Gzip.pack(bytes)
        self.mediaType = mediaType
        tag = Hex.encode(Array(SHA256.digest(bytes).prefix(12)))
        // Whole seconds, as HTTP dates have no others.
        let newest = lastModified ?? Instant(milliseconds: 0)
        self.lastModified = Instant(milliseconds: newest.milliseconds / 1000 * 1000)
    }

    func answer(_ request: HTTPRequest) -> HTTPResponse {
        let wantsGzip = request.header("accept-encoding")?.contains("gzip") ?? false
        let body = wantsGzip ? packed : nil
        let ownTag = "\"" + tag + (body == nil ? "" : "-gzip") + "\""
        let headers = [
            (name: "ETag", value: ownTag),
            (name: "Last-Modified", value: HTTPDate.text(lastModified)),
            (name: "Vary", value: "Accept-Encoding"),
        ]
        if isKnown(request, ownTag) { return HTTPResponse(status: 304, headers: headers) }
        let type = [(name: "Content-Type", value: mediaType)]
        guard let body else {
            return HTTPResponse(status: 200, headers: headers + type, body: plain)
        }
        return HTTPResponse(
            status: 200, headers: headers + type + [("Content-Encoding", "gzip")], body: body)
    }

    /// If-None-Match counts where it is given, else If-Modified-Since (RFC 9110 section 13.2.2).
    private func isKnown(_ request: HTTPRequest, _ tag: String) -> Bool {
        if let condition = request.header("if-none-match") {
            return EntityTag.matches(condition, tag)
        }
        let since = request.header("if-modified-since").flatMap(HTTPDate.date)
        return since.map { lastModified <= $0 } ?? false
    }
}
