import Cryptography
import SQL
import TestKit
import Testing

@testable import Catalog

@Suite(.bothEngines, .namingEngine) struct CompletionsReceiveTests {
    static let price = CompletionsWorld.price.rupiah

    @Test("a completion pays the platform once, however often and under whatever id it comes")
    func completes() throws {
        let world = try CompletionsWorld()
        let order = try world.order(.confirmed)
        #expect(try world.held == Self.price)
        let first = try world.receive("msg_1", type: "course.completed", order: order)
        #expect(first.finding == .applied)
        #expect(first.orderID == order)
        for id in ["msg_1", "msg_1", "msg_2"] {
            let again = try world.receive(id, type: "course.completed", order: order)
            #expect(again.finding == (id == "msg_1" ? .applied : .alreadyCompleted))
            #expect(again.isRepeat == (id == "msg_1"))
        }
        #expect(try world.order(order).state == .completed)
        #expect(try world.order(order).progress == 1)
        #expect(try world.payable == Self.price)
        #expect(try world.held == 0)
        #expect(try world.count("completions") == 1)
        #expect(try world.count("webhook_events") == 2)
        let repeats = try world.database.row(
            "SELECT repeats FROM webhook_events WHERE event_id = 'msg_1'")
        #expect(repeats?.int(0) == 2)
    }

    @Test("a completion that overtakes the enrolment's answer charges, completes and pays")
    func overtakes() throws {
        let world = try CompletionsWorld()
        let order = try world.order(.placed)
        try world.receive("msg_1", type: "course.completed", order: order)
        #expect(try world.order(order).state == .completed)
        #expect(try world.order(order).confirmedAt == world.now)
        #expect(try world.payable == Self.price)
        #expect(try world.held == 0)
        // The late answer to the enrolment changes no money and leaves its reference.
        let late = try OrderStore(world.database).confirm(
            order, enrolment: "enr-7", now: world.now)
        #expect(!late)
        #expect(try world.order(order).enrolmentReference == "enr-7")
        #expect(try world.payable == Self.price)
    }

    @Test("every event leaves an order's money where its state says, in every state")
    func everyState() throws {
        let kinds = CompletionEvent.Kind.allCases.filter { $0 != .other }
        for state in Order.State.allCases {
            for kind in kinds {
                let world = try CompletionsWorld()
                let participant = try world.participant()
                let order = try world.order(state, of: participant)
                let more = "," + CompletionsWorld.certificate("BKL-1")
                try world.receive("msg_1", type: kind.rawValue, order: order, more: more)
                let after = try world.order(order).state
                let held = after == .confirmed ? Self.price : 0
                let payable = after == .completed ? Self.price : 0
                let isSpent = ![.cancelled, .refunded, .failed].contains(after)
                let card = CompletionsWorld.funds.rupiah - (isSpent ? Self.price : 0)
                #expect(try world.held == held, "\(kind) on \(state)")
                #expect(try world.payable == payable, "\(kind) on \(state)")
                #expect(try world.cardBalance(of: participant) == card, "\(kind) on \(state)")
            }
        }
    }

    @Test("a platform's cancellation gives the money back, but not of a completed course")
    func cancels() throws {
        let table: [(Order.State, Order.State, CompletionFinding)] = [
            (.placed, .cancelled, .applied), (.confirmed, .refunded, .applied),
            (.completed, .completed, .completedStands),
        ]
        for (before, after, finding) in table {
            let world = try CompletionsWorld()
            let order = try world.order(before)
            let receipt = try world.receive("msg_1", type: "enrolment.cancelled", order: order)
            #expect(receipt.finding == finding)
            #expect(try world.order(order).state == after)
        }
    }

    @Test("another platform's order is unknown to this one, by either name")
    func otherPlatform() throws {
        let world = try CompletionsWorld()
        let order = try world.order(.confirmed)
        for data in [#""order_id":"\#(order)""#, #""enrolment_ref":"enr-7""#] {
            let receipt = try world.receive(
                "msg_" + data, type: "course.completed", data: data, platform: "pintaria")
            #expect(receipt.finding == .unknownOrder)
            #expect(receipt.orderID == nil)
        }
        #expect(try world.order(order).state == .confirmed)
        #expect(try world.completions.eventsForPeople().count == 2)
    }

