import SQL
import TestKit
import Testing

@testable import Catalog

@Suite("Orders: from placing to completion", .bothEngines, .namingEngine)
struct OrdersLifeTests {
    @Test("an order is placed, confirmed with a redeem code, completed and paid for")
    func wholeLife() throws {
        let world = try OrdersWorld()
        let person = try world.participant()
        let course = try world.course(seats: 3)
        let order = try world.buy(person, course, schedule: "A").order
        let request = try #require(try world.place(order))
        #expect(request.orderID == order && request.scheduleCode == "A")
        #expect(request.externalCourseID == "kursus-1")
        #expect(try world.outboxIDs() == ["enrol:\(order)"])
        #expect(try world.confirm(order))
        #expect(try world.outboxIDs() == [])
        let confirmed = try #require(try OrderStore(world.database).order(order))
        #expect(confirmed.redeemCode?.count == RedeemCode.length)
        #expect(confirmed.enrolmentReference == "e-\(order)")
        #expect(try world.auditCodes() == [])
        #expect(try world.complete(order))
        #expect(try world.state(order) == .completed)
        #expect(try world.seatsTaken(course) == 1)
        #expect(try world.balance(person) == 700_000)
        let earned = try world.database.row(
            "SELECT sum(amount) FROM transfers WHERE credit = 'payable:bukalapak'")
        #expect(earned?.integer(0) == 300_000)
        #expect(try world.auditCodes() == [])
    }

    @Test("transitions that were made are not made again")
    func repeats() throws {
        let world = try OrdersWorld()
        let person = try world.participant()
        let order = try world.confirmed(person, try world.course())
        let store = OrderStore(world.database)
        let code = try store.order(order)?.redeemCode
        #expect(try !world.confirm(order))
        #expect(try store.order(order)?.redeemCode == code)
        #expect(try !world.command { try OrderStore($0).fail(order, because: "x", now: world.now) })
        #expect(try world.place(order) == nil)
        #expect(try world.complete(order))
        #expect(try !world.complete(order))
        #expect(try !world.command { try OrderStore($0).giveBack(order, now: world.now) })
        #expect(try world.state(order) == .completed)
        #expect(try world.auditCodes() == [])
    }

    @Test("an order that was never placed is neither confirmed nor completed")
    func noShortcut() throws {
        let world = try OrdersWorld()
        let order = try world.buy(try world.participant(), try world.course()).order
        #expect(try !world.confirm(order))
        #expect(try !world.complete(order))
        #expect(try !world.command { try OrderStore($0).giveBack(order, now: world.now) })
        #expect(try world.state(order) == .reserved)
    }

    @Test("a platform's no gives money and seat back at once")
    func fails() throws {
        let world = try OrdersWorld()
        let person = try world.participant()
        let course = try world.course(seats: 1)
        let order = try world.buy(person, course, schedule: "A").order
        try world.place(order)
        let words = String(repeating: "penuh\u{0} ", count: 1000)
        try world.command {
            try OrderStore($0).fail(world.outboxRow(.enrol, order), because: words, now: world.now)
        }
        let failed = try #require(try OrderStore(world.database).order(order))
        #expect(failed.state == .failed)
        #expect(failed.failure?.count == OrderStore.failureCharactersMax)
        #expect(failed.failure?.hasPrefix("penuh penuh") == true)
        #expect(try world.balance(person) == 1_000_000)
        #expect(try world.seatsTaken(course) == 0)
        #expect(try world.outboxIDs() == [])
        #expect(try world.auditCodes() == [])
    }

