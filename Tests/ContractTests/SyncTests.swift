import Catalog
import SQL
import Synchronization
import TestKit
import Testing

@Suite("Catalogue sync", .bothEngines, .namingEngine)
struct SyncTests {
    @Test("a first sync publishes what the platform lists, whole and findable")
    func first() async throws {
        let stage = try SyncStage()
        let start = Instant("2026-04-01T02:00:00Z")!
        let schedule = ListedSchedule(
            code: "A", startsAt: start, endsAt: start + .hours(2), seats: 20, regency: "31.74")
        stage.platform.lists(
            stage.listings(3) + [
                stage.listing("X", title: "Menjadi MC Andal", schedules: [schedule])
            ])
        let report = try await stage.run()
        #expect(report.state == .applied)
        #expect(report.created == 4)
        #expect(report.requests == 2 && report.bytes == 1_000)
        #expect(try await stage.count(.published) == 4)

        let load = try await stage.read { try CourseStore($0).load() }
        #expect(load.version == 1)
        #expect(load.courses.count == 4)
        let course = try #require(try await stage.course("menjadi-mc-andal"))
        #expect(course.listing.platformID == "bukalapak")
        #expect(course.listing.description == "<p>Isi <b>kursus</b></p>")
        #expect(course.listing.skills == ["kopi", "teh"])
        #expect(course.listing.price == Money(rupiah: 100_000))
        #expect(course.schedules.map(\.code) == ["A"])
        #expect(course.schedules[0].seats == 20 && course.schedules[0].seatsTaken == 0)
        #expect(load.courses.first { $0.id == course.id }?.schedules == course.schedules)
        #expect(try await stage.course(course.id.value)?.slug == "menjadi-mc-andal")
    }

    @Test("the same again changes nothing, not even the catalogue's version")
    func unchanged() async throws {
        let stage = try SyncStage()
        stage.platform.lists(stage.listings(3), cursor: "first")
        try await stage.run()
        stage.platform.lists(
            .init(
                pages: [CataloguePage(unchanged: ["L0", "L1", "L2"])], cursor: Array("second".utf8))
        )
        let report = try await stage.run()
        #expect(report.unchanged == 3)
        #expect(report.created + report.changed + report.delisted == 0)
        #expect(stage.platform.asked == [nil, Array("first".utf8)])
        #expect(try await stage.version() == 1)
        let state = try await stage.read { try SyncStore($0).state(of: "bukalapak") }
        #expect(state.cursor == Array("second".utf8))
        #expect(state.lastGoodSyncAt == stage.clock.now)
        stage.platform.lists(stage.listings(3))
        try await stage.run(full: true)
        #expect(stage.platform.asked.last == .some(nil))
    }

    @Test("a change keeps id and slug; a schedule that vanished is no longer offered")
    func changed() async throws {
        let stage = try SyncStage()
        let start = Instant("2026-04-01T02:00:00Z")!
        func schedule(_ code: String, seats: Int) -> ListedSchedule {
            ListedSchedule(code: code, startsAt: start, endsAt: nil, seats: seats, regency: nil)
        }
        stage.platform.lists([
            stage.listing(
                "X", title: "Judul Lama",
                schedules: [schedule("A", seats: 20), schedule("B", seats: 9)])
        ])
        try await stage.run()
        let before = try #require(try await stage.course("judul-lama"))
        try await stage.commands.run { database in
            _ = try database.run("UPDATE schedules SET seats_taken = 5 WHERE code = 'A'")
        }
        stage.platform.lists([
            stage.listing(
                "X", title: "Judul Baru", price: 90_000, schedules: [schedule("A", seats: 3)])
        ])
        let report = try await stage.run()
        #expect(report.changed == 1)
        let after = try #require(try await stage.course("judul-lama"))
        #expect(after.id == before.id)
        #expect(after.listing.title == "Judul Baru")
        #expect(after.listing.price == Money(rupiah: 90_000))
        #expect(after.firstSeenAt == before.firstSeenAt && after.changedAt > before.changedAt)
        #expect(after.schedules.map(\.code) == ["A"])
        // Fewer seats than are taken: nobody loses one, nobody gets one.
        #expect(after.schedules[0].seats == 3 && after.schedules[0].seatsTaken == 5)
        #expect(after.schedules[0].id == before.schedules[0].id)
    }

    @Test("courses of one title get slugs of their own")
    func slugs() async throws {
        let stage = try SyncStage()
        stage.platform.lists((0..<3).map { stage.listing("\($0)", title: "Roti") })
        try await stage.run()
        let slugs = try await stage.read { try CourseStore($0).load().courses.map(\.slug) }
        #expect(Set(slugs).count == 3)
        #expect(slugs.contains("roti"))
    }

