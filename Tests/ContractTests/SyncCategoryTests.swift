import Catalog
import SQL
import TestKit
import Testing

@Suite("Categories of synced courses", .bothEngines, .namingEngine)
struct SyncCategoryTests {
    private let food = Category(
        id: "kuliner", name: .init(id: "Kuliner", en: "Food"), words: ["Tata Boga"])

    @Test("a course gets the category of its source's word when it comes in")
    func onArrival() async throws {
        let stage = try SyncStage()
        let food = food
        try await stage.commands.run { _ = try CategoryStore($0).replaceAll([food]) }
        #expect(try await stage.read { try CategoryStore($0).all() } == [food])
        stage.platform.lists(stage.listings(1))
        let report = try await stage.run()
        #expect(report.notes.isEmpty)
        #expect(try await stage.course("kursus-l0")?.categoryID == "kuliner")
    }

    @Test("a new mapping moves the courses that we have, and the version with them")
    func afterwards() async throws {
        let stage = try SyncStage()
        let food = food
        stage.platform.lists(stage.listings(2))
        let report = try await stage.run()
        #expect(report.notes.map(\.kind) == [.unknownWord])
        let moved = try await stage.commands.run { try CategoryStore($0).replaceAll([food]) }
        #expect(moved == 2)
        #expect(try await stage.version() == 2)
        #expect(try await stage.commands.run { try CategoryStore($0).replaceAll([food]) } == 0)
        #expect(try await stage.version() == 2)
        #expect(try await stage.commands.run { try CategoryStore($0).replaceAll([]) } == 2)
        #expect(try await stage.course("kursus-l0")?.categoryID == nil)
    }

    @Test("a large catalogue loads in pages, each course with its own schedules")
    func loadsInPages() async throws {
        let stage = try SyncStage()
        let start = Instant("2026-04-01T02:00:00Z")!
        stage.platform.lists(
            (0..<2_100).map { number in
                stage.listing(
                    "L\(number)",
                    schedules: number % 3 == 0
                        ? [
                            ListedSchedule(
                                code: "S\(number)", startsAt: start, endsAt: nil, seats: 5,
                                regency: nil)
                        ] : [])
            })
        try await stage.run()
        try await stage.commands.run { database in
            _ = try database.run("UPDATE courses SET state = 'suspended' WHERE external_id = 'L3'")
        }
        let courses = try await stage.read { try CourseStore($0).load().courses }
        #expect(courses.count == 2_099)
        #expect(courses.map(\.id) == courses.map(\.id).sorted())
        let wrong = courses.filter { course in
            let number = Int(course.listing.externalID.dropFirst())!
            return course.schedules.map(\.code) != (number % 3 == 0 ? ["S\(number)"] : [])
        }
        #expect(wrong.isEmpty)
    }
}
