import Catalog
import Cryptography
import HTTPServer
import PlatformAdapters

/// The CSV feed of a simulated platform, written once: UTF-8 with a byte order mark, CRLF, and
/// with the validators of HTTP caching.
struct CSVFeedFile: Sendable {
    private static let columns = [
        "id", "title", "description", "provider", "category", "price", "currency", "delivery",
        "level", "language", "duration_minutes", "skills", "url", "image_url", "updated_at",
        "practical",
    ]

    private let plain: [UInt8]
    private let packed: [UInt8]?
    private let tag: String
    private let lastModified: Instant

    init(_ shelf: CourseShelf) {
        var text = "\u{FEFF}" + Self.columns.joined(separator: ",") + "\r\n"
        for course in shelf.courses {
            text += Self.row(course).map(Self.quoted).joined(separator: ",") + "\r\n"
        }
        plain = Array(text.utf8)
        packed = Gzip.pack(plain)
        tag = Hex.encode(Array(SHA256.digest(plain).prefix(12)))
        // Whole seconds, as HTTP dates have no others.
        let newest = shelf.courses.map(\.updatedAt).max() ?? Instant(milliseconds: 0)
        lastModified = Instant(milliseconds: newest.milliseconds / 1000 * 1000)
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
        let type = [(name: "Content-Type", value: "text/csv; charset=utf-8; header=present")]
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

    private static func row(_ course: SeedCourse) -> [String] {
        [
            course.id, course.title, course.description, course.provider, course.category,
            course.price.map { "\($0).00" } ?? "", course.currency, course.delivery,
            course.level ?? "", course.language, course.durationMinutes.map(String.init) ?? "",
            course.skills.joined(separator: "|"), course.url, course.imageURL,
            course.updatedAt.description, course.practical ? "true" : "false",
        ]
    }

    private static func quoted(_ field: String) -> String {
        let needsQuotes = field.utf8.contains { ",\"\r\n".utf8.contains($0) }
        return needsQuotes
            ? "\""
                + field.split(separator: "\"", omittingEmptySubsequences: false)
                .joined(separator: "\"\"") + "\"" : field
    }
}
