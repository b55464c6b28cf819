import SQL
import TestKit
import Testing

@testable import Catalog

@Suite("What the busiest commands read", .bothEngines, .namingEngine)
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

    @Test("a purchase reads no table further for the orders there are", arguments: [true, false])
    func purchases(isTogether: Bool) throws {
        guard StoreEngine.current == .postgresql else { return }
        let world = try OrdersWorld()
        let course = try world.course(price: 1)
        let before = try Self.purchases(world, Self.before, of: course)
        let after = try Self.purchases(world, Self.items, of: course)
        try world.command { _ = try OrderStore($0).buyTogether(before, now: world.now) }
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

    private static func progress(of number: Int) -> EventDelivery {
        EventDelivery(
            webhook: "msg_\(number)", timestamp: "1772355600", signature: "v1,c2lnbmVk",
            body: CompletionsWorld.body(
                type: "course.progressed",
                data: #""enrolment_ref":"enr-\#(number)","progress":0.5"#,
                at: CompletionsWorld.start + .days(1)),
            platformID: CompletionsWorld.platform)
    }

    @Test("an event reads no table further for the orders there are", arguments: [true, false])
    func events(isTogether: Bool) throws {
        guard StoreEngine.current == .postgresql else { return }
        let world = try CompletionsWorld()
        for number in 0..<Self.before {
            _ = try world.order(.confirmed, reference: "enr-\(number)")
        }
        let deliveries = (0..<Self.items).map(Self.progress)
        try TableReads.areFew(for: Self.items, in: world.store, on: world.database) { database in
            let store = CompletionStore(database)
            guard isTogether else {
                for delivery in deliveries { _ = try store.receive(delivery, now: world.now) }
                return
            }
            let receipts = try store.receiveTogether(deliveries, now: world.now)
            #expect(receipts.allSatisfy { $0?.finding == .applied })
        }
    }
}
