import SQL
import TestKit
import Testing

@testable import Catalog

private struct Corruption: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let codes: [AuditFinding.Code]
    let sql: [String]

    init(_ description: String, _ codes: [AuditFinding.Code], _ sql: String...) {
        testDescription = description
        self.codes = codes
        self.sql = sql
    }
}

/// Each spoils a world that holds one order in every state, and is seen for what it is.
private let corruptions: [Corruption] = [
    Corruption(
        "a balance that nobody paid in", [.ledgerNotZero, .cardBalanceDiffers],
        "UPDATE cards SET balance = balance + 1"),
    Corruption(
        "two balances that were swapped by a rupiah", [.cardBalanceDiffers],
        "UPDATE cards SET balance = balance + 1 WHERE number = (SELECT min(number) FROM cards)",
        "UPDATE cards SET balance = balance - 1 WHERE number = (SELECT max(number) FROM cards)"),
    Corruption(
        "money on a card that nobody has", [.ledgerNotZero, .cardBalanceDiffers],
        """
        INSERT INTO transfers (id, kind, debit, credit, amount, reason, created_at)
        VALUES ('t', 'single', 'treasury:test', 'card:nobody', 5, 'card_funded', 0)
        """),
    Corruption(
        "a funding that vanished", [.ledgerNotZero, .cardBalanceDiffers],
        "DELETE FROM transfers WHERE reason = 'card_funded'"),
    Corruption(
        "more was paid out than came in", [.accountNegative],
        """
        INSERT INTO transfers (id, kind, debit, credit, amount, reason, created_at)
        VALUES ('t', 'single', 'held:pintaria', 'treasury:test', 5, 'balance_returned', 0)
        """),
    Corruption(
        "a post of another amount", [.ledgerNotZero, .cardBalanceDiffers, .resolutionDiffers],
        """
        UPDATE transfers SET amount = amount + 1 WHERE id =
            (SELECT min(id) FROM transfers WHERE kind = 'post')
        """),
    Corruption(
        "a void of another account", [.resolutionDiffers],
        "UPDATE transfers SET credit = 'held:pintaria' WHERE kind = 'void'"),
    Corruption(
        "a transfer for an order that does not exist", [.transferWithoutOrder],
        """
        INSERT INTO transfers (id, kind, debit, credit, amount, reason, order_id, created_at)
        VALUES ('t', 'single', 'treasury:test', 'treasury:other', 5, 'course_bought', 'ord', 0)
        """),
    Corruption(
        "a transfer without an order that needs one", [.transferWithoutOrder],
        """
        INSERT INTO transfers (id, kind, debit, credit, amount, reason, created_at)
        VALUES ('t', 'single', 'treasury:test', 'treasury:other', 5, 'course_refunded', 0)
        """),
    Corruption(
        "an order of a course that does not exist", [.orderUnfounded],
        "UPDATE orders SET course_id = 'crs' WHERE state = 'confirmed'"),
    Corruption(
        "an order of another platform's course", [.orderUnfounded],
        """
        UPDATE courses SET platform_id = 'other'
        WHERE id IN (SELECT course_id FROM orders WHERE state = 'confirmed')
        """),
    Corruption(
        "a failed order that is confirmed by hand",
        [.reservationDiffers, .seatsDiffer, .redeemCodeMissing],
        "UPDATE orders SET state = 'confirmed' WHERE state = 'failed'"),
    Corruption(
        "a price that was changed after the sale", [.reservationDiffers],
        "UPDATE orders SET price = price + 1 WHERE state = 'confirmed'"),
    Corruption(
        "an order that became free", [.reservationDiffers],
        "UPDATE orders SET price = 0 WHERE state = 'confirmed'"),
    Corruption(
        "a refund without money", [.refundDiffers, .seatsDiffer],
        "UPDATE orders SET state = 'refunded' WHERE state = 'confirmed'"),
    Corruption(
        "a refund that was paid twice", [.ledgerNotZero, .cardBalanceDiffers, .refundDiffers],
        """
        INSERT INTO transfers (id, kind, debit, credit, amount, reason, order_id, created_at)
        SELECT 't', kind, debit, credit, amount, reason, order_id, created_at FROM transfers
        WHERE reason = 'course_refunded'
        """),
    Corruption(
        "an earning of another amount", [.earningDiffers],
        "UPDATE transfers SET amount = amount - 1 WHERE reason = 'course_completed'"),
    Corruption(
        "a completion that earned another platform the money",
        [.earningDiffers],
        """
        UPDATE transfers SET credit = 'payable:pintaria' WHERE reason = 'course_completed'
        """),
    Corruption(
        "a seat that nobody has", [.seatsDiffer],
        "UPDATE schedules SET seats_taken = seats_taken + 1"),
    Corruption(
        "a completion that vanished", [.completionMissing, .incentiveUnfounded],
        "DELETE FROM completions"),
    Corruption(
        "a completion of an order that is not completed",
        [.completionMissing, .completionUnfounded, .incentiveUnfounded],
        """
        UPDATE completions SET order_id = (SELECT id FROM orders WHERE state = 'confirmed')
        """),
    Corruption(
        "a charge without a code", [.redeemCodeMissing],
        "UPDATE orders SET redeem_code = NULL WHERE state = 'confirmed'"),
    Corruption(
        "a completion whose event says something else", [.completionUnfounded],
        "UPDATE webhook_events SET kind = 'course.progressed' WHERE kind = 'course.completed'"),
    Corruption(
        "a completion by the event of another order", [.completionUnfounded],
        "UPDATE webhook_events SET order_id = NULL WHERE kind = 'course.completed'"),
    Corruption(
        "a certificate of another course", [.certificateUnfounded],
        "UPDATE certificates SET course_id = 'crs_other'"),
    Corruption(
        "an incentive of someone else", [.incentiveUnfounded, .instalmentsDiffer],
        """
        UPDATE incentives SET participant_id =
            (SELECT min(id) FROM participants WHERE id <> incentives.participant_id)
        """),
    Corruption(
        "an incentive for a course that nobody rated", [.incentiveUnfounded],
        "UPDATE orders SET review = NULL"),
    Corruption(
        "an incentive whose certificate vanished", [.incentiveUnfounded],
        "DELETE FROM certificates"),
    Corruption(
        "an incentive against the rules", [.incentiveUnfounded],
        """
        UPDATE incentives SET conditions = replace(conditions, '"met":true', '"met":false')
        """),
    Corruption(
        "an instalment too many", [.instalmentsDiffer],
        """
        INSERT INTO instalments (id, participant_id, kind, number, amount, due_at, state)
        SELECT 'ins_9', participant_id, 'survey', 9, 1, 0, 'scheduled' FROM incentives
        """),
    Corruption(
        "a grant that pays nothing", [.instalmentsDiffer], "DELETE FROM instalments"),
    Corruption(
        "an enrolment that will never be asked for", [.outboxMissing],
        "DELETE FROM outbox WHERE kind = 'enrol'"),
    Corruption(
        "a cancellation that nobody carries out", [.outboxMissing],
        "UPDATE orders SET cancel_requested_at = 1 WHERE state = 'confirmed'"),
    Corruption(
        "a call for an order that is over", [.outboxUnfounded],
        """
        INSERT INTO outbox (id, kind, order_id, platform_id, due_at, created_at)
        SELECT 'enrol:' || id, 'enrol', id, platform_id, 0, 0 FROM orders WHERE state = 'failed'
        """),
    Corruption(
        "a cancellation of an enrolment that never was", [.outboxUnfounded],
        """
        INSERT INTO outbox (id, kind, order_id, platform_id, due_at, created_at)
        SELECT 'cancel:' || id, 'cancel', id, platform_id, 0, 0 FROM orders WHERE state = 'failed'
        """),
    Corruption(
        "a call to the wrong platform", [.outboxUnfounded],
        "UPDATE outbox SET platform_id = 'pintaria'"),
]

