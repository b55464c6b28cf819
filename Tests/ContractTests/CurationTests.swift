import SQL
import TestKit
import Testing

@testable import Catalog

@Suite("Curators' decisions", .bothEngines, .namingEngine)
struct CurationTests {
    @Test("an override stands through syncs while the platform's value is kept beside it")
    func override() async throws {
        let curation = try await CurationStage()
        let (stage, id) = (curation.stage, try await curation.id())
        try await curation.override(.title, with: "Kopi Kita", in: id)
        try await curation.override(.skills, with: ["susu"], in: id)
        var next = stage.listing("L0", title: "Kopi Mereka", price: 90_000)
        next.skills = ["gula"]
        stage.platform.lists([next, stage.listing("L1"), stage.listing("L2")])
        #expect(try await stage.run().changed == 1)
        let course = try await curation.course(id)
        #expect(course.ours[.title] == "Kopi Kita" && course.source(.title) == "Kopi Mereka")
        #expect(course.ours[.skills] == #"["susu"]"# && course.source(.skills) == #"["gula"]"#)
        #expect(course.ours[.price] == "90000" && course.source(.price) == "90000")
        #expect(course.overrides.map(\.author) == [curation.first.value, curation.first.value])

        let released = try await curation.curate { _, database, author in
            try OverrideStore(database).release(
                .title, of: id, by: author.staff.value, now: author.now)
        }
        #expect(released)
        #expect(try await curation.course(id).ours[.title] == "Kopi Mereka")
        let changes = try await stage.read {
            try CourseHistoryStore($0).changes(of: id, field: .title, before: nil, limit: 10)
        }
        #expect(changes.map(\.new) == ["Kopi Mereka", "Kopi Kita"])
    }

    @Test("a category that a curator chose stays when words are mapped anew")
    func category() async throws {
        let curation = try await CurationStage()
        let id = try await curation.id()
        func map(_ word: String) async throws {
            let categories = [
                Category(id: "a", name: .init(id: "A", en: "A"), words: [word]),
                Category(id: "b", name: .init(id: "B", en: "B"), words: []),
            ]
            try await curation.stage.commands.run {
                _ = try CategoryStore($0).replaceAll(categories)
            }
        }
        try await map("lain")
        try await curation.override(.categoryID, with: "b", in: id)
        try await map("Tata Boga")
        let course = try await curation.course(id)
        #expect(course.ours[.categoryID] == "b" && course.source(.categoryID) == "a")
        #expect(try await curation.course(curation.id(1)).ours[.categoryID] == "a")
    }

    @Test("a field goes back to what it was at a past moment, and stays there")
    func revert() async throws {
        let curation = try await CurationStage(1)
        let (stage, id) = (curation.stage, try await curation.id())
        let then = stage.clock.now
        stage.platform.lists([stage.listing("L0", title: "Lain Sekali")])
        try await stage.run()
        let reason = try curation.reason()
        func revert(_ moment: Instant) async throws {
            try await curation.curate { store, database, author in
                let course = try CuratedCourseStore(database).known(id)
                _ = try store.revert(.title, of: course, to: moment, reason: reason, by: author)
            }
        }
        try await revert(then)
        #expect(try await curation.course(id).ours[.title] == "Kursus L0")
        stage.platform.lists([stage.listing("L0", title: "Lain Lagi")])
        try await stage.run()
        #expect(try await curation.course(id).ours[.title] == "Kursus L0")
        await #expect(throws: Refusal.self) { try await revert(then - .days(9)) }
    }

