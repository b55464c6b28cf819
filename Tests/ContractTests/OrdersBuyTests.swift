import SQL
import TestKit
import Testing

@testable import Catalog

@Suite("Orders: buying")
struct OrdersBuyTests {
    @Test("a purchase sets the price aside, takes a seat and owes the platform an enrolment")
    func buys() throws {
        let world = try OrdersWorld()
        let person = try world.participant()
        let course = try world.course(seats: 2)
        let (order, answer) = try world.buy(person, course, schedule: "A")
        #expect(answer.status == 201 && !answer.replayed)
        #expect(try world.state(order) == .reserved)
        #expect(try world.balance(person) == 700_000)
        #expect(try world.seatsTaken(course) == 1)
        #expect(try world.outboxIDs() == ["enrol:\(order)"])
        #expect(try world.auditCodes() == [])
        // What was answered is what can be read.
        let view = try #require(try OrderStore(world.database).order(order, of: person))
        #expect(JSON.encode(view) == answer.body)
    }

    @Test("the same key with the same input brings the first answer for ever, and writes")
    func replays() throws {
        let world = try OrdersWorld()
        let person = try world.participant()
        let course = try world.course()
        let first = try world.buy(person, course, key: "k")
        try world.place(first.order)
        try world.confirm(first.order)
        world.now = world.now + .days(400)
        for count in 1...2 {
            let again = try world.buy(person, course, key: "k")
            #expect(again.answer.replayed)
            #expect(again.answer.status == 201)
            #expect(again.answer.body == first.answer.body)
            let row = try world.database.row("SELECT replays FROM orders")
            #expect(row?.int(0) == count)
        }
        #expect(try world.count("orders") == 1)
        #expect(try world.balance(person) == 700_000)
    }

    @Test("a key that comes with other input is refused, whatever it asks")
    func reusedKey() throws {
        let world = try OrdersWorld()
        let person = try world.participant()
        let first = try world.course()
        let second = try world.course()
        let order = try world.buy(person, first, key: "k").order
        #expect(
            try world.refusals { try world.buy(person, second, key: "k") }
                == ["idempotency_key_reused"])
        #expect(
            try world.refusals { try world.requestCancel(order, by: person, key: "k") }
                == ["idempotency_key_reused"])
        #expect(try world.count("orders") == 1)
        #expect(try world.state(order) == .reserved)
        try world.requestCancel(order, by: person, key: "c")
        #expect(
            try world.refusals { try world.buy(person, second, key: "c") }
                == ["idempotency_key_reused"])
    }

    @Test("two people may use the same key")
    func keysArePersonal() throws {
        let world = try OrdersWorld()
        let course = try world.course()
        let one = try world.buy(try world.participant(), course, key: "k")
        let other = try world.buy(try world.participant(), course, key: "k")
        #expect(one.order != other.order)
    }

    @Test("a refused purchase leaves nothing behind, and its key may succeed later")
    func refusalsAreNotKept() throws {
        let world = try OrdersWorld()
        let person = try world.participant()
        let course = try world.course(price: nil)
        let refused = try world.refusals { try world.buy(person, course, key: "k") }
        #expect(refused == ["course_unpriced"])
        for table in ["orders", "outbox", "idempotency_keys"] {
            #expect(try world.count(table) == 0)
        }
        #expect(try world.balance(person) == 1_000_000)
        try world.database.run("UPDATE courses SET price = 1")
        #expect(try !world.buy(person, course, key: "k").answer.replayed)
        #expect(try world.auditCodes() == [])
    }

    @Test("of two who want the last seat one gets it, and the other reads which dates are left")
    func lastSeat() throws {
        let world = try OrdersWorld()
        let course = try world.course(seats: 1)
        try world.schedule("B", of: course, seats: 5, startsIn: .days(9))
        try world.schedule("gone", of: course, seats: 5, startsIn: .days(-1))
        let late = try world.participant()
        try world.buy(try world.participant(), course, schedule: "A")
        do {
            try world.buy(late, course, schedule: "A")
            Issue.record("the seat was sold twice")
        } catch let refusal as Refusal {
            #expect(refusal.status == 409 && refusal.code == "purchase_refused")
            #expect(refusal.reasons.map(\.code) == ["schedule_full"])
            #expect(refusal.reasons.first?.fix.contains("B (") == true)
            #expect(refusal.reasons.first?.fix.contains("gone") == false)
        }
        #expect(try world.seatsTaken(course) == 1)
        #expect(try world.balance(late) == 1_000_000)
    }

    @Test("each rule refuses from the store as well", arguments: storeCases)
    fileprivate func refuses(_ testCase: StoreCase) throws {
        let world = try OrdersWorld()
        #expect(try world.refusals { try testCase.act(world) } == testCase.codes)
        #expect(try world.auditCodes() == [])
    }

    @Test("a free course is bought without a transfer")
    func free() throws {
        let world = try OrdersWorld()
        let person = try world.participant()
        let order = try world.confirmed(person, try world.course(price: 0))
        #expect(try world.balance(person) == 1_000_000)
        #expect(try OrderStore(world.database).order(order)?.transferID == nil)
        #expect(try world.complete(order))
        #expect(try world.auditCodes() == [])
    }

    @Test("a slug names the course as well as its id")
    func slug() throws {
        let world = try OrdersWorld()
        let person = try world.participant()
        _ = try world.course()
        let key = try #require(IdempotencyKey("k"))
        let purchase = PurchaseCommand(
            participantID: person, course: .init("kursus-1"), key: key, now: world.now)
        let answer = try world.command { try OrderStore($0).buy(purchase, now: world.now) }
        #expect(answer.status == 201)
    }

    @Test("a purchase needs at most seven statements")
    func statementBudget() throws {
        let world = try OrdersWorld()
        let person = try world.participant()
        let course = try world.course(seats: 2)
        let counting = CountingDatabase(world.database)
        let key = try #require(IdempotencyKey("k"))
        let purchase = PurchaseCommand(
            participantID: person, course: .id(course), scheduleCode: "A", key: key,
            now: world.now)
        let schemes = try SchemeStore(world.database).load()
        try world.database.begin()
        _ = try OrderStore(counting, schemes: schemes).buy(purchase, now: world.now)
        try world.database.commit()
        #expect(counting.statements == 7)
    }
}

