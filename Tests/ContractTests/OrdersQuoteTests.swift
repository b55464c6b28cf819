import SQL
import TestKit
import Testing

@testable import Catalog

@Suite("Orders: quotes and reviews", .bothEngines, .namingEngine)
struct OrdersQuoteTests {
    private func quote(
        _ course: Identifier<Course>, for person: Identifier<Participant>, in world: OrdersWorld,
        schedule: String? = nil
    ) throws -> PurchaseQuote {
        try OrderStore(world.database).quote(
            .id(course), scheduleCode: schedule, for: person, now: world.now)
    }

    @Test("a quote says what the purchase leaves, and reserves nothing")
    func leaves() throws {
        let world = try OrdersWorld()
        let person = try world.participant()
        let course = try world.course(price: 300_000)
        let quote = try quote(course, for: person, in: world)
        #expect(quote.left?.rupiah == 700_000 && quote.refusals.isEmpty && quote.orderID == nil)
        #expect(quote.incentive.verdict == .wouldEarn)
        #expect(try world.balance(person) == 1_000_000 && world.count("orders") == 0)
    }

    @Test("a quote refuses for the reasons for which a purchase is refused")
    func refuses() throws {
        let world = try OrdersWorld()
        let person = try world.participant(funds: 100)
        let dear = try world.course(price: 101)
        #expect(try quote(dear, for: person, in: world).refusals.map(\.code) == ["balance_too_low"])
        #expect(try quote(dear, for: person, in: world).left == nil)
        let bought = try world.course(price: 1)
        let order = try world.buy(person, bought).order
        let again = try quote(bought, for: person, in: world)
        #expect(again.refusals.map(\.code) == ["already_bought"] && again.orderID == order)
        let nobody = Identifier<Participant>(at: world.now)
        #expect(try world.refusals { _ = try quote(dear, for: nobody, in: world) } == ["not_found"])
        let unseen = try world.course(state: .inReview)
        let refusals = try world.refusals { _ = try quote(unseen, for: person, in: world) }
        #expect(refusals == ["not_found"])
    }

    @Test("without a date a course with seats can be bought, one without cannot")
    func dates() throws {
        let world = try OrdersWorld()
        let person = try world.participant()
        let open = try world.course(price: 1, seats: 1)
        #expect(try quote(open, for: person, in: world).refusals.isEmpty)
        try world.buy(try world.participant(), open, schedule: "A")
        let full = try quote(open, for: person, in: world)
        #expect(full.refusals.map(\.code) == ["schedule_required"])
        let chosen = try quote(open, for: person, in: world, schedule: "A")
        #expect(chosen.refusals.map(\.code) == ["schedule_full"])
    }

    @Test("reviews are read page by page, newest first, even those of one moment")
    func reviews() throws {
        let world = try OrdersWorld()
        let course = try world.course(price: 1)
        for number in 1...5 {
            let order = try world.confirmed(try world.participant(), course)
            try world.complete(order)
            // The second to the fourth are of one moment.
            if number == 2 || number == 5 { world.now = world.now + .seconds(1) }
            try world.command { database in
                let row = try database.row(
                    "SELECT participant_id FROM orders WHERE id = $1", order)
                _ = try OrderStore(database).rate(
                    order, by: Identifier(stored: row?.text(0) ?? ""), stars: number,
                    review: "Ulasan \(number)", now: world.now)
            }
        }
        let orders = OrderStore(world.database)
        var seen: [Int] = []
        var cursor: MomentCursor?
        repeat {
            let page = try orders.reviews(of: course, from: cursor, limit: 2)
            seen += page.items.map(\.stars)
            #expect(page.items.allSatisfy { $0.name.hasPrefix("Orang ") && $0.name.hasSuffix(".") })
            cursor = page.next.flatMap { MomentCursor($0.text) }
        } while cursor != nil
        #expect(seen.first == 5 && seen.last == 1 && Set(seen[1...3]) == [2, 3, 4])
        #expect(seen.count == 5)
        #expect(try orders.reviews(of: try world.course(), limit: 5).items.isEmpty)
    }

    @Test("names in public are shortened")
    func names() {
        #expect(CourseReview.shortened("Siti Rahayu Putri") == "Siti R.")
        #expect(CourseReview.shortened(" Suharto ") == "S.")
        #expect(CourseReview.shortened("") == "?")
        for text in ["", "1", "1-", "-1-2", "1-99999", "a-b", "1-2-3"] {
            #expect(MomentCursor(text) == nil, "\(text)")
        }
    }
}
