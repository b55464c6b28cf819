import SQL
import TestKit
import Testing

@testable import Catalog

@Suite("Messages and sessions", .bothEngines, .namingEngine)
struct MessageTests {
    @Test("what happens to an order is told, newest first, and only to its buyer")
    func told() throws {
        let world = try OrdersWorld()
        let person = try world.participant()
        let messages = MessageStore(world.database)
        func step() { world.now = world.now + .seconds(1) }
        let kept = try world.confirmed(person, try world.course(price: 300_000))
        step()
        try world.complete(kept)
        step()
        let refunded = try world.confirmed(person, try world.course(price: 100_000))
        step()
        _ = try world.command { try OrderStore($0).giveBack(refunded, now: world.now) }
        step()
        let own = try world.buy(person, try world.course(price: 1)).order
        try world.requestCancel(own, by: person)
        let all = try messages.page(of: person, limit: 10)
        #expect(
            all.items.map(\.kind) == [
                .orderRefunded, .orderConfirmed, .courseCompleted, .orderConfirmed,
            ])
        #expect(all.items.first?.orderID == refunded && all.items[0].amount.rupiah == 100_000)
        #expect(all.items.last?.courseTitle == "Kursus 1" && all.next == nil)
        var paged: [Message] = []
        var cursor: MomentCursor?
        repeat {
            let page = try messages.page(of: person, from: cursor, limit: 1)
            paged += page.items
            cursor = page.next
        } while cursor != nil
        #expect(paged == all.items)
        #expect(try messages.page(of: try world.participant(), limit: 10).items.isEmpty)
    }

    @Test("what was read stays read, and what comes later is new")
    func unread() throws {
        let world = try OrdersWorld()
        let person = try world.participant()
        _ = try world.confirmed(person, try world.course(price: 1))
        let messages = MessageStore(world.database)
        #expect(try messages.unreadCount(of: person) == 1)
        let first = world.now
        try world.command { try MessageStore($0).markRead(of: person, until: first) }
        #expect(try messages.unreadCount(of: person) == 0)
        world.now = world.now + .seconds(1)
        _ = try world.confirmed(person, try world.course(price: 1))
        try world.command {
            try MessageStore($0).markRead(of: person, until: first - .seconds(9))
        }
        #expect(try messages.readUntil(of: person) == first)
        #expect(try messages.unreadCount(of: person) == 1)
    }

    @Test("sessions are listed with where they began, and ended one by one or all but one")
    func sessions() throws {
        let world = try OrdersWorld()
        let subject = Session.Subject.participant(try world.participant())
        let other = Session.Subject.participant(try world.participant())
        let origin = Session.Origin(address: "10.0.0.1", agent: "Fire\u{1b}fox")
        func open(_ subject: Session.Subject) throws -> String {
            world.now = world.now + .seconds(1)
            return try world.command {
                try SessionStore($0).issue(to: subject, now: world.now, from: origin).token
            }
        }
        let tokens = [try open(subject), try open(subject), try open(subject)]
        let stranger = try open(other)
        let store = SessionStore(world.database)
        let ids = tokens.map { SessionStore.TokenHash($0).id }
        let listed = try store.sessions(of: subject, now: world.now)
        #expect(listed.map(\.id) == ids.reversed())
        #expect(listed[0].origin == Session.Origin(address: "10.0.0.1", agent: "Firefox"))
        let foreign = SessionStore.TokenHash(stranger).id
        #expect(try !store.revoke(id: foreign, of: subject, now: world.now))
        #expect(try store.revoke(id: ids[0], of: subject, now: world.now))
        #expect(try !store.revoke(id: ids[0], of: subject, now: world.now))
        #expect(try !store.revoke(id: "", of: subject, now: world.now))
        let kept = SessionStore.TokenHash(tokens[2])
        #expect(try store.revokeAll(of: subject, but: kept, now: world.now) == 1)
        #expect(try store.sessions(of: subject, now: world.now).map(\.id) == [ids[2]])
        #expect(try store.session(token: stranger, now: world.now) != nil)
    }
}
