import SQL
import TestKit
import Testing

@testable import Catalog

@Suite("Orders: buying together", .bothEngines, .namingEngine)
struct OrdersTogetherTests {
    private func purchase(
        _ world: OrdersWorld, _ person: Identifier<Participant>, _ course: Identifier<Course>,
        schedule: String? = nil, key: String = "k"
    ) throws -> PurchaseCommand {
        PurchaseCommand(
            participantID: person, course: .id(course), scheduleCode: schedule,
            key: try #require(IdempotencyKey(key)), now: world.now)
    }

    /// `answered`, the codes of a refusal, or `alone`.
    private func words(_ result: Result<StoredAnswer, any Error>?) -> String {
        switch result {
        case .success?: return "answered"
        case .failure(let refusal as Refusal)?:
            return refusal.reasons.map(\.code).joined(separator: " ")
        case .failure(let error)?: return "\(error)"
        case nil: return "alone"
        }
    }

    @Test("what many buy together is what each would have bought alone")
    func together() throws {
        let world = try OrdersWorld()
        let courses = [try world.course(), try world.course(price: 0)]
        let commands = try (0..<RowsStatement.rowsMax + 3).map { number in
            try purchase(world, try world.participant(), courses[number % 2])
        }
        let answers = try world.command {
            try OrderStore($0).buyTogether(commands, now: world.now)
        }
        for (command, answer) in zip(commands, answers) {
            let stored = try #require(try answer?.get())
            let (order, buyer) = (command.orderID, command.participantID)
            let view = try #require(try OrderStore(world.database).order(order, of: buyer))
            #expect(JSON.encode(view) == stored.body)
            #expect(try world.balance(buyer) == 1_000_000 - view.order.price.rupiah)
            let again = try world.command { try OrderStore($0).buy(command, now: world.now) }
            #expect(again.replayed && again.body == stored.body)
        }
        #expect(try world.count("outbox") == commands.count)
        #expect(try world.auditCodes() == [])
    }

    @Test("each is decided for itself, and who is refused leaves nothing behind")
    func refusals() throws {
        let world = try OrdersWorld()
        let course = try world.course()
        let withdrawn = try world.course(state: .withdrawn)
        let hidden = try world.course(state: .inReview)
        let dated = try world.course(seats: 1)
        let poor = try world.participant(funds: 1)
        let owner = try world.participant()
        try world.buy(owner, course, key: "first")
        let lucky = try world.participant()
        let commands = [
            try purchase(world, try world.participant(), withdrawn),
            try purchase(world, poor, course),
            try purchase(world, lucky, course),
            try purchase(world, owner, course),
            try purchase(world, try world.participant(), hidden),
            try purchase(world, try world.participant(), dated),
            try purchase(world, try world.participant(), Identifier(at: world.now)),
        ]
        let results = try world.command {
            try OrderStore($0).buyTogether(commands, now: world.now)
        }
        #expect(
            results.map(words) == [
                "course_not_for_sale", "balance_too_low", "answered", "already_bought", "alone",
                "schedule_required", "alone",
            ])
        #expect(try world.count("orders") == 2)
        #expect(try world.balance(poor) == 1 && world.balance(lucky) == 700_000)
        #expect(try world.auditCodes() == [])
    }

    @Test("each pays with their own card, also among those with none or too little")
    func ownCards() throws {
        let world = try OrdersWorld()
        let course = try world.course(price: 10)
        let expected = ["no_card", "no_card", "balance_too_low", "answered", "card_expired"]
        let people = try (0..<14 * expected.count).map { number in
            let person = try world.participant(funds: number % 5 == 2 ? 9 : 10)
            try world.command { database in
                switch number % 5 {
                case 0, 1: try database.run("DELETE FROM cards WHERE participant_id = $1", person)
                case 4:
                    try database.run(
                        "UPDATE cards SET state = 'expired' WHERE participant_id = $1", person)
                default: break
                }
            }
            return person
        }
        let commands = try people.reversed().map { try purchase(world, $0, course) }
        let results = try world.command {
            try OrderStore($0).buyTogether(commands, now: world.now)
        }
        #expect(results.reversed().map(words) == (0..<14).flatMap { _ in expected })
        #expect(try people.map(world.balance) == (0..<14).flatMap { _ in [nil, nil, 9, 0, 10] })
    }

