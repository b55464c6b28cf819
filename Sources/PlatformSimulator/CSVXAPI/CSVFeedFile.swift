import HTTPServer

/// The CSV feed of a simulated platform: UTF-8 with a byte order mark, CRLF.
struct CSVFeedFile: Sendable {
    private static let columns = [
        "id", "title", "description", "provider", "category", "price", "currency", "delivery",
        "level", "language", "duration_minutes", "skills", "url", "image_url", "updated_at",
        "practical",
    ]

    private let feed: StaticFeed

    init(_ shelf: CourseShelf) {
        var text = "\u{FEFF}" + Self.columns.joined(separator: ",") + "\r\n"
        for course in shelf.courses {
            text += Self.row(course).map(Self.quoted).joined(separator: ",") + "\r\n"
        }
        feed = StaticFeed(
            Array(text.utf8), mediaType: "text/csv; charset=utf-8; header=present",
            lastModified: shelf.courses.map(\.updatedAt).max())
    }

    func answer(_ request: HTTPRequest) -> HTTPResponse { feed.answer(request) }

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
