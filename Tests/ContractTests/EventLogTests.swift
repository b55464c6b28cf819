import SQL
import TestKit
import Testing

@testable import Catalog

@Suite("What platforms told us, and trying again", .bothEngines, .namingEngine)
struct EventLogTests {
    private func judge(
        _ id: Identifier<KeptEvent>, _ world: CompletionsWorld, platform: String = "bukalapak"
    ) throws -> CompletionFinding {
        try world.store.command(on: world.database) {
            try CompletionStore($0).judgeAgain(id, of: platform, now: world.now)
        }
    }

    @Test("the log of a platform is its own, by verdict and page by page")
    func log() throws {
        let world = try CompletionsWorld()
        let order = try world.order(.confirmed)
        try world.receive("msg_1", type: "course.completed", order: order)
        try world.receive("msg_2", type: "course.completed", data: #""enrolment_ref":"gone""#)
        try world.receive(
            "msg_3", type: "course.completed", data: #""enrolment_ref":"x""#, platform: "tokopedia")
        let store = world.completions
        let all = try store.log(of: "bukalapak", limit: 10)
        #expect(Set(all.events.map(\.eventID)) == ["msg_1", "msg_2"] && all.next == nil)
        let unknown = try store.log(of: "bukalapak", verdict: .unknownOrder, limit: 10)
        #expect(unknown.events.map(\.eventID) == ["msg_2"])
        let first = try store.log(of: "bukalapak", limit: 1)
        let rest = try store.log(of: "bukalapak", before: first.next, limit: 1)
        #expect(first.next != nil && rest.next == nil)
        #expect(
            Set((first.events + rest.events).map(\.eventID)) == ["msg_1", "msg_2"])
    }

    @Test("the evidence is the body byte for byte, for its own platform alone")
    func evidence() throws {
        let world = try CompletionsWorld()
        let kept = try world.receive("msg_1", type: "course.completed", data: "")
        let evidence = try #require(
            try world.completions.evidence(kept.id, of: "bukalapak"))
        let sent = CompletionsWorld.body(
            type: "course.completed", data: "", at: CompletionsWorld.start + .days(1))
        #expect(evidence.body == sent && evidence.form == .house)
        #expect(evidence.signature == "1772355600 v1,c2lnbmVk")
        #expect(try world.completions.evidence(kept.id, of: "tokopedia") == nil)
    }

    @Test("what contradicted what was known is judged again by what is known now")
    func again() throws {
        let world = try CompletionsWorld()
        let order = try world.order(.reserved)
        let kept = try world.receive("msg_1", type: "course.completed", order: order)
        #expect(kept.finding == .orderNotPlaced)
        #expect(try judge(kept.id, world) == .orderNotPlaced)
        try world.database.run(
            "UPDATE orders SET state = 'placed', placed_at = $2 WHERE id = $1", order,
            CompletionsWorld.start)
        try OrderStore(world.database).confirm(
            order, enrolment: "enr-7", now: CompletionsWorld.start)
        #expect(try judge(kept.id, world) == .applied)
        #expect(try world.order(order).state == .completed)
        #expect(try world.payable == CompletionsWorld.price.rupiah)
    }

    @Test("what is settled, unreadable or another platform's is not judged again")
    func refused() throws {
        let world = try CompletionsWorld()
        let order = try world.order(.confirmed)
        let settled = try world.receive("msg_1", type: "course.completed", order: order)
        let unreadable = try world.receive("msg_2", type: "course.completed", data: "")
        let unknown = try world.receive(
            "msg_3", type: "course.completed", data: #""enrolment_ref":"gone""#)
        func code(_ id: Identifier<KeptEvent>, _ platform: String = "bukalapak") -> String? {
            do {
                return try judge(id, world, platform: platform).rawValue
            } catch {
                return (error as? Refusal)?.code
            }
        }
        #expect(code(settled.id) == "event_settled")
        #expect(code(unreadable.id) == "event_unusable")
        #expect(code(unknown.id, "tokopedia") == "not_found")
        #expect(code(unknown.id) == "unknown_order", "there is still no order for it")
    }
}