@Suite("Orders: the audit", .bothEngines, .namingEngine)
struct OrdersAuditTests {
    /// One order in every state, one of them with an incentive.
    private func everyState() throws -> OrdersWorld {
        let world = try OrdersWorld()
        let course = try world.course(seats: 20)
        func buy() throws -> (Identifier<Participant>, Identifier<Order>) {
            let person = try world.participant()
            return (person, try world.buy(person, course, schedule: "A").order)
        }
        _ = try buy()
        try world.place(buy().1)
        let confirmed = try buy().1
        let (learner, completed) = try buy()
        let refunded = try buy().1
        for order in [confirmed, completed, refunded] {
            try world.place(order)
            try world.confirm(order)
        }
        try world.complete(completed)
        try world.command { try OrderStore($0).giveBack(refunded, now: world.now) }
        let (canceller, cancelled) = try buy()
        try world.requestCancel(cancelled, by: canceller)
        let failed = try buy().1
        try world.command { try OrderStore($0).fail(failed, because: "penuh", now: world.now) }
        try grantIncentive(completed, of: learner, in: world)
        return world
    }

    private func grantIncentive(
        _ order: Identifier<Order>, of learner: Identifier<Participant>, in world: OrdersWorld
    ) throws {
        // The date that was bought lies behind.
        world.now = world.now + .days(9)
        let body = """
            {"type":"certificate.issued","timestamp":"\(world.now)","data":{"order_id":"\(order)",
            "certificate":{"number":"1","url":"http://a.test","issued_at":"\(world.now)"}}}
            """
        let delivery = EventDelivery(
            webhook: "msg_1", timestamp: "1", signature: "v1,x", body: Array(body.utf8),
            platformID: "bukalapak")
        let person = try #require(try ParticipantStore(world.database).participant(learner))
        let account = try PayoutAccount(
            of: person, kind: .bni, accountNumber: "1234567890", holderNIK: person.nik,
            regencies: ["31.74"], now: world.now)
        let isGranted = try world.command { database in
            _ = try CompletionStore(database).receive(delivery, now: world.now)
            _ = try OrderStore(database).rate(
                order, by: learner, stars: 5, review: "Bagus", now: world.now)
            try PayoutAccountStore(database).set(account)
            return try IncentiveStore(database).evaluate(learner, now: world.now)
        }
        try #require(isGranted)
    }

