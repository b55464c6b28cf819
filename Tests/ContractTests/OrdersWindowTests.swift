import SQL
import TestKit
import Testing

@testable import Catalog

@Suite("Orders: when and where something may be bought", .bothEngines, .namingEngine)
struct OrdersWindowTests {
    @Test("a purchase that the platform ended leaves time for another, a cancelled one does not")
    func windowBeginsAnew() throws {
        for isOwn in [false, true] {
            let world = try OrdersWorld()
            let person = try world.participant()
            let order = try world.confirmed(person, try world.course())
            world.now = world.now + .days(40)
            if isOwn { try world.requestCancel(order, by: person) }
            try world.command { try OrderStore($0).giveBack(order, now: world.now) }
            let again = try world.course()
            let cards = CardStore(world.database)
            guard !isOwn else {
                #expect(try cards.lapsed(now: world.now) == [person])
                #expect(
                    try world.refusals { try world.buy(person, again) }
                        == ["first_purchase_window_passed"])
                continue
            }
            world.now = world.now + .days(30) - Span(milliseconds: 1)
            #expect(try cards.lapsed(now: world.now) == [])
            let second = try world.buy(person, again).order
            try world.command {
                _ = try OrderStore($0).fail(second, because: "penuh", now: world.now)
            }
            world.now = world.now + .days(30)
            #expect(try cards.lapsed(now: world.now) == [person])
        }
    }

    @Test("a free course is no purchase: it keeps no card and opens no window")
    func freeCourse() throws {
        let world = try OrdersWorld()
        let person = try world.participant()
        let free = try world.course(price: 0)
        let order = try world.confirmed(person, free)
        try world.complete(order)
        world.now = world.now + .days(30)
        #expect(
            try world.refusals { try world.buy(person, try world.course()) }
                == ["first_purchase_window_passed"])
        #expect(try CardStore(world.database).lapsed(now: world.now) == [person])
    }

    @Test("a platform that is disabled sells nothing")
    func disabledPlatform() throws {
        let world = try OrdersWorld()
        let purchase = PurchaseCommand(
            participantID: try world.participant(), course: .id(try world.course()),
            key: try #require(IdempotencyKey("key")), now: world.now)
        func buy(_ selling: Set<String>) throws {
            try world.command {
                _ = try OrderStore($0, selling: selling).buy(purchase, now: world.now)
            }
        }
        #expect(try world.refusals { try buy(["pintaria"]) } == ["course_not_for_sale"])
        #expect(try world.refusals { try buy(["bukalapak"]) } == [])
    }
}
