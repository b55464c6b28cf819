import Catalog
import HTTPServer
import PlatformAdapters

/// The catalogue of a simulated Open edX, in pages by offset.
struct OpenEdXPages: Sendable {
    static let pageSizeDefault = 20
    static let pageSizeMax = 100
    /// The type of every seat that is sold.
    static let mode = "verified"

    private let platform: SimulatedPlatform

    init(_ platform: SimulatedPlatform) { self.platform = platform }

    func answer(_ request: HTTPRequest) -> HTTPResponse {
        let number: (String) -> Int? = { name in
            request.query.first { $0.name == name }.flatMap { Int($0.value) }
        }
        let size = min(max(number("limit") ?? Self.pageSizeDefault, 1), Self.pageSizeMax)
        let courses = platform.shelf.courses
        let start = min(max(number("offset") ?? 0, 0), courses.count)
        let end = min(start + size, courses.count)
        return OpenEdXRoutes.answer(
            200,
            [
                "count": .integer(Int64(courses.count)),
                "next": end < courses.count ? link(size, end) : .null,
                "previous": start > 0 ? link(size, max(start - size, 0)) : .null,
                "results": .array(courses[start..<end].map(course)),
            ])
    }

    /// The server names itself as it is called inside, as many do behind a proxy.
    private func link(_ size: Int, _ start: Int) -> JSONValue {
        .string("http://discovery.internal:18381/api/v1/courses/?limit=\(size)&offset=\(start)")
    }

    static func run(of courseID: String, _ platform: SimulatedPlatform) -> String {
        "course-v1:\(platform.id)+\(courseID)+R1"
    }

    static func course(ofRun run: String, _ platform: SimulatedPlatform) -> SeedCourse? {
        let parts = run.split(separator: "+")
        guard parts.count == 3, Self.run(of: String(parts[1]), platform) == run else { return nil }
        return platform.shelf.course(String(parts[1]))
    }

    private func course(_ course: SeedCourse) -> JSONValue {
        [
            "key": .string(course.id), "uuid": .string(DerivedID.uuid(platform.id, course.id)),
            "title": .string(course.title), "short_description": .null,
            "full_description": .string(course.description),
            "level_type": level(course), "subjects": [["name": .string(course.category)]],
            "owners": [["key": .string(platform.id), "name": .string(course.provider)]],
            "image": ["src": .string(course.imageURL)],
            "skill_names": .array(course.skills.map(JSONValue.string)),
            "modified": .string(course.updatedAt.description),
            "marketing_url": .string(course.url), "course_runs": [run(course)],
        ]
    }

    private func level(_ course: SeedCourse) -> JSONValue {
        switch course.level {
        case "beginner": return "Introductory"
        case "intermediate": return "Intermediate"
        case "advanced": return "Advanced"
        default: return JSONValue(course.level)
        }
    }

    private func run(_ course: SeedCourse) -> JSONValue {
        let session = platform.shelf.sessions(of: course.id).first
        // Half hours a week, spread over least and most.
        let halves = course.durationMinutes.flatMap { $0.isMultiple(of: 30) ? $0 / 30 : nil }
        let isLive = course.delivery == Delivery.webinar.rawValue
        return [
            "key": .string(Self.run(of: course.id, platform)), "status": "published",
            "uuid": .string(DerivedID.uuid(platform.id, course.id + " run")),
            "start": JSONValue(session?.startsAt.description),
            "end": JSONValue(session?.endsAt.description),
            "pacing_type": course.delivery == Delivery.selfPaced.rawValue
                ? "self_paced" : "instructor_paced",
            "delivery_mode": isLive ? "live" : .null,
            "content_language": .string(course.language),
            "min_effort": JSONValue(halves.map { $0 / 2 }),
            "max_effort": JSONValue(halves.map { $0 - $0 / 2 }),
            "weeks_to_complete": halves == nil ? .null : 1,
            "seats": [
                ["type": "audit", "price": "0.00", "currency": "IDR"],
                [
                    "type": .string(Self.mode), "price": JSONValue(course.price.map { "\($0).00" }),
                    "currency": .string(course.currency),
                ],
            ],
        ]
    }
}
