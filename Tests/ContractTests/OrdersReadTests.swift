import SQL
import TestKit
import Testing

@testable import Catalog

@Suite("Orders: rating, reading, outbox", .bothEngines, .namingEngine)
struct OrdersReadTests {
    @Test("a course is rated once, after completion, with stars and words")
    func rating() throws {
        let world = try OrdersWorld()
        let person = try world.participant()
        let course = try world.course()
        let order = try world.confirmed(person, course)
        func rate(_ stars: Int, _ review: String, by someone: Identifier<Participant>) throws {
            _ = try world.command {
                try OrderStore($0).rate(
                    order, by: someone, stars: stars, review: review, now: world.now)
            }
        }
        #expect(try world.refusals { try rate(5, "Bagus", by: person) } == ["not_completed"])
        try world.complete(order)
        for (stars, review, code) in [
            (0, "Bagus", "stars_out_of_range"), (6, "Bagus", "stars_out_of_range"),
            (3, " \n ", "review_length"),
            (3, String(repeating: "a", count: 2_001), "review_length"),
        ] {
            #expect(try world.refusals { try rate(stars, review, by: person) } == [code])
        }
        let other = try world.participant()
        #expect(try world.refusals { try rate(5, "Bagus", by: other) } == ["not_found"])
        #expect(try world.refusals { try rate(4, " Bagus ", by: person) } == [])
        #expect(try world.refusals { try rate(1, "Jelek", by: person) } == ["already_rated"])
        let view = try #require(try OrderStore(world.database).order(order, of: person))
        #expect(view.order.stars == 4 && view.order.review == "Bagus")
        let row = try world.database.row("SELECT rating_count, rating_sum FROM courses")
        #expect(row?.values == [.integer(1), .integer(4)])
    }

    @Test("orders are read page by page, newest first, each person their own")
    func pages() throws {
        let world = try OrdersWorld()
        let person = try world.participant()
        try world.buy(try world.participant(), try world.course(price: 1))
        var bought: [Identifier<Order>] = []
        for _ in 0..<5 {
            world.now = world.now + .seconds(1)
            bought.append(try world.buy(person, try world.course(price: 1)).order)
        }
        let orders = OrderStore(world.database)
        var seen: [Identifier<Order>] = []
        while true {
            let page = try orders.orders(of: person, before: seen.last, limit: 2)
            if page.isEmpty { break }
            seen += page.map(\.order.id)
        }
        #expect(seen == bought.reversed())
        #expect(try orders.orders(of: person, limit: -3).count == 1)
        #expect(try orders.order(bought[0], of: Identifier(at: world.now)) == nil)
    }

    @Test("a statement's lines add up to the balance, and page")
    func statement() throws {
        let world = try OrdersWorld()
        let person = try world.participant()
        func step() { world.now = world.now + .seconds(1) }
        step()
        let kept = try world.confirmed(person, try world.course(price: 100_000))
        step()
        let refunded = try world.confirmed(person, try world.course(price: 50_000))
        step()
        let cancelled = try world.buy(person, try world.course(price: 25_000)).order
        step()
        try world.requestCancel(cancelled, by: person)
        step()
        _ = try world.command { try OrderStore($0).giveBack(refunded, now: world.now) }
        let statement = StatementStore(world.database)
        let lines = try statement.entries(of: person)
        #expect(
            lines.map(\.amount.rupiah) == [50_000, 25_000, -25_000, -50_000, -100_000, 1_000_000])
        #expect(
            lines.map(\.reason) == [
                "course_refunded", "course_released", "course_bought", "course_bought",
                "course_bought", "card_funded",
            ])
        #expect(lines.last?.orderID == nil && lines[4].orderID == kept)
        #expect(lines[4].courseTitle == "Kursus 1")
        #expect(lines.map(\.amount.rupiah).reduce(0, +) == (try world.balance(person)))
        let second = try statement.entries(of: person, before: lines[1].id, limit: 2)
        #expect(second == Array(lines[2...3]))
    }

    @Test("a statement is paged to its end, and has nothing of others and of free courses")
    func statementPages() throws {
        let world = try OrdersWorld()
        let (person, other) = (try world.participant(), try world.participant())
        func step() { world.now = world.now + .seconds(1) }
        for buyer in [person, other, person, other] {
            step()
            try world.buy(buyer, try world.course(price: 0))
            step()
            let order = try world.buy(buyer, try world.course(price: 10_000)).order
            step()
            try world.requestCancel(order, by: buyer)
        }
        let statement = StatementStore(world.database)
        let whole = try statement.entries(of: person)
        #expect(
            whole.map(\.amount.rupiah) == [10_000, -10_000, 10_000, -10_000, 1_000_000])
        var paged: [CardEntry] = []
        for _ in 0...whole.count {
            paged += try statement.entries(of: person, before: paged.last?.id, limit: 1)
        }
        #expect(paged == whole)
    }

    @Test("outbox rows are claimed oldest first, leased, postponed and removed")
    func outbox() throws {
        let world = try OrdersWorld()
        let person = try world.participant()
        var orders: [Identifier<Order>] = []
        for _ in 0..<3 {
            orders.append(try world.buy(person, try world.course(price: 1)).order)
            world.now = world.now + .seconds(1)
        }
        try world.buy(person, try world.course(price: 1, platform: "pintaria"))
        let outbox = OutboxStore(world.database)
        func claim(_ limit: Int) throws -> [OutboxRow] {
            try world.command {
                try OutboxStore($0).claim(
                    platform: "bukalapak", limit: limit, lease: .seconds(60), now: world.now)
            }
        }
        let first = try claim(2)
        #expect(first.map(\.orderID) == Array(orders[0...1]))
        #expect(first.map(\.attempts) == [1, 1] && first[0].kind == .enrol)
        #expect(try claim(5).map(\.orderID) == [orders[2]])
        #expect(try !outbox.isDue(platform: "bukalapak", now: world.now))
        try world.command {
            let outbox = OutboxStore($0)
            try outbox.postpone(
                first[0], because: "time-out", until: world.now + .seconds(5))
            try outbox.remove(first[1])
        }
        world.now = world.now + .seconds(5)
        #expect(try outbox.isDue(platform: "bukalapak", now: world.now))
        let again = try claim(5)
        #expect(again.map(\.orderID) == [orders[0]] && again[0].attempts == 2)
        world.now = world.now + .seconds(60)
        #expect(try Set(claim(5).map(\.orderID)) == [orders[0], orders[2]])
        let backlog = try outbox.backlog()
        #expect(backlog.map(\.platform) == ["bukalapak", "pintaria"])
        #expect(backlog.map(\.calls) == [2, 1])
    }
}
