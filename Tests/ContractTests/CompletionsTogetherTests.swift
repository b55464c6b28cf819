import SQL
import TestKit
import Testing

@testable import Catalog

@Suite("Completions: receiving together", .bothEngines, .namingEngine)
struct CompletionsTogetherTests {
    private func delivery(
        _ id: String, _ type: String, _ data: String,
        at: Instant = CompletionsWorld.start + .days(1)
    ) -> EventDelivery {
        EventDelivery(
            webhook: id, timestamp: "1772355600", signature: "v1,c2lnbmVk",
            body: CompletionsWorld.body(type: type, data: data, at: at),
            platformID: CompletionsWorld.platform)
    }

    private func progress(
        _ id: String, of reference: String, _ part: Double = 0.5,
        at: Instant = CompletionsWorld.start + .days(1)
    ) -> EventDelivery {
        delivery(
            id, "course.progressed", #""enrolment_ref":"\#(reference)","progress":\#(part)"#,
            at: at)
    }

    private func together(
        _ deliveries: [EventDelivery], in world: CompletionsWorld
    ) throws -> [EventReceipt?] {
        try world.store.command(on: world.database) { database in
            try CompletionStore(database).receiveTogether(deliveries, now: world.now)
        }
    }

    @Test("many learners' progress is noted as each one's would be; an embedded engine takes none")
    func many() throws {
        let world = try CompletionsWorld()
        let orders = try (0..<RowsStatement.rowsMax + 3).map {
            try world.order(.confirmed, reference: "enr-\($0)")
        }
        let deliveries = orders.indices.map { progress("msg_\($0)", of: "enr-\($0)") }
        let receipts = try together(deliveries, in: world)
        guard !world.database.isEmbedded else {
            #expect(receipts.allSatisfy { $0 == nil })
            #expect(try world.count("webhook_events") == 0)
            return
        }
        for (order, receipt) in zip(orders, receipts) {
            #expect(receipt?.finding == .applied && receipt?.isRepeat == false)
            #expect(receipt?.orderID == order)
            let noted = try world.order(order)
            #expect(noted.progress == 0.5)
            #expect(noted.startedAt == CompletionsWorld.start + .days(1))
            #expect(noted.progressedAt == noted.startedAt)
            #expect(noted.state == .confirmed)
        }
        #expect(try world.count("webhook_events") == orders.count)
        for (delivery, receipt) in zip(deliveries, receipts) {
            let again = try world.store.command(on: world.database) {
                try CompletionStore($0).receive(delivery, now: world.now)
            }
            #expect(again.isRepeat && again.id == receipt?.id)
        }
        #expect(try EvidenceAudit(world.database).findings().isEmpty)
    }

    /// All that does not follow from ids, which are new each time, as orders' are.
    private func kept(_ world: CompletionsWorld) throws -> [Row] {
        try world.database.rows(
            """
            SELECT event_id, kind, enrolment_ref, verdict, finding, signature, body, body_digest,
                repeats, received_at FROM webhook_events
            WHERE substr(event_id, 1, 9) <> 'msg_first' ORDER BY event_id
            """)
    }

