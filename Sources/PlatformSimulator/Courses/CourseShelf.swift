import Catalog
import Foundation

/// The courses of one platform, with their schedules set on dates.
struct CourseShelf: Sendable {
    /// Largest file in bytes.
    static let fileBytesMax = 64 << 20

    struct Session: Sendable {
        let code: String
        let startsAt: Instant
        let endsAt: Instant
        let seats: Int?
        let regency: String?
    }

    /// In the order of their ids.
    let courses: [SeedCourse]
    private let byID: [String: SeedCourse]
    private let sessionsByCourse: [String: [Session]]

    /// - Parameter opening: day 0 of the schedules is this moment's day in Jakarta.
    init(_ courses: [SeedCourse], opening: Instant) {
        self.courses = courses.sorted { $0.id < $1.id }
        byID = Dictionary(courses.map { ($0.id, $0) }) { first, _ in first }
        sessionsByCourse = byID.mapValues { course in
            course.schedules.compactMap { Self.session($0, opening: opening) }
        }
    }

    /// Reads `{directory}/{platform id}.json`.
    ///
    /// - Throws: ``SimulatorError/badCourses(_:)`` naming the file.
    /// - Parameter spoiling: what goes wrong with the courses, on purpose.
    init(
        directory: URL, platformID: String, opening: Instant,
        spoiling: ([SeedCourse]) -> [SeedCourse] = { $0 }
    ) throws(SimulatorError) {
        let file = directory.appendingPathComponent(platformID + ".json")
        guard let data = try? Data(contentsOf: file), data.count <= Self.fileBytesMax else {
            throw .badCourses("\(file.path) cannot be read")
        }
        do throws(JSONFault) {
            let courses = try JSON.decode([SeedCourse].self, from: Array(data))
            guard Set(courses.map(\.id)).count == courses.count else {
                throw JSONFault(member: "", problem: "an id is listed twice")
            }
            self.init(spoiling(courses), opening: opening)
        } catch {
            throw .badCourses("\(file.path): \(error.member) \(error.problem)")
        }
    }

    func course(_ id: String) -> SeedCourse? { byID[id] }

    func sessions(of courseID: String) -> [Session] { sessionsByCourse[courseID] ?? [] }

    private static func session(_ schedule: SeedCourse.Schedule, opening: Instant) -> Session? {
        let parts = schedule.startTime.split(separator: ":").compactMap { Int($0) }
        guard parts.count == 2 else { return nil }
        let zone = Span.hours(7).milliseconds
        let day = Span.days(1).milliseconds
        let local = opening.milliseconds + zone
        let midnight = Instant(milliseconds: local - local % day - zone)
        let start =
            midnight + .days(schedule.startDay) + .hours(parts[0]) + .minutes(parts[1])
        return Session(
            code: schedule.code, startsAt: start,
            endsAt: start + .minutes(schedule.durationMinutes), seats: schedule.seats,
            regency: schedule.regency)
    }
}