    @Test("with a date, under a used key, and a second time by one buyer each is left alone")
    func alone() throws {
        let world = try OrdersWorld()
        let course = try world.course(price: 1)
        let other = try world.course(price: 1)
        let dated = try world.course(seats: 1)
        let (buyer, cancelling) = (try world.participant(), try world.participant())
        try world.buy(buyer, course, key: "used")
        let cancelled = try world.buy(cancelling, course, key: "first").order
        try world.requestCancel(cancelled, by: cancelling, key: "cancelled")
        let twice = try world.participant()
        let commands = [
            try purchase(world, buyer, other, key: "used"),
            try purchase(world, cancelling, other, key: "cancelled"),
            try purchase(world, try world.participant(), dated, schedule: "A"),
            try purchase(world, twice, course, key: "one"),
            try purchase(world, twice, other, key: "two"),
        ]
        let results = try world.command {
            try OrderStore($0).buyTogether(commands, now: world.now)
        }
        #expect(results.map(words) == ["alone", "alone", "alone", "answered", "alone"])
        #expect(try world.auditCodes() == [])
    }

    @Test("what became of a purchase is known by its key, once nobody holds the card")
    func settled() throws {
        let world = try OrdersWorld()
        let person = try world.participant()
        try world.buy(person, try world.course(price: 1), key: "kept")
        func isSettled(_ key: String) throws -> Bool? {
            try world.command {
                try IdempotencyStore($0).isSettled(
                    by: person, key: try #require(IdempotencyKey(key)))
            }
        }
        #expect(try isSettled("kept") == true)
        #expect(try isSettled("lost") == false)
        guard StoreEngine.current == .postgresql else { return }
        let other = try world.store.connect()
        try other.begin()
        try other.run("UPDATE cards SET balance = balance")
        #expect(try isSettled("kept") == nil && isSettled("lost") == nil)
        try other.rollback()
        #expect(try isSettled("lost") == false)
    }

    @Test("one course at a time, or the first days over: then all that was bought counts")
    func wholeHistories() throws {
        let world = try OrdersWorld()
        var single = OrdersWorld.scheme
        single.id = "one-at-a-time"
        single.oneCourseAtATime = true
        try world.add(single)
        let (course, other) = (try world.course(price: 1), try world.course(price: 1))
        let (busy, free) = (try world.participant(single), try world.participant(single))
        let (late, early) = (try world.participant(), try world.participant())
        let idle = try world.participant()
        try world.buy(busy, course)
        try world.buy(early, course, key: "used")
        try world.complete(try world.confirmed(free, course))
        func buy(_ commands: PurchaseCommand...) throws -> [String] {
            try world.command { try OrderStore($0).buyTogether(commands, now: world.now) }
                .map(words)
        }
        #expect(
            try buy(purchase(world, busy, other), purchase(world, late, course, key: "1"))
                == ["one_course_at_a_time", "answered"])
        world.now = world.now + .days(30)
        let fresh = try world.participant()
        // Looked at whole are all but the one who was accepted today.
        #expect(
            try buy(
                purchase(world, busy, other), purchase(world, free, other),
                purchase(world, idle, other), purchase(world, early, other),
                purchase(world, fresh, other))
                == [
                    "one_course_at_a_time", "answered", "first_purchase_window_passed", "answered",
                    "answered",
                ])
        #expect(
            try buy(
                purchase(world, free, course, key: "second"),
                purchase(world, early, other, key: "used"))
                == ["one_course_at_a_time already_bought", "alone"])
        #expect(try world.auditCodes() == [])
    }

    @Test("what several pay is taken where each card is active and holds it, or all is undone")
    func taken() throws {
        let world = try OrdersWorld()
        let (rich, poor) = (try world.participant(), try world.participant(funds: 1))
        let closed = try world.participant()
        try world.command {
            try $0.run("UPDATE cards SET state = 'expired' WHERE participant_id = $1", closed)
        }
        func take(_ payers: Identifier<Participant>...) throws -> Bool {
            try world.command { database in
                try LedgerStore(database).take(
                    payers.map { (participant: $0, amount: Money(rupiah: 2)) })
            }
        }
        #expect(try take(rich))
        #expect(try !take(rich, poor))
        #expect(try !take(closed))
        #expect(try world.balance(poor) == 1 && world.balance(closed) == 1_000_000)
    }

    @Test("an order that ended does not stand in the way of the next")
    func ended() throws {
        let world = try OrdersWorld()
        let (person, course) = (try world.participant(), try world.course())
        let first = try world.buy(person, course, key: "first").order
        try world.requestCancel(first, by: person)
        let command = try purchase(world, person, course)
        let results = try world.command {
            try OrderStore($0).buyTogether([command], now: world.now)
        }
        #expect(results.map(words) == ["answered"])
        #expect(try world.auditCodes() == [])
    }
}
