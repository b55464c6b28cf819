import SQL
import TestKit
import Testing

@testable import Catalog

@Suite("The curators' queue", .bothEngines, .namingEngine)
struct CurationQueueTests {
    @Test("a course waits until it is looked at, and again when its platform changes it")
    func looks() async throws {
        let curation = try await CurationStage()
        let (stage, id) = (curation.stage, try await curation.id())
        #expect(try await curation.queue(.new).count == 3)
        #expect(try await curation.queue(.changed).isEmpty)
        try await curation.bulk(.look, [id])
        #expect(try await curation.queue().map(\.courseID).contains(id) == false)
        try await curation.override(.title, with: "Kopi Kita", in: id)
        #expect(try await curation.queue(.changed).isEmpty, "staff's own changes do not count")
        stage.platform.lists([
            stage.listing("L0", title: "Lain", price: 90_000), stage.listing("L1"),
            stage.listing("L2"),
        ])
        try await stage.run()
        let entry = try #require(try await curation.queue(.changed).first)
        #expect(entry.courseID == id && entry.kinds == [.changed])
        #expect(entry.changedFields == ["price"], "the title is overridden")
    }

    @Test("what changed after it was read stays in the queue")
    func lateLook() async throws {
        let curation = try await CurationStage()
        let (stage, id) = (curation.stage, try await curation.id())
        let read = stage.clock.now
        stage.platform.lists([
            stage.listing("L0", title: "Lain"), stage.listing("L1"), stage.listing("L2"),
        ])
        try await stage.run()
        try await curation.bulk(.look, [id], asOf: read)
        #expect(try await curation.queue(.changed).map(\.courseID) == [id])
        let results = try await curation.bulk(.suspend, [id], asOf: read).results
        #expect(results.first?.refusal?.code == "precondition_failed")
    }

    @Test("held changes are shown with what they would be, until the feed passes")
    func held() async throws {
        let curation = try await CurationStage(10)
        let stage = curation.stage
        stage.platform.lists(stage.listings(10, price: 900_000))
        try await stage.run()
        let held = try await curation.queue(.held)
        #expect(held.count == 10)
        #expect(held.first?.held == [.init(field: "price", old: "100000", new: "900000")])
        let feeds = try await stage.read { try QueueStore($0).heldFeeds() }
        #expect(feeds.map(\.platformID) == ["bukalapak"] && feeds.first?.reason != nil)
        try await stage.run(accept: true)
        #expect(try await curation.queue(.held).isEmpty)
        #expect(try await stage.read { try QueueStore($0).heldFeeds() }.isEmpty)
    }

    @Test("a course waits as long as a flag of it is open")
    func flagged() async throws {
        let curation = try await CurationStage()
        let id = try await curation.id()
        try await curation.bulk(.look, [id])
        let now = curation.stage.clock.now
        func setFlag(_ state: String) async throws {
            try await curation.stage.commands.run { database in
                _ = try database.run(
                    """
                    INSERT INTO course_flags (id, course_id, rule, state, evidence, basis,
                        raised_at, changed_at)
                    VALUES ('flg_x', $1, 'too_short', $2, '[]', '', $3, $3)
                    ON CONFLICT (course_id, rule) DO UPDATE SET state = excluded.state
                    """, id, state, now)
            }
        }
        try await setFlag("open")
        let entry = try #require(try await curation.queue(.flagged).first)
        #expect(entry.courseID == id && entry.flags == [.tooShort])
        try await setFlag("dismissed")
        #expect(try await curation.queue().contains { $0.courseID == id } == false)
    }

    @Test("filters, counts and pages agree")
    func filters() async throws {
        let curation = try await CurationStage(7)
        let (stage, id) = (curation.stage, try await curation.id())
        try await curation.decide(.suspend, on: id)
        try await curation.decide(.publish, on: id)
        let now = stage.clock.now
        let counts = try await stage.read { try QueueStore($0).counts(QueueFilter(), now: now) }
        #expect(counts == [.new: 6, .changed: 0, .flagged: 0, .held: 0, .proposed: 1])
        let none = try await stage.read {
            try QueueStore($0).counts(QueueFilter(platform: "lain"), now: now)
        }
        #expect(none.values.allSatisfy { $0 == 0 })
        let suspended = try await stage.read {
            try QueueStore($0).page(
                QueueFilter(state: .suspended), after: nil, limit: 10, now: now)
        }
        #expect(suspended.map(\.courseID) == [id] && suspended.first?.kinds == [.proposed])
        var cursor: Identifier<Course>?
        var seen: [Identifier<Course>] = []
        repeat {
            let after = cursor
            let page = try await stage.read {
                try QueueStore($0).page(QueueFilter(), after: after, limit: 3, now: now)
            }
            seen += page.map(\.courseID)
            cursor = page.count == 3 ? page.last?.courseID : nil
        } while cursor != nil
        #expect(seen.count == 7 && seen == Set(seen).sorted())
    }
}