    @Test("a reference that overtook nothing is noted later, and two orders never share one")
    func references() throws {
        let world = try OrdersWorld()
        let course = try world.course()
        let order = try world.buy(try world.participant(), course).order
        try world.place(order)
        try world.command {
            let orders = OrderStore($0)
            try orders.confirm(order, enrolment: nil, now: world.now)
            try orders.complete(order, completedAt: world.now, now: world.now)
        }
        try world.confirm(order)
        #expect(
            try OrderStore(world.database).order(order)?.enrolmentReference == "e-\(order)")
        let other = try world.buy(try world.participant(), course).order
        try world.place(other)
        #expect(throws: DatabaseError.self) {
            try world.command {
                try OrderStore($0).confirm(other, enrolment: "e-\(order)", now: world.now)
            }
        }
        #expect(try world.state(other) == .placed)
    }

    // MARK: - Cancelling

    @Test("cancelling before the platform was asked is done at once")
    func cancelReserved() throws {
        let world = try OrdersWorld()
        let person = try world.participant()
        let course = try world.course(seats: 1)
        let order = try world.buy(person, course, schedule: "A").order
        let answer = try world.requestCancel(order, by: person, key: "c")
        #expect(answer.status == 200)
        #expect(try world.state(order) == .cancelled)
        #expect(try world.balance(person) == 1_000_000)
        #expect(try world.seatsTaken(course) == 0)
        #expect(try world.outboxIDs() == [])
        let again = try world.requestCancel(order, by: person, key: "c")
        #expect(again.replayed && again.body == answer.body)
        #expect(try world.requestCancel(order, by: person).status == 200)
        #expect(try world.place(order) == nil)
        #expect(try world.auditCodes() == [])
    }

    @Test("cancelling while the platform is asked waits for its answer", arguments: [true, false])
    func cancelPlaced(_ enrols: Bool) throws {
        let world = try OrdersWorld()
        let person = try world.participant()
        let order = try world.buy(person, try world.course()).order
        try world.place(order)
        #expect(try world.requestCancel(order, by: person).status == 202)
        #expect(try world.outboxIDs() == ["enrol:\(order)"])
        #expect(try world.balance(person) == 700_000)
        if enrols {
            try world.confirm(order)
            #expect(try world.outboxIDs() == ["cancel:\(order)"])
            #expect(try world.auditCodes() == [])
            try finishCancel(order, in: world)
            #expect(try world.state(order) == .refunded)
        } else {
            try world.command {
                try OrderStore($0).fail(order, because: "penuh", now: world.now)
            }
            #expect(try world.state(order) == .failed)
        }
        #expect(try world.balance(person) == 1_000_000)
        #expect(try world.auditCodes() == [])
    }

    @Test("a confirmed order is refunded after the platform cancelled it")
    func cancelConfirmed() throws {
        let world = try OrdersWorld()
        let person = try world.participant()
        let course = try world.course(seats: 1)
        let order = try world.confirmed(person, course, schedule: "A")
        #expect(try world.requestCancel(order, by: person).status == 202)
        #expect(try world.requestCancel(order, by: person).status == 202)
        let row = try world.outboxRow(.cancel, order)
        let owed = try #require(try OrderStore(world.database).owedCancellation(row))
        #expect(owed.reference == "e-\(order)")
        try finishCancel(order, in: world)
        try finishCancel(order, in: world)
        #expect(try world.state(order) == .refunded)
        #expect(try world.balance(person) == 1_000_000)
        #expect(try world.seatsTaken(course) == 0)
        #expect(try OrderStore(world.database).owedCancellation(row) == nil)
        #expect(try world.auditCodes() == [])
    }

    @Test("a completion that comes before the cancellation stands")
    func completedMeanwhile() throws {
        let world = try OrdersWorld()
        let person = try world.participant()
        let order = try world.confirmed(person, try world.course())
        try world.requestCancel(order, by: person)
        #expect(try world.complete(order))
        #expect(try world.outboxIDs() == [])
        try finishCancel(order, in: world)
        #expect(try world.state(order) == .completed)
        #expect(try world.balance(person) == 700_000)
        #expect(try world.auditCodes() == [])
    }

    @Test("a platform that will not cancel keeps the order, and it may be asked again")
    func refusedCancel() throws {
        let world = try OrdersWorld()
        let person = try world.participant()
        let order = try world.confirmed(person, try world.course())
        try world.requestCancel(order, by: person)
        try world.command {
            try OrderStore($0).keepAfterRefusedCancel(
                world.outboxRow(.cancel, order), because: "sudah mulai", now: world.now)
        }
        let kept = try #require(try OrderStore(world.database).order(order))
        #expect(kept.state == .confirmed && kept.cancelRequestedAt == nil)
        #expect(kept.failure == "sudah mulai")
        #expect(try world.auditCodes() == [])
        #expect(try world.requestCancel(order, by: person).status == 202)
        #expect(try world.outboxIDs() == ["cancel:\(order)"])
    }

    @Test("an order is not cancelled once started, begun or completed, nor by someone else")
    func refusedCancels() throws {
        let world = try OrdersWorld()
        let person = try world.participant()
        let other = try world.participant()
        let scheduled = try world.confirmed(
            person, try world.course(seats: 2), schedule: "A")
        let started = try world.confirmed(person, try world.course())
        try world.database.run(
            "UPDATE orders SET started_at = $2 WHERE id = $1", started, world.now)
        #expect(
            try world.refusals { try world.requestCancel(started, by: person) }
                == ["course_started"])
        try world.complete(started)
        #expect(
            try world.refusals { try world.requestCancel(started, by: person) }
                == ["course_completed"])
        #expect(
            try world.refusals { try world.requestCancel(scheduled, by: other) } == ["not_found"])
        world.now = world.now + .days(7)
        #expect(
            try world.refusals { try world.requestCancel(scheduled, by: person) }
                == ["schedule_begun"])
        #expect(try world.auditCodes() == [])
    }

    private func finishCancel(_ order: Identifier<Order>, in world: OrdersWorld) throws {
        try world.command {
            try OrderStore($0).finishCancel(world.outboxRow(.cancel, order), now: world.now)
        }
    }
}
