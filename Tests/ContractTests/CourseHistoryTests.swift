import SQL
import TestKit
import Testing

@testable import Catalog

@Suite("What courses were")
struct CourseHistoryTests {
    private func past(
        _ stage: SyncStage, _ moment: Instant
    ) async throws -> [String: Course] {
        let page = try await stage.read {
            try CourseHistoryStore($0).page(asOf: moment, platform: nil, after: nil, limit: 100)
        }
        return Dictionary(uniqueKeysWithValues: page.courses.map { ($0.listing.externalID, $0) })
    }

    @Test("the catalogue of any past moment can be shown, field by field")
    func past() async throws {
        let stage = try SyncStage()
        let begin = stage.clock.now
        let schedule = ListedSchedule(
            code: "S1", startsAt: begin + .days(9), endsAt: nil, seats: 4, regency: nil)
        stage.platform.lists(
            (0..<8).map { stage.listing("L\($0)") } + [
                stage.listing("A", title: "Kopi", price: 100_000, schedules: [schedule])
            ])
        try await stage.run()
        let first = stage.clock.now
        var changed = stage.listing("A", title: "Kopi Susu", price: 120_000)
        changed.skills = ["susu"]
        stage.platform.lists((0..<8).map { stage.listing("L\($0)") } + [changed])
        try await stage.run()
        let second = stage.clock.now
        stage.platform.lists((0..<8).map { stage.listing("L\($0)") })
        try await stage.run()
        let third = stage.clock.now

        #expect(try await past(stage, begin).isEmpty)
        let then = try #require(try await past(stage, first)["A"])
        #expect(then.listing.title == "Kopi")
        #expect(then.listing.price == Money(rupiah: 100_000))
        #expect(then.listing.skills == ["kopi", "teh"])
        #expect(then.schedules.map(\.code) == ["S1"])
        let later = try #require(try await past(stage, second)["A"])
        #expect(later.listing.title == "Kopi Susu")
        #expect(later.listing.skills == ["susu"])
        #expect(later.schedules.isEmpty)
        #expect(try await past(stage, third)["A"] == nil)
        #expect(try await past(stage, third).count == 8)

        let changes = try await stage.read { try CourseHistoryStore($0).changes(of: then.id) }
        let fields = Set(changes.map(\.field))
        #expect(fields == ["title", "price", "skills", "schedules", "state"])
        #expect(changes.allSatisfy { $0.author.hasPrefix("syn_") })
    }

    @Test("pages of the past go on behind courses that were not published then")
    func pages() async throws {
        let stage = try SyncStage()
        stage.platform.lists(stage.listings(30))
        try await stage.run()
        let then = stage.clock.now
        var cursor: Identifier<Course>?
        var ids: [Identifier<Course>] = []
        repeat {
            let after = cursor
            let page = try await stage.read {
                try CourseHistoryStore($0).page(
                    asOf: then, platform: "bukalapak", after: after, limit: 7)
            }
            ids += page.courses.map(\.id)
            cursor = page.next
        } while cursor != nil
        #expect(Set(ids).count == 30 && ids.count == 30)
    }

    @Test("a price that a curator fixed is not overwritten, and holds no feed")
    func fixedPrice() async throws {
        let stage = try SyncStage()
        stage.platform.lists(stage.listings(3))
        try await stage.run()
        let course = try #require(try await stage.course("kursus-l0"))
        let now = stage.clock.now
        _ = try await stage.commands.run {
            try OverrideStore($0).put(
                "55000", as: .price, of: course.id, reason: CurationReason("tetap"), by: "stf_x",
                now: now)
        }
        #expect(try await stage.course("kursus-l0")?.listing.price == Money(rupiah: 55_000))
        stage.platform.lists([
            stage.listing("L0", title: "Kursus L0 baru", price: 900_000), stage.listing("L1"),
            stage.listing("L2"),
        ])
        let report = try await stage.run()
        #expect(report.state == .applied)
        let after = try #require(try await stage.course("kursus-l0"))
        #expect(after.listing.title == "Kursus L0 baru")
        #expect(after.listing.price == Money(rupiah: 55_000))
        let later = stage.clock.now
        let released = try await stage.commands.run {
            try OverrideStore($0).release(.price, of: course.id, by: "stf_x", now: later)
        }
        #expect(released)
        #expect(try await stage.course("kursus-l0")?.listing.price == Money(rupiah: 900_000))
    }

    @Test("a held feed shows which prices would become what")
    func heldDiff() async throws {
        let stage = try SyncStage()
        stage.platform.lists(stage.listings(10))
        try await stage.run()
        stage.platform.lists(stage.listings(10, price: 100_000_000))
        let report = try await stage.run()
        #expect(report.state == .held)
        #expect(report.number == 2)
        let kept = try await stage.read { try SyncStore($0).sync("2", of: "bukalapak") }
        let note = try #require(kept?.notes.first)
        #expect(note.change == .init(field: "price", old: "100000", new: "100000000"))
        let byID = try await stage.read {
            try SyncStore($0).sync(report.id.value, of: "bukalapak")
        }
        #expect(byID == kept)
        #expect(try await stage.read { try SyncStore($0).sync("2", of: "another") } == nil)
    }
}