    @Test("a suspended course is off at once; only a second curator brings it back")
    func fourEyes() async throws {
        let curation = try await CurationStage()
        let (stage, id) = (curation.stage, try await curation.id())
        let version = try await stage.version()
        try await curation.decide(.suspend, on: id)
        #expect(try await stage.version() > version)
        #expect(try await stage.count(.published) == 2)
        let proposed = try await curation.decide(.publish, on: id)
        #expect(try await curation.course(id).state == .suspended)
        await #expect(throws: Refusal.self) {
            try await curation.confirm(proposed, by: curation.first)
        }
        guard
            case .decided(let decision) = try await curation.confirm(proposed, by: curation.second)
        else { return #expect(Bool(false), "it is not decided") }
        #expect(decision.author == curation.first.value)
        #expect(decision.confirmedBy == curation.second.value)
        #expect(try await curation.course(id).state == .published)
        let decisions = try await stage.read { try CurationStore($0).decisions(about: id) }
        #expect(decisions.map(\.action) == ["publish", "suspend"])
        #expect(decisions.map(\.to) == [.published, .suspended])
        await #expect(throws: Refusal.self) {
            try await curation.confirm(proposed, by: curation.second)
        }
    }

    @Test("a raised price waits for a second curator, and is refused once its facts changed")
    func price() async throws {
        let curation = try await CurationStage()
        let (stage, id) = (curation.stage, try await curation.id())
        let raise = try await curation.override(.price, with: 120_000, in: id)
        #expect(try await curation.course(id).price == Money(rupiah: 100_000))
        stage.platform.lists([
            stage.listing("L0", price: 110_000), stage.listing("L1"), stage.listing("L2"),
        ])
        try await stage.run()
        let stale = await #expect(throws: Refusal.self) {
            try await curation.confirm(raise, by: curation.second)
        }
        #expect(stale?.reasons.map(\.code) == ["changed_price", "changed_source_price"])
        let again = try await curation.override(.price, with: 120_000, in: id)
        _ = try await curation.confirm(again, by: curation.second)
        #expect(try await curation.course(id).price == Money(rupiah: 120_000))
        #expect(try await curation.course(id).source(.price) == "110000")
        guard case .overridden = try await curation.override(.price, with: 100_000, in: id) else {
            return #expect(Bool(false), "a price lowered by a sixth needs nobody else")
        }
    }

    @Test("a proposal expires, gives way to a new one, and can be refused")
    func proposals() async throws {
        let curation = try await CurationStage()
        let (stage, id) = (curation.stage, try await curation.id())
        let old = try await curation.override(.price, with: 120_000, in: id)
        let new = try await curation.override(.price, with: 130_000, in: id)
        await #expect(throws: Refusal.self) {
            try await curation.confirm(old, by: curation.second)
        }
        #expect(try await curation.queue(.proposed).map(\.courseID) == [id])
        guard case .proposed(let proposal) = new else { return }
        let reason = try curation.reason("tidak")
        let refused = try await curation.curate(by: curation.second) { store, _, author in
            try store.refuse(proposal.id, reason: reason, by: author)
        }
        #expect(refused.state == .refused && refused.decisionReason == "tidak")
        let last = try await curation.override(.price, with: 140_000, in: id)
        stage.clock.advance(by: ProposalRules.lifetime)
        await #expect(throws: Refusal.self) {
            try await curation.confirm(last, by: curation.second)
        }
        #expect(try await curation.queue(.proposed).isEmpty)
    }

    @Test("what a curator put aside no sync publishes")
    func syncs() async throws {
        let curation = try await CurationStage(5)
        let stage = curation.stage
        let ids = [try await curation.id(0), try await curation.id(1), try await curation.id(2)]
        try await curation.decide(.withdraw, on: ids[0])
        try await curation.decide(.reopen, on: ids[0])
        try await curation.decide(.suspend, on: ids[1])
        try await curation.decide(.withdraw, on: ids[2])
        try await curation.decide(.reopen, on: ids[2])
        try await curation.decide(.submit, on: ids[2])
        stage.platform.lists([stage.listing("L3"), stage.listing("L4")])
        try await stage.run(accept: true)
        stage.platform.lists((0..<5).map { stage.listing("L\($0)", title: "Baru \($0)") })
        try await stage.run(accept: true)
        var states: [Course.State] = []
        for id in ids {
            let course = try await curation.course(id)
            #expect(course.ours[.title]?.hasPrefix("Baru") == true)
            states.append(course.state)
        }
        #expect(states == [.draft, .suspended, .inReview])
    }
}
