import SQL
import TestKit
import Testing

@testable import Catalog

@Suite("Flags in the store", .bothEngines, .namingEngine)
struct FlagsTests {
    private func finding(_ price: Int64) -> FlagFinding {
        FlagFinding(.priceJumped, [.money(.price, Money(rupiah: price))])
    }

    private func settle(
        _ world: OrdersWorld, _ course: Identifier<Course>, _ finding: FlagFinding?
    ) throws {
        try world.command {
            try FlagStore($0).settle(.priceJumped, on: course, as: finding, now: world.now)
        }
    }

    private func flags(_ world: OrdersWorld, _ state: Flag.State?) throws -> [FlaggedCourse] {
        try FlagStore(world.database).page(.init(state: state), before: nil, limit: 10)
    }

    @Test("a dismissal holds until the facts change, also when they go and come back")
    func life() throws {
        let world = try OrdersWorld()
        let course = try world.course()
        try settle(world, course, finding(1))
        let flag = try #require(try flags(world, .open).first)
        #expect(flag.flag.evidence == finding(1).evidence)
        #expect(flag.flag.courseID == course && flag.title == "Kursus 1")
        let id = flag.flag.id
        let dismissed = try world.command {
            try FlagStore($0).dismiss(
                id, because: try CurationReason("Sudah dicek"), by: "stf_1", now: world.now)
        }
        #expect(dismissed.flag.dismissal?.reason == "Sudah dicek")
        try settle(world, course, finding(1))
        #expect(try flags(world, .open).isEmpty)
        try settle(world, course, nil)
        #expect(try flags(world, .gone).map(\.flag.id) == [id])
        try settle(world, course, finding(1))
        #expect(try flags(world, .dismissed).map(\.flag.id) == [id])
        try settle(world, course, finding(2))
        #expect(try flags(world, .open).map(\.flag.id) == [id])
        #expect(try FlagStore(world.database).counts() == [.priceJumped: [.open: 1]])
    }