private struct StoreCase: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let codes: [String]
    let act: @Sendable (OrdersWorld) throws -> Void

    init(
        _ description: String, _ codes: [String],
        _ act: @escaping @Sendable (OrdersWorld) throws -> Void
    ) {
        testDescription = description
        self.codes = codes
        self.act = act
    }
}

private let strict: Scheme = {
    var scheme = OrdersWorld.scheme
    scheme.id = "strict"
    scheme.oneCourseAtATime = true
    scheme.furtherPurchaseDaysAfterCompletion = 15
    return scheme
}()

private let storeCases: [StoreCase] = [
    StoreCase("balance too low", ["balance_too_low"]) { world in
        try world.buy(world.participant(funds: 299_999), world.course())
    },
    StoreCase("bought before", ["already_bought"]) { world in
        let (person, course) = (try world.participant(), try world.course())
        try world.buy(person, course)
        try world.buy(person, course)
    },
    StoreCase("given back, so it may be bought again", []) { world in
        let (person, course) = (try world.participant(), try world.course())
        try world.requestCancel(world.buy(person, course).order, by: person)
        try world.buy(person, course)
    },
    StoreCase("delisted", ["course_not_for_sale"]) { world in
        try world.buy(world.participant(), world.course(state: .delisted))
    },
    StoreCase("waits for a curator", ["not_found"]) { world in
        try world.buy(world.participant(), world.course(state: .inReview))
    },
    StoreCase("unknown", ["not_found"]) { world in
        try world.buy(world.participant(), Identifier(at: world.now))
    },
    StoreCase("no date", ["schedule_required"]) { world in
        try world.buy(world.participant(), world.course(seats: 1))
    },
    StoreCase("unknown date", ["schedule_unknown"]) { world in
        try world.buy(world.participant(), world.course(seats: 1), schedule: "Z")
    },
    StoreCase("date no longer listed", ["schedule_unknown"]) { world in
        let course = try world.course(seats: 1)
        try world.database.run("UPDATE schedules SET listed = 0")
        try world.buy(world.participant(), course, schedule: "A")
    },
    StoreCase("date begun", ["schedule_begun"]) { world in
        let (person, course) = (try world.participant(), try world.course(seats: 1))
        world.now = world.now + .days(7)
        try world.buy(person, course, schedule: "A")
    },
    StoreCase("first window passed", ["first_purchase_window_passed"]) { world in
        let person = try world.participant()
        world.now = world.now + .days(30)
        try world.buy(person, world.course())
    },
    StoreCase("revoked", ["card_revoked"]) { world in
        let person = try world.participant()
        _ = try world.command { try CardStore($0).revoke(person, now: world.now) }
        try world.buy(person, world.course())
    },
    StoreCase("time over", ["card_expired"]) { world in
        let person = try world.participant()
        world.now = world.now + .days(365)
        try world.buy(person, world.course())
    },
    StoreCase("one course at a time", ["one_course_at_a_time"]) { world in
        try world.add(strict)
        let person = try world.participant(strict)
        try world.buy(person, world.course())
        try world.buy(person, world.course())
    },
    StoreCase("further days not open", ["further_purchase_window_not_open"]) { world in
        try world.add(strict)
        let person = try world.participant(strict)
        try world.complete(world.confirmed(person, world.course()))
        world.now = world.now + .days(30)
        try world.buy(person, world.course())
    },
    StoreCase("further days after the review", []) { world in
        let person = try reviewed(in: world)
        world.now = world.now + .days(15) - Span(milliseconds: 1)
        try world.buy(person, world.course())
    },
    StoreCase("further days over", ["further_purchase_window_passed"]) { world in
        let person = try reviewed(in: world)
        world.now = world.now + .days(15)
        try world.buy(person, world.course())
    },
]

/// Someone whose first days are over and who just reviewed the first course.
private func reviewed(in world: OrdersWorld) throws -> Identifier<Participant> {
    try world.add(strict)
    let person = try world.participant(strict)
    let order = try world.confirmed(person, world.course())
    world.now = world.now + .days(40)
    try world.complete(order)
    _ = try world.command {
        try OrderStore($0).rate(order, by: person, stars: 5, review: "Bagus", now: world.now)
    }
    return person
}

/// Counts the statements that a store runs.
final class CountingDatabase: Database {
    private let database: any Database
    private(set) var statements = 0

    init(_ database: any Database) {
        self.database = database
    }

    var isInTransaction: Bool { database.isInTransaction }
    var changeCount: Int64 { database.changeCount }

    func rows(_ sql: String, binding values: [SQLValue]) throws(DatabaseError) -> [Row] {
        statements += 1
        return try database.rows(sql, binding: values)
    }

    func run(_ sql: String, binding values: [SQLValue]) throws(DatabaseError) -> Int {
        statements += 1
        return try database.run(sql, binding: values)
    }

    func script(_ sql: String) throws(DatabaseError) { try database.script(sql) }
    func begin() throws(DatabaseError) { try database.begin() }
    func beginReading() throws(DatabaseError) { try database.beginReading() }
    func commit() throws(DatabaseError) { try database.commit() }
    func rollback() throws(DatabaseError) { try database.rollback() }
}
