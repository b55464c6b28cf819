import SQL
import TestKit
import Testing

@testable import Catalog

@Suite("What the busiest commands read", .only(.postgresql))
struct TableReadsTests {
    private static let before = 320
    private static let items = 16

    private static func purchases(
        _ world: OrdersWorld, _ count: Int, of course: Identifier<Course>
    ) throws -> [PurchaseCommand] {
        try (0..<count).map { number in
            PurchaseCommand(
                participantID: try world.participant(), course: .id(course),
                key: try #require(IdempotencyKey("k\(number)")), now: world.now)
        }
    }

    @Test("a purchase reads no more of a table as orders grow", arguments: [true, false])
    func purchases(isTogether: Bool) throws {
        let world = try OrdersWorld()
        let course = try world.course(price: 1)
        let before = try Self.purchases(world, Self.before, of: course)
        let after = try Self.purchases(world, Self.items, of: course)
        try world.command { database in
            _ = try OrderStore(database).buyTogether(before, now: world.now)
            for number in 0..<Self.before {
                let key = try #require(IdempotencyKey("kept-\(number)"))
                try database.run(
                    """
                    INSERT INTO idempotency_keys
                        (actor, idempotency_key, input_hash, status, answer, created_at)
                    VALUES ('somebody', $1, '', 200, '', 0)
                    """,
                    key.text)
            }
        }
        #expect(try world.count("orders") == Self.before)
        try TableReads.areFew(for: Self.items, in: world.store, on: world.database) { database in
            let orders = OrderStore(database)
            guard isTogether else {
                for command in after { _ = try orders.buy(command, now: world.now) }
                return
            }
            let answers = try orders.buyTogether(after, now: world.now)
            #expect(answers.allSatisfy { (try? $0?.get()) != nil })
        }
    }

    private static func progress(
        of number: Int, webhook: String, part: Double
    ) -> EventDelivery {
        EventDelivery(
            webhook: webhook, timestamp: "1772355600", signature: "v1,c2lnbmVk",
            body: CompletionsWorld.body(
                type: "course.progressed",
                data: #""enrolment_ref":"enr-\#(number)","progress":\#(part)"#,
                at: CompletionsWorld.start + .days(1)),
            platformID: CompletionsWorld.platform)
    }

    @Test("an event reads no more of a table as orders and events grow", arguments: [true, false])
    func events(isTogether: Bool) throws {
        let world = try CompletionsWorld()
        for number in 0..<Self.before {
            _ = try world.order(.confirmed, reference: "enr-\(number)")
        }
        try world.store.command(on: world.database) { database in
            for number in 0..<Self.before {
                let earlier = Self.progress(of: number, webhook: "earlier_\(number)", part: 0.25)
                _ = try CompletionStore(database).receive(earlier, now: world.now)
            }
        }
        #expect(try world.count("webhook_events") == Self.before)
        let deliveries = (0..<Self.items).map {
            Self.progress(of: $0, webhook: "msg_\($0)", part: 0.5)
        }
        try TableReads.areFew(for: Self.items, in: world.store, on: world.database) { database in
            let store = CompletionStore(database)
            guard isTogether else {
                for delivery in deliveries {
                    #expect(try store.receive(delivery, now: world.now).finding == .applied)
                }
                return
            }
            let receipts = try store.receiveTogether(deliveries, now: world.now)
            #expect(receipts.allSatisfy { $0?.finding == .applied })
        }
    }
}