    @Test("what came before its enrolment was known takes effect when it becomes known")
    func replays() throws {
        let world = try CompletionsWorld()
        let order = try world.order(.placed)
        let reference = #""enrolment_ref":"enr-7""#
        for (id, type) in [
            ("msg_1", "certificate.issued"), ("msg_2", "course.completed"),
            ("msg_3", "course.started"),
        ] {
            let data = reference + "," + CompletionsWorld.certificate("BKL-1")
            let receipt = try world.receive(id, type: type, data: data)
            #expect(receipt.finding == .unknownOrder)
        }
        try world.store.command(on: world.database) { database in
            try OrderStore(database).confirm(order, enrolment: "enr-7", now: world.now)
            let count = try CompletionStore(database).replayUnknown(
                platformID: CompletionsWorld.platform, enrolmentReference: "enr-7",
                now: world.now)
            #expect(count == 3)
        }
        #expect(try world.order(order).state == .completed)
        #expect(try world.count("certificates") == 1)
        #expect(try world.completions.eventsForPeople().isEmpty)
        #expect(
            try world.completions.replayUnknown(
                platformID: CompletionsWorld.platform, enrolmentReference: "enr-7",
                now: world.now) == 0)
    }

    @Test("a date that lay in the future when it came is not sound for having waited")
    func replaysAsReceived() throws {
        let world = try CompletionsWorld()
        let order = try world.order(.placed)
        try world.receive(
            "msg_1", type: "course.completed", data: #""enrolment_ref":"enr-7""#,
            at: world.now + .hours(1))
        let later = world.now + .days(1)
        try OrderStore(world.database).confirm(order, enrolment: "enr-7", now: later)
        try world.completions.replayUnknown(
            platformID: CompletionsWorld.platform, enrolmentReference: "enr-7", now: later)
        #expect(try world.order(order).state == .confirmed)
        #expect(try world.completions.eventsForPeople().map(\.finding) == [.inTheFuture])
    }

    @Test("an enrolment that a completion brings sets free what waited for it")
    func replaysOnCompletion() throws {
        let world = try CompletionsWorld()
        let order = try world.order(.placed)
        let data = #""enrolment_ref":"enr-7","# + CompletionsWorld.certificate("BKL-1")
        try world.receive("msg_1", type: "certificate.issued", data: data)
        try world.receive(
            "msg_2", type: "course.completed", order: order, more: #","enrolment_ref":"enr-7""#)
        #expect(try world.order(order).enrolmentReference == "enr-7")
        #expect(try world.count("certificates") == 1)
        #expect(try world.count("incentives") == 0)
    }

    @Test("an enrolment of another order is taken from nobody")
    func takenEnrolment() throws {
        let world = try CompletionsWorld()
        let first = try world.order(.confirmed)
        let second = try world.order(.placed)
        let receipt = try world.receive(
            "msg_1", type: "course.completed", order: second, more: #","enrolment_ref":"enr-7""#)
        #expect(receipt.finding == .otherEnrolment)
        #expect(try world.order(first).state == .confirmed)
        #expect(try world.order(second).state == .placed)
    }

    @Test("the same webhook id with other content is kept beside the first and changes nothing")
    func otherContent() throws {
        let world = try CompletionsWorld()
        let order = try world.order(.confirmed)
        try world.receive("msg_1", type: "course.started", order: order)
        for isRepeat in [false, true] {
            let other = try world.receive("msg_1", type: "course.completed", order: order)
            #expect(other.finding == .otherContent)
            #expect(other.isRepeat == isRepeat)
        }
        #expect(try world.order(order).state == .confirmed)
        #expect(try world.completions.eventsForPeople().map(\.finding) == [.otherContent])
    }

    @Test("a statement id with other content is refused with 409, with the same content taken")
    func statements() throws {
        let world = try CompletionsWorld()
        let order = try world.order(.confirmed)
        func statement(_ verb: String) throws -> EventDelivery {
            let text = """
                {"id": "6690e6c9-3ef0-4ed3-8b37-7f3964730bee", "actor": {"openid": "a:b"},
                 "verb": {"id": "http://adlnet.gov/expapi/verbs/\(verb)"},
                 "object": {"id": "https://a.test/7"}, "context": {"registration": "enr-7"}}
                """
            let parsed = try XAPIStatement.parse(
                Array(text.utf8), at: CompletionsWorld.start + .days(1))
            return EventDelivery(parsed[0], platformID: CompletionsWorld.platform)
        }
        let first = try world.completions.receive(try statement("passed"), now: world.now)
        #expect(first.finding == .applied)
        #expect(try world.completions.receive(try statement("passed"), now: world.now).isRepeat)
        let refusal = #expect(throws: Refusal.self) {
            _ = try world.completions.receive(try statement("failed"), now: world.now)
        }
        #expect(refusal?.status == 409)
        #expect(try world.order(order).state == .completed)
    }

    @Test("the body is kept as it came, with its digest and signature")
    func evidence() throws {
        let world = try CompletionsWorld()
        try world.receive("msg_1", type: "course.liked", data: #""what": "ever""#)
        let row = try #require(
            try world.database.row(
                "SELECT body, body_digest, signature, verdict, kind FROM webhook_events"))
        let body = CompletionsWorld.body(
            type: "course.liked", data: #""what": "ever""#,
            at: CompletionsWorld.start + .days(1))
        #expect(row.blob(0) == body)
        #expect(row.blob(1) == SHA256.digest(body))
        #expect(row.text(2) == "1772355600 v1,c2lnbmVk")
        #expect(row.text(3) == "ignored")
        #expect(row.text(4) == "course.liked")
    }
}
