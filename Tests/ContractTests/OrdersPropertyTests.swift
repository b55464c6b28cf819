import SQL
import TestKit
import Testing

@testable import Catalog

/// The marketplace in a few lines of memory, written apart from the code it is compared with.
private struct Model {
    struct Sale {
        let person: Int
        let course: Int
        let price: Int64
        var state: Order.State
        var cancelRequested = false
        var isRated = false

        var isLive: Bool { [.reserved, .placed, .confirmed, .completed].contains(state) }
    }

    var funds: [Int64]
    var isActive: [Bool]
    var returned: [Int64]
    var windowEnd: [Instant]
    var sales: [Identifier<Order>: Sale] = [:]

    func balance(_ person: Int) -> Int64 {
        let spent = sales.values.filter { $0.person == person && $0.isLive }.map(\.price)
        return funds[person] - returned[person] - spent.reduce(0, +)
    }

    func seats(_ course: Int) -> Int {
        sales.values.count { $0.course == course && $0.isLive }
    }

    func mayBuy(
        _ person: Int, _ course: Int, price: Int64, seats offered: Int, now: Instant
    ) -> Bool {
        let own = sales.values.filter { $0.person == person && $0.isLive }
        return isActive[person] && balance(person) >= price && seats(course) < offered
            && !own.contains { $0.course == course }
            && (now < windowEnd[person] || own.contains { $0.price > 0 })
    }

    mutating func sweep(_ person: Int, now: Instant) {
        let own = sales.values.contains { $0.person == person && $0.isLive && $0.price > 0 }
        if isActive[person], now < windowEnd[person] || own { return }
        isActive[person] = false
        returned[person] += balance(person)
    }
}

@Suite("Orders: any sequence of commands", .bothEngines, .namingEngine)
struct OrdersPropertyTests {
    private static let prices: [Int64] = [0, 150_000, 400_000, 400_000]
    private static let seats = [2, 2, 1, 3]
    private static let people = 4

    private final class Run {
        let world: OrdersWorld
        var random: SplitMix64
        var model: Model
        var people: [Identifier<Participant>] = []
        var courses: [Identifier<Course>] = []

        init(seed: UInt64) throws {
            random = SplitMix64(state: seed)
            world = try OrdersWorld()
            let funds = (0..<OrdersPropertyTests.people).map { Int64($0 + 1) * 250_000 }
            people = try funds.map { [world] in try world.participant(funds: $0) }
            model = Model(
                funds: funds, isActive: funds.map { _ in true }, returned: funds.map { _ in 0 },
                windowEnd: funds.map { [world] _ in world.now + .days(30) })
            for (price, seats) in zip(OrdersPropertyTests.prices, OrdersPropertyTests.seats) {
                let course = try world.course(price: price)
                try world.schedule("A", of: course, seats: seats, startsIn: .days(300))
                courses.append(course)
            }
        }

        func pick(_ count: Int) -> Int { Int(random.next() % UInt64(count)) }

        var anOrder: Identifier<Order>? {
            let orders = model.sales.keys.sorted()
            return orders.isEmpty ? nil : orders[pick(orders.count)]
        }
    }

    @Test(
        "the ledger, the seats and the states agree with a model after every command",
        arguments: [UInt64.random(in: 0...UInt64.max), 1, 2, 3])
    func anySequence(_ seed: UInt64) throws {
        // A failure is repeated by putting its seed among the arguments.
        print("orders property test: seed \(seed)")
        let run = try Run(seed: seed)
        for step in 0..<250 {
            run.world.now = run.world.now + .hours(run.pick(10))
            let action = try act(run)
            try compare(run, "seed \(seed), step \(step), \(action)")
        }
    }

