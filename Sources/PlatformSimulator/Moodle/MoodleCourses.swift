import Catalog

/// The courses of a simulated Moodle, numbered in the order of the shelf behind the site course.
struct MoodleCourses: Sendable {
    /// The number of the first course on the shelf; 1 is the site's front page.
    static let firstNumber = 2

    /// The answer of `core_course_get_courses_by_field`.
    let all: JSONValue
    private let shelf: CourseShelf

    init(_ platform: SimulatedPlatform) {
        shelf = platform.shelf
        let fields = platform.configuration.customFields
        let site: JSONValue = [
            "id": 1, "fullname": .string(platform.configuration.name), "shortname": "site",
            "format": "site", "visible": 1, "customfields": [],
        ]
        let courses = platform.shelf.courses.enumerated().map { index, course in
            Self.document(
                course, number: index + Self.firstNumber, fields,
                session: platform.shelf.sessions(of: course.id).first)
        }
        all = ["courses": .array([site] + courses), "warnings": []]
    }

    func course(_ number: Int) -> SeedCourse? {
        let index = number - Self.firstNumber
        return shelf.courses.indices.contains(index) ? shelf.courses[index] : nil
    }

    private static func document(
        _ course: SeedCourse, number: Int, _ fields: [String: String],
        session: CourseShelf.Session?
    ) -> JSONValue {
        let values: [String: String?] = [
            "price": course.price.map { String($0) },
            "duration": course.durationMinutes.map { String($0) },
            "provider": escaped(course.provider), "delivery": course.delivery,
        ]
        let custom = fields.sorted { $0.key < $1.key }.map { purpose, name -> JSONValue in
            [
                "name": .string(purpose), "shortname": .string(name), "type": "text",
                "value": JSONValue(values[purpose] ?? nil),
            ]
        }
        let seconds: (Instant?) -> JSONValue = { .integer(($0?.milliseconds ?? 0) / 1000) }
        return [
            "id": .integer(Int64(number)), "fullname": .string(escaped(course.title)),
            "displayname": .string(escaped(course.title)), "shortname": .string(course.id),
            "categoryname": .string(escaped(course.category)),
            "summary": .string(course.description), "summaryformat": 1,
            "lang": .string(course.language), "visible": 1, "format": "topics",
            "startdate": seconds(session?.startsAt), "enddate": seconds(session?.endsAt),
            "timemodified": seconds(course.updatedAt), "courseimage": .string(course.imageURL),
            "customfields": .array(custom),
        ]
    }

    /// As Moodle's `format_string` leaves names.
    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
            .replacing(">", with: "&gt;").replacing("\"", with: "&quot;")
            .replacing("'", with: "&#039;")
    }
}
