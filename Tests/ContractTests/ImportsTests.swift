import SQL
import TestKit
import Testing

@testable import Catalog

@Suite("Imports and exports of courses", .bothEngines, .namingEngine)
struct ImportsTests {
    private static let author = Staff(
        id: Identifier(stored: "stf_1"), email: "k@example.id", name: "K", role: .curator)

    private func desk<Answer>(
        _ world: OrdersWorld, _ body: (ImportDesk) throws -> Answer
    ) throws -> Answer {
        try world.command { try body(ImportDesk($0, staff: Self.author)) }
    }

    private func world() throws -> OrdersWorld {
        let world = try OrdersWorld()
        try world.command { try StaffStore($0).insert(Self.author, now: world.now) }
        return world
    }

    /// A file that was checked, as the worker does it.
    private func checked(_ world: OrdersWorld, _ text: String) throws -> CourseImport {
        let body = Array(text.utf8)
        let begun = try desk(world) {
            try $0.begin(body, rows: try ImportFile.count(body), now: world.now)
        }
        var file = try ImportFile(try ImportStore(world.database).body(of: begun.id))
        while true {
            let check = try ImportStore(world.database).check(&file, limit: 2)
            try world.command { try ImportStore($0).note(check, of: begun.id, now: world.now) }
            if check.isEnd { return try ImportStore(world.database).known(begun.id) }
        }
    }

    private func apply(_ world: OrdersWorld, _ id: Identifier<CourseImport>) throws {
        let imported = try desk(world) {
            try $0.apply(id, because: CurationReason("Perapian"), now: world.now)
        }
        while try world.command({
            try ImportStore($0).applyNext(of: imported, limit: 1, now: world.now)
        }) {}
    }

    private func undo(_ world: OrdersWorld, _ id: Identifier<CourseImport>) throws {
        let imported = try desk(world) { try $0.undo(id, now: world.now) }
        while try world.command({
            try ImportStore($0).undoNext(of: imported, limit: 1, now: world.now)
        }) {}
    }

    private func title(_ world: OrdersWorld, _ id: Identifier<Course>) throws -> String? {
        try CourseStore(world.database).course(idOrSlug: id.value)?.listing.title
    }

    @Test("a file is checked without changing anything, then applied, then taken back")
    func whole() throws {
        let world = try world()
        let courses = try (0..<3).map { _ in try world.course(price: 100_000) }
        let unknown = Identifier<Course>(at: world.now)
        let text = """
            id,title,price,level
            \(courses[0]),Kopi baru,90000,
            \(courses[1]),,50000,
            \(courses[2]),Kursus 3,,ahli
            \(unknown),Hantu,,
            """
        let imported = try checked(world, text)
        #expect(imported.state == .checked && imported.rows == 4)
        #expect(imported.counts == [.change: 3, .refused: 2])
        #expect(try title(world, courses[0]) == "Kursus 1")
        let store = ImportStore(world.database)
        let refused = try store.entries(
            of: imported.id, outcome: .refused, after: nil, limit: 10)
        #expect(refused.map(\.line) == [4, 5] && refused.map(\.column) == ["level", "id"])
        let errors = String(decoding: try store.errors(of: imported.id), as: UTF8.self)
        #expect(errors.contains("4,level,\(courses[2])"))

        try apply(world, imported.id)
        let done = try store.known(imported.id)
        #expect(done.state == .done && done.reason == "Perapian")
        #expect(done.counts == [.applied: 2, .proposed: 1, .refused: 2], "half price is proposed")
        #expect(try title(world, courses[0]) == "Kopi baru")
        #expect(
            try world.refusals {
                try desk(world) {
                    _ = try $0.apply(
                        imported.id, because: CurationReason("Lagi"), now: world.now)
                }
            } == ["import_not_ready"])

        try undo(world, imported.id)
        #expect(try store.known(imported.id).counts[.undone] == 2)
        #expect(try title(world, courses[0]) == "Kursus 1")
        #expect(try OverrideStore(world.database).overrides(of: courses[0]).isEmpty)
    }

    @Test("what somebody changed meanwhile is neither overwritten nor taken back")
    func races() throws {
        let world = try world()
        let course = try world.course()
        func override(_ title: String) throws {
            try world.command { database in
                _ = try OverrideStore(database).put(
                    title, as: .title, of: course, reason: CurationReason("x"), by: "stf_2",
                    now: world.now)
            }
        }
        let text = "id,title\n\(course),Dari berkas\n"
        let first = try checked(world, text)
        try override("Dari orang lain")
        try apply(world, first.id)
        let store = ImportStore(world.database)
        #expect(try store.known(first.id).counts == [.refused: 1])
        #expect(try title(world, course) == "Dari orang lain")

        let second = try checked(world, text)
        try apply(world, second.id)
        #expect(try title(world, course) == "Dari berkas")
        try undo(world, second.id)
        #expect(try title(world, course) == "Dari orang lain", "the override that was there before")

        let third = try checked(world, text)
        try apply(world, third.id)
        try override("Lebih baru")
        try undo(world, third.id)
        #expect(try store.known(third.id).counts == [.kept: 1])
        #expect(try title(world, course) == "Lebih baru")
    }

    @Test("what was exported and not edited changes nothing when it is imported")
    func roundTrip() throws {
        let world = try world()
        for index in 0..<3 {
            let course = try world.course()
            try world.database.run(
                "UPDATE courses SET title = $2, description = $3, skills = $4 WHERE id = $1",
                course, index == 0 ? "=HYPERLINK(\"x\")" : "Kopi, \"susu\"",
                "<p>Baris</p><p>lain</p>", #"["kopi","-teh"]"#)
        }
        let store = CourseExportStore(world.database)
        let (first, next) = try store.page(after: nil, platform: nil, state: nil, limit: 2)
        let (rest, end) = try store.page(after: next, platform: nil, state: nil, limit: 2)
        #expect(next != nil && end == nil)
        for csv in [first, rest] {
            let text = String(decoding: csv, as: UTF8.self)
            #expect(!text.contains(",=") && !text.contains("\n="))
            #expect(try checked(world, text).counts == [:])
        }
        #expect(try store.parts(platform: "tokopedia", state: .published).isEmpty)
        let (none, _) = try store.page(after: nil, platform: "tokopedia", state: .published)
        #expect(try ImportFile.count(none) == 0)
    }

    @Test("an export that is too great for one file comes in parts that are all of it")
    func parts() throws {
        let world = try world()
        let store = CourseExportStore(world.database)
        for count in 1...6 {
            _ = try world.course()
            let parts = try store.parts(platform: nil, state: nil, size: 2)
            #expect(parts.count == (count + 1) / 2 && parts.first?.after == nil)
            var next = 1
            for part in parts {
                let (csv, _) = try store.page(
                    after: part.after, platform: nil, state: nil, limit: 2)
                #expect(part.courses.lowerBound == next)
                #expect(try ImportFile.count(csv) == part.courses.count)
                next = part.courses.upperBound + 1
            }
            #expect(next == count + 1)
        }
        #expect(try store.parts(platform: nil, state: .draft, size: 2).isEmpty)
    }
}