    @Test("what is gone is not dismissed, what is open not reopened")
    func refusals() throws {
        let world = try OrdersWorld()
        let course = try world.course()
        try settle(world, course, finding(1))
        let id = try #require(try flags(world, .open).first).flag.id
        func code(_ body: (FlagStore) throws -> Void) throws -> [String] {
            try world.refusals { try world.command { try body(FlagStore($0)) } }
        }
        #expect(try code { _ = try $0.reopen(id, now: world.now) } == ["flag_not_dismissed"])
        try settle(world, course, nil)
        #expect(
            try code {
                let reason = try CurationReason("Sudah dicek")
                _ = try $0.dismiss(id, because: reason, by: "s", now: world.now)
            } == ["flag_gone"])
        let other = Identifier<Flag>(at: world.now)
        #expect(try code { _ = try $0.flag(other) } == ["not_found"])
    }

    @Test("only what changes is written, of the rules that were asked")
    func due() throws {
        let world = try OrdersWorld()
        let course = try world.course()
        let store = FlagStore(world.database)
        let rules: Set<FlagRule> = [.priceJumped, .tooShort]
        let found = [course: [finding(1)]]
        #expect(try store.due(found, of: [course], rules: rules).map(\.rule) == [.priceJumped])
        try settle(world, course, finding(1))
        #expect(try store.due(found, of: [course], rules: rules).isEmpty)
        #expect(try store.due([:], of: [course], rules: rules).map(\.rule) == [.priceJumped])
        #expect(try store.due([:], of: [course], rules: [.tooShort]).isEmpty)
    }

    @Test("flags of a course that was taken off are gone")
    func over() throws {
        let world = try OrdersWorld()
        let course = try world.course()
        try settle(world, course, finding(1))
        #expect(try !FlagStore(world.database).hasThoseOver())
        try world.database.run("UPDATE courses SET state = 'withdrawn' WHERE id = $1", course)
        #expect(try FlagStore(world.database).hasThoseOver())
        let closed = try world.command {
            try FlagStore($0).closeThoseOver(now: world.now, limit: 10)
        }
        #expect(closed == 1)
        #expect(try flags(world, .gone).count == 1)
    }

    @Test("reports feed the queue at once; a second one of the same person replaces the first")
    func reports() throws {
        let world = try OrdersWorld()
        let course = try world.course()
        let people = try (0..<2).map { _ in try world.participant() }
        func report(_ person: Int, _ text: String) throws {
            try world.command {
                _ = try ReportStore($0).report(
                    course, by: people[person], reason: .misleading, text: text, now: world.now)
            }
        }
        try report(0, "Isinya tidak sesuai judul")
        let first = try #require(try flags(world, .open).first)
        #expect(first.flag.rule == .reported)
        #expect(first.flag.evidence.prefix(2).map(\.number) == [1, 0])
        _ = try world.command {
            try FlagStore($0).dismiss(
                first.flag.id, because: try CurationReason("Sudah dicek"), by: "stf_1",
                now: world.now)
        }
        world.now = world.now + .hours(1)
        try report(0, "Isinya sungguh tidak sesuai")
        let again = try #require(try flags(world, .open).first)
        #expect(again.flag.evidence.first?.number == 1)
        try report(1, "Saya setuju: <b>bohong</b>")
        let both = try #require(try flags(world, .open).first)
        #expect(both.flag.evidence.first?.number == 2)
        #expect(
            try world.refusals { try report(0, "pendek") } == ["report_length"])
        try world.database.run("UPDATE courses SET state = 'suspended' WHERE id = $1", course)
        #expect(
            try world.refusals { try report(1, "Masih juga begitu") } == ["not_found"])
    }

    @Test("a public price is judged at once, and forgotten at once")
    func publicPrice() throws {
        let world = try OrdersWorld()
        let course = try world.course(price: 300_000)
        func note(_ price: Int64, _ url: String = "https://example.id/kelas") throws {
            try world.command {
                _ = try PublicPriceStore($0).note(
                    course, price: Money(rupiah: price), url: url, by: "stf_1", now: world.now)
            }
        }
        try note(250_000)
        #expect(try flags(world, .open).map(\.flag.rule) == [.abovePublicPrice])
        try note(300_000)
        #expect(try flags(world, .open).isEmpty)
        try note(0)
        #expect(try flags(world, .open).count == 1)
        #expect(try world.refusals { try note(1, "javascript:alert(1)") } == ["address_invalid"])
        #expect(try world.refusals { try note(-1) } == ["price_out_of_range"])
        _ = try world.command { try PublicPriceStore($0).forget(course, now: world.now) }
        #expect(try flags(world, .open).isEmpty)
    }

    @Test("the survey reads every course that is on sale or waits, with its past prices")
    func subjects() throws {
        let world = try OrdersWorld()
        let courses = try [Course.State.published, .inReview, .delisted].map { state in
            world.now = world.now + .seconds(1)
            return try world.course(state: state)
        }
        try world.command {
            try CourseHistoryStore($0).note(
                .price, of: courses[0], from: "200000", to: "300000", by: "x", at: world.now)
        }
        let store = FlagSubjectStore(world.database)
        let first = try store.page(after: nil, changesSince: world.now - .days(1), limit: 1)
        #expect(first.map(\.priceChanges.first?.old) == [Money(rupiah: 200_000)])
        let next = try store.page(
            after: first[0].id, changesSince: world.now - .days(1), limit: 9)
        #expect(first.map(\.id) + next.map(\.id) == courses.dropLast())
        let person = try world.participant()
        let order = try world.buy(person, courses[0]).order
        let since = Identifier<Order>(at: world.now - .days(1))
        let orders = try store.orders(after: since)
        #expect(orders.map(\.id) == [order] && orders.map(\.course) == [courses[0]])
    }
}