    @Test("a sound store with orders in every state has no findings")
    func sound() throws {
        let world = try everyState()
        let states = try world.database.rows("SELECT DISTINCT state FROM orders")
        #expect(states.count == Order.State.allCases.count)
        #expect(try Audit(world.database).findings() == [])
    }

    @Test("what is spoilt is found", arguments: corruptions)
    fileprivate func finds(_ corruption: Corruption) throws {
        let world = try everyState()
        try world.store.forgetForeignKeys(on: world.database)
        for sql in corruption.sql { try world.database.run(sql) }
        let findings = try Audit(world.database).findings()
        #expect(findings.map(\.code) == corruption.codes)
        #expect(findings.allSatisfy { !$0.ids.isEmpty && !$0.words.isEmpty })
    }

    @Test("the table reaches every finding")
    func reachesAll() {
        let codes = AuditFinding.Code.allCases.filter { $0.query != nil }
        #expect(Set(corruptions.flatMap(\.codes)) == Set(codes))
    }

    @Test("a finding names the first hundred and says that there are more")
    func bounded() throws {
        let world = try OrdersWorld()
        let course = try world.course(price: 0)
        for _ in 0..<(Audit.idsMax + 1) {
            try world.buy(try world.participant(), course)
        }
        try world.database.run("DELETE FROM outbox")
        let finding = try #require(try Audit(world.database).findings().first)
        #expect(finding.code == .outboxMissing && finding.ids.count == Audit.idsMax)
        #expect(finding.words.contains("more than 100"))
    }
}