    private func act(_ run: Run) throws -> String {
        let choice = run.pick(12)
        if choice < 4 { return try buy(run) }
        if choice == 4 { return try sweep(run) }
        guard let order = run.anOrder, let sale = run.model.sales[order] else { return "nothing" }
        let world = run.world
        func set(_ from: Set<Order.State>, _ to: Order.State) {
            if from.contains(sale.state) { run.model.sales[order]?.state = to }
        }
        switch choice {
        case 5, 6:
            try world.place(order)
            set([.reserved], .placed)
            return "place"
        case 7:
            #expect(try world.confirm(order) == (sale.state == .placed))
            set([.placed], .confirmed)
            return "confirm"
        case 8:
            let failed = try world.command {
                try OrderStore($0).fail(order, because: "penuh", now: world.now)
            }
            #expect(failed == [.reserved, .placed].contains(sale.state))
            if failed, sale.price > 0, !sale.cancelRequested {
                run.model.windowEnd[sale.person] = world.now + .days(30)
            }
            set([.reserved, .placed], .failed)
            return "fail"
        case 9:
            #expect(try world.complete(order) == (sale.state == .confirmed))
            set([.confirmed], .completed)
            return "complete"
        case 10:
            let refused = try world.refusals {
                try world.requestCancel(order, by: run.people[sale.person])
            }
            #expect(refused == (sale.state == .completed ? ["course_completed"] : []))
            if [.placed, .confirmed].contains(sale.state) {
                run.model.sales[order]?.cancelRequested = true
            }
            set([.reserved], .cancelled)
            return "request to cancel"
        default:
            return try finish(run, order, sale)
        }
    }

    private func finish(
        _ run: Run, _ order: Identifier<Order>, _ sale: Model.Sale
    ) throws -> String {
        let world = run.world
        let row = try world.outboxRow(.cancel, order)
        guard sale.state == .confirmed, sale.cancelRequested else {
            try world.command { _ = try OrderStore($0).owedCancellation(row) }
            return "nothing to finish"
        }
        if run.pick(3) == 0 {
            try world.command {
                try OrderStore($0).keepAfterRefusedCancel(row, because: "tidak", now: world.now)
            }
            run.model.sales[order]?.cancelRequested = false
            return "refused cancellation"
        }
        try world.command { try OrderStore($0).finishCancel(row, now: world.now) }
        run.model.sales[order]?.state = .refunded
        return "finished cancellation"
    }

    private func buy(_ run: Run) throws -> String {
        let (person, course) = (run.pick(Self.people), run.pick(Self.prices.count))
        let expected = run.model.mayBuy(
            person, course, price: Self.prices[course], seats: Self.seats[course],
            now: run.world.now)
        let key = "run-\(run.pick(1 << 40))"
        let refused = try run.world.refusals {
            let bought = try run.world.buy(
                run.people[person], run.courses[course], schedule: "A", key: key)
            run.model.sales[bought.order] = Model.Sale(
                person: person, course: course, price: Self.prices[course], state: .reserved)
            let again = try run.world.buy(
                run.people[person], run.courses[course], schedule: "A", key: key)
            #expect(again.answer.replayed && again.order == bought.order)
        }
        #expect(refused.isEmpty == expected, "\(refused)")
        return "buy \(person) \(course)"
    }

    private func sweep(_ run: Run) throws -> String {
        try run.world.command { _ = try CardStore($0).revokeLapsed(now: run.world.now) }
        for person in 0..<Self.people {
            run.model.sweep(person, now: run.world.now)
        }
        return "sweep"
    }

    private func compare(_ run: Run, _ words: String) throws {
        #expect(try Audit(run.world.database).findings() == [], "\(words)")
        for (number, person) in run.people.enumerated() {
            #expect(try run.world.balance(person) == run.model.balance(number), "\(words)")
        }
        for (number, course) in run.courses.enumerated() {
            #expect(try run.world.seatsTaken(course) == run.model.seats(number), "\(words)")
        }
        for (order, sale) in run.model.sales {
            #expect(try run.world.state(order) == sale.state, "\(words)")
        }
    }
}
