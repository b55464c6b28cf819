import Catalog
import HTTPServer

/// The static course list of a simulated platform, with prices and lengths as people write them.
struct PrakerjaCourseList: Sendable {
    private let feed: StaticFeed

    init(_ shelf: CourseShelf) {
        let courses = shelf.courses.map { course in
            Self.record(course, shelf.sessions(of: course.id))
        }
        feed = StaticFeed(
            JSON.encode(courses), mediaType: "application/json",
            lastModified: shelf.courses.map(\.updatedAt).max())
    }

    func answer(_ request: HTTPRequest) -> HTTPResponse { feed.answer(request) }

    private static func record(
        _ course: SeedCourse, _ sessions: [CourseShelf.Session]
    ) -> JSONValue {
        let schedules = sessions.map { session -> JSONValue in
            [
                "schedule_code": .string(session.code),
                "start": .string(session.startsAt.description),
                "end": .string(session.endsAt.description), "quota": JSONValue(session.seats),
            ]
        }
        return [
            "lp_name": .string(course.provider), "course_code": .string(course.id),
            "course_title": .string(course.title),
            "course_description": .string(course.description),
            "course_category": .string(course.category), "course_type": .string(course.delivery),
            "course_url": .string(course.url), "course_image": .string(course.imageURL),
            "course_price": price(course), "duration": JSONValue(duration(course)),
            "schedules": .array(schedules),
        ]
    }

    /// One of the spellings, always the same for the same course.
    private static func price(_ course: SeedCourse) -> JSONValue {
        guard let price = course.price, course.currency == "IDR" else { return .null }
        if price == 0 { return "Gratis" }
        let grouped = grouped(price)
        switch Chance.number("price", course.id) % 4 {
        case 0: return .string("Rp \(grouped)")
        case 1: return .string("Rp\(grouped),00")
        case 2: return .string("Rp. \(grouped),-")
        default: return .integer(Int64(price))
        }
    }

    private static func grouped(_ number: Int) -> String {
        var groups: [String] = []
        var rest = number
        while rest >= 1_000 {
            let group = String(rest % 1_000)
            groups.insert(String(repeating: "0", count: 3 - group.count) + group, at: 0)
            rest /= 1_000
        }
        return ([String(rest)] + groups).joined(separator: ".")
    }

    private static func duration(_ course: SeedCourse) -> String? {
        guard let minutes = course.durationMinutes else { return nil }
        let (hours, rest) = minutes.quotientAndRemainder(dividingBy: 60)
        if hours == 0 { return "\(minutes) menit" }
        return rest == 0 ? "\(hours) Jam" : "\(hours) jam \(rest) menit"
    }
}
