import SQL
import TestKit
import Testing

@testable import Catalog

/// What platforms send that is not quite right, or not yet clear.
@Suite(.bothEngines, .namingEngine) struct CompletionsDoubtTests {
    @Test("what is authentic but unreadable is kept, and leaves its id to what is mended")
    func unreadable() throws {
        let world = try CompletionsWorld()
        let order = try world.order(.confirmed)
        for isRepeat in [false, true] {
            let receipt = try world.receive("msg_1", type: "course.completed", data: "")
            #expect(receipt.finding == .unreadable && receipt.isRepeat == isRepeat)
        }
        let kept = try #require(try world.completions.eventsForPeople().first)
        #expect(kept.name == KeptEvent.unreadableName && kept.repeats == 1)
        let mended = try world.receive("msg_1", type: "course.completed", order: order)
        #expect(mended.finding == .applied && !mended.isRepeat)
        #expect(try world.order(order).state == .completed)
    }

    @Test("a certificate of an impossible date leaves its completion standing, for people to see")
    func unusableCertificate() throws {
        let world = try CompletionsWorld()
        let order = try world.order(.confirmed)
        let late = CompletionsWorld.certificate("BKL-1", at: world.now + .days(9))
        let told = try world.receive(
            "msg_1", type: "course.completed", order: order, more: "," + late)
        #expect(told.finding == .certificateUnusable)
        #expect(try world.order(order).state == .completed)
        #expect(try world.count("certificates") == 0)
        try world.receive(
            "msg_2", type: "certificate.issued", order: order,
            more: "," + CompletionsWorld.certificate("BKL-1"))
        #expect(try world.count("certificates") == 1)
    }

    @Test("a completion from before the order's schedule began pays nobody")
    func beforeTheSchedule() throws {
        let world = try CompletionsWorld()
        let order = try world.order(.confirmed)
        try world.database.run(
            """
            INSERT INTO schedules (id, course_id, code, starts_at) VALUES ('sch_1', $1, 'A', $2)
            """, world.course, CompletionsWorld.start + .days(1))
        try world.database.run("UPDATE orders SET schedule_id = 'sch_1' WHERE id = $1", order)
        let early = try world.receive(
            "msg_1", type: "course.completed", order: order,
            at: CompletionsWorld.start + .hours(23))
        #expect(early.finding == .beforeTheSchedule)
        #expect(try world.payable == 0)
        let told = try world.receive("msg_2", type: "course.completed", order: order)
        #expect(told.finding == .applied)
    }

    @Test("of two orders under one enrolment the live one is meant")
    func liveOrder() throws {
        let world = try CompletionsWorld()
        let participant = try world.participant()
        let first = try world.order(.refunded, of: participant)
        let second = try world.order(.confirmed, of: participant)
        let third = try world.order(.failed)
        try world.database.run("UPDATE orders SET enrolment_ref = 'enr-7' WHERE id = $1", third)
        let told = try world.receive(
            "msg_1", type: "course.completed", data: #""enrolment_ref":"enr-7""#)
        #expect(told.orderID == second)
        #expect(try world.order(first).state == .refunded)
    }

    @Test("an id that is no order of ours leaves the enrolment to speak")
    func foreignOrderID() throws {
        let world = try CompletionsWorld()
        let order = try world.order(.placed)
        let data = #""order_id":"their-own-7","enrolment_ref":"enr-7""#
        let early = try world.receive("msg_1", type: "course.started", data: data)
        #expect(early.finding == .unknownOrder)
        try OrderStore(world.database).confirm(order, enrolment: "enr-7", now: world.now)
        let told = try world.receive("msg_2", type: "course.completed", data: data)
        #expect(told.finding == .applied && told.orderID == order)
        #expect(try world.order(order).state == .completed)
        try world.completions.replayUnknown(
            platformID: CompletionsWorld.platform, enrolmentReference: "enr-7", now: world.now)
        #expect(try world.completions.eventsForPeople().isEmpty)
    }

    @Test("a completion behind hundreds of events that waited is found, and so is one left over")
    func replaysAll() throws {
        let world = try CompletionsWorld()
        let order = try world.order(.placed)
        let count = CompletionStore.replayPageMax * 2
        for number in 0..<count {
            try world.receive(
                "msg_\(number)", type: "course.progressed",
                data: #""enrolment_ref":"enr-7","progress":0.1"#)
        }
        try world.receive("msg_last", type: "course.completed", data: #""enrolment_ref":"enr-7""#)
        try world.receive("msg_other", type: "course.completed", data: #""enrolment_ref":"enr-8""#)
        #expect(try world.completions.releasable(limit: 10).isEmpty)
        try OrderStore(world.database).confirm(order, enrolment: "enr-7", now: world.now)
        let waiting = try world.completions.releasable(limit: 10)
        #expect(waiting.map(\.enrolmentReference) == ["enr-7"])
        let released = try world.completions.replayUnknown(
            platformID: CompletionsWorld.platform, enrolmentReference: "enr-7", now: world.now)
        #expect(released == count + 1)
        #expect(try world.order(order).state == .completed)
        #expect(try world.completions.releasable(limit: 10).isEmpty)
    }

    @Test("news of an enrolment that is known takes three statements")
    func statementBudget() throws {
        let world = try CompletionsWorld()
        _ = try world.order(.confirmed)
        let counting = CountingDatabase(world.database)
        for (index, progress) in [0.1, 0.2].enumerated() {
            let body = CompletionsWorld.body(
                type: "course.progressed",
                data: #""enrolment_ref":"enr-7","progress":\#(progress)"#,
                at: CompletionsWorld.start + .days(1))
            let delivery = EventDelivery(
                webhook: "msg_\(index)", timestamp: "1", signature: "v1,x", body: body,
                platformID: CompletionsWorld.platform)
            let before = counting.statements
            let receipt = try CompletionStore(counting).receive(delivery, now: world.now)
            #expect(receipt.finding == .applied)
            #expect(counting.statements - before == 3)
        }
    }
}