    @Test("what vanishes is delisted, what returns is published again")
    func delistAndRelist() async throws {
        let stage = try SyncStage()
        stage.platform.lists(stage.listings(10))
        try await stage.run()
        stage.platform.lists(Array(stage.listings(10).dropFirst()))
        #expect(try await stage.run().delisted == 1)
        #expect(try await stage.count(.delisted) == 1)
        stage.platform.lists(stage.listings(10))
        let report = try await stage.run()
        #expect(report.changed == 1 && report.unchanged == 9)
        #expect(try await stage.count(.published) == 10)
        #expect(try await stage.version() == 3)
    }

    @Test("a curator's suspension outlasts vanishing, returning and changing")
    func suspended() async throws {
        let stage = try SyncStage()
        stage.platform.lists(stage.listings(10))
        try await stage.run()
        try await stage.commands.run { database in
            _ = try database.run("UPDATE courses SET state = 'suspended' WHERE external_id = 'L0'")
        }
        stage.platform.lists(Array(stage.listings(10).dropFirst()))
        #expect(try await stage.run().delisted == 1)
        #expect(try await stage.count(.delisted) == 1)
        stage.platform.lists(stage.listings(10, price: 110_000))
        try await stage.run()
        #expect(try await stage.count(.suspended) == 1)
        #expect(try await stage.count(.delisted) == 0)
        #expect(try await stage.course("kursus-l0")?.listing.price == Money(rupiah: 110_000))
    }

    @Test("a feed that lost too much is held whole until an operator accepts it")
    func held() async throws {
        let stage = try SyncStage()
        stage.platform.lists(stage.listings(10), cursor: "first")
        try await stage.run()
        stage.platform.lists(stage.listings(5) + [stage.listing("new")], cursor: "second")
        let report = try await stage.run()
        #expect(report.state == .held)
        #expect(report.held == 6)
        #expect(report.created + report.delisted == 0)
        #expect(report.detail?.contains("5 of 10 courses") == true)
        #expect(try await stage.count(.published) == 10)
        #expect(try await stage.version() == 1)
        let notes = try await stage.read { try SyncStore($0).notes(of: report.id) }
        #expect(notes == report.notes)
        #expect(notes.count { $0.kind == .held } == 5)

        let accepted = try await stage.run(accept: true)
        #expect(accepted.state == .applied)
        #expect(accepted.delisted == 5 && accepted.created == 1)
        // While it was held, the cursor stayed where it was.
        #expect(stage.platform.asked.suffix(2) == [Array("first".utf8), Array("first".utf8)])
        let cursor = try await stage.read { try SyncStore($0).state(of: "bukalapak").cursor }
        #expect(cursor == Array("second".utf8))
    }

    @Test("a price held in a delta keeps the cursor, and the rest is applied")
    func heldInDelta() async throws {
        let stage = try SyncStage()
        stage.platform.lists(stage.listings(3), cursor: "first")
        try await stage.run()
        stage.platform.lists(
            .init(
                pages: [
                    CataloguePage(listings: [
                        stage.listing("L0", price: 900_000), stage.listing("L1", price: 110_000),
                    ])
                ], isComplete: false, cursor: Array("second".utf8)))
        let report = try await stage.run()
        #expect(report.state == .applied && report.held == 1 && report.changed == 1)
        #expect(!report.fullFeed)
        #expect(try await stage.course("kursus-l0")?.listing.price == Money(rupiah: 100_000))
        let accepted = try await stage.run(accept: true)
        #expect(stage.platform.asked.last == Array("first".utf8))
        #expect(accepted.changed == 1 && accepted.unchanged == 2)
        #expect(try await stage.course("kursus-l0")?.listing.price == Money(rupiah: 900_000))
    }

    @Test("new courses of a reviewed platform wait for a curator")
    func review() async throws {
        let stage = try SyncStage()
        stage.platform.lists(stage.listings(2))
        try await stage.run(publish: .review)
        #expect(try await stage.count(.inReview) == 2)
        #expect(try await stage.read { try CourseStore($0).load().courses.isEmpty })
    }

    @Test("duplicates and broken records are rejected with reasons, the rest is taken")
    func rejects() async throws {
        let stage = try SyncStage()
        stage.platform.lists(
            .init(pages: [
                CataloguePage(
                    listings: [
                        stage.listing("a"), stage.listing("a", price: 5), stage.listing("b"),
                        stage.listing("c", title: " "),
                    ],
                    rejects: [RejectedRecord(record: "line 7", reason: "price is a list")],
                    unknownWords: [RejectedRecord(record: "level", reason: "\"dewa\"")])
            ]))
        let report = try await stage.run()
        #expect(report.created == 2 && report.rejected == 3)
        #expect(
            report.notes.filter { $0.kind == .rejected }.map(\.record) == ["line 7", "a", "c"])
        #expect(
            report.notes.filter { $0.kind == .unknownWord }.map(\.record) == ["category", "level"])
    }
}