    @Test("the orders of all events are locked, so that two writers lock them in one order")
    func locks() throws {
        let world = try CompletionsWorld()
        guard !world.database.isEmbedded else { return }
        for number in 1...3 { _ = try world.order(.confirmed, reference: "enr-\(number)") }
        let other = try world.store.connect()
        try world.database.begin()
        _ = try world.completions.receiveTogether(
            [
                progress("msg_1", of: "enr-1"),
                delivery("msg_2", "course.completed", #""enrolment_ref":"enr-2""#),
            ], now: world.now)
        let locking = "SELECT id FROM orders WHERE enrolment_ref = $1 FOR UPDATE NOWAIT"
        for (reference, isFree) in [("enr-1", false), ("enr-2", false), ("enr-3", true)] {
            try other.begin()
            let found = try? other.row(locking, reference)
            #expect((found != nil) == isFree, "\(reference)")
            try other.rollback()
        }
        try world.database.rollback()
    }

    @Test("what is not plain is left to be received alone, with nothing done")
    func leftAlone() throws {
        let world = try CompletionsWorld()
        guard !world.database.isEmbedded else { return }
        let first = try world.order(.confirmed, reference: "enr-1")
        _ = try world.order(.confirmed, reference: "enr-2")
        _ = try world.order(.confirmed, reference: "enr-3")
        _ = try world.order(.refunded, reference: "enr-4")
        try world.receive(
            "msg_known", type: "course.started", data: #""enrolment_ref":"enr-3""#)
        let receipts = try together(
            [
                progress("msg_1", of: "enr-1"),
                progress("msg_1b", of: "enr-1", 0.75),
                delivery("msg_2", "course.completed", #""enrolment_ref":"enr-2""#),
                progress("msg_known", of: "enr-3"),
                progress("msg_4", of: "enr-4"),
                progress("msg_5", of: "enr-nobody's"),
                delivery("msg_6", "course.started", #""order_id":"\#(first)""#),
                delivery("msg_7", "course.started", #""enrolment_ref":7"#),
                delivery(
                    "msg_8", "course.started",
                    #""order_id":"\#(first)","enrolment_ref":"enr-2""#),
                progress("msg_1", of: "enr-2"),
            ], in: world)
        #expect(receipts.map { $0?.finding } == [.applied] + Array(repeating: nil, count: 9))
        #expect(try world.order(first).progress == 0.5)
        #expect(try world.count("webhook_events") == 2)
        let moved = try world.database.row(
            "SELECT count(*) FROM orders WHERE progress IS NOT NULL")
        #expect(moved?.int(0) == 1)
    }

    @Test("a page of random events comes to the same together as one by one")
    func likeAlone() throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededNumbers(seed: seed)
        print("events together: seed \(seed)")
        let (pages, alone) = (try CompletionsWorld(), try CompletionsWorld())
        let states: [Order.State] = [.confirmed, .confirmed, .completed, .refunded]
        var orders: [(Identifier<Order>, Identifier<Order>)] = []
        for (number, state) in (states + [.confirmed, .refunded, .placed]).enumerated() {
            let reference = "enr-\(number)"
            orders.append(
                (
                    try pages.order(state, reference: reference),
                    try alone.order(state, reference: reference)
                ))
        }
        let types = [
            "course.started", "course.progressed", "course.progressed", "course.progressed",
            "course.completed", "enrolment.cancelled",
        ]
        var taken = 0
        for page in 0..<30 {
            let deliveries = (0..<8).map { number in
                delivery(
                    "msg_\(page)_\(number == 7 ? 6 : number)",
                    types[Int.random(in: 0..<types.count, using: &random)],
                    #""enrolment_ref":"enr-\#(random.next() % 10)","#
                        + #""progress":\#(Double(random.next() % 5) / 4)"#,
                    at: CompletionsWorld.start
                        + .minutes(Int.random(in: -600...4000, using: &random)))
            }
            let receipts = try together(deliveries, in: pages)
            taken += receipts.count { $0 != nil }
            let later = deliveries.indices.filter { receipts[$0] == nil }
            for place in deliveries.indices.filter({ receipts[$0] != nil }) + later {
                let one = try alone.store.command(on: alone.database) {
                    try CompletionStore($0).receive(deliveries[place], now: alone.now)
                }
                let other =
                    try receipts[place]
                    ?? pages.store.command(on: pages.database) {
                        try CompletionStore($0).receive(deliveries[place], now: pages.now)
                    }
                #expect(other.finding == one.finding, "seed \(seed), page \(page), \(place)")
                #expect(other.isRepeat == one.isRepeat, "seed \(seed), page \(page), \(place)")
            }
        }
        for (mine, other) in orders {
            let (mine, other) = (try pages.order(mine), try alone.order(other))
            #expect(mine.startedAt == other.startedAt, "seed \(seed)")
            #expect(mine.progress == other.progress, "seed \(seed)")
            #expect(mine.progressedAt == other.progressedAt, "seed \(seed)")
            #expect(mine.state == other.state, "seed \(seed)")
        }
        #expect(try kept(pages) == kept(alone), "seed \(seed)")
        #expect((taken > 0) == !pages.database.isEmbedded)
    }
}
