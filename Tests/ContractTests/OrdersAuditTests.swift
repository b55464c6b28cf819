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
        "a failed order that is confirmed by hand",
        [.reservationDiffers, .seatsDiffer],
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
        "an incentive of someone else", [.incentiveUnfounded],
        """
        UPDATE incentives SET participant_id =
            (SELECT min(id) FROM participants WHERE id <> incentives.participant_id)
        """),
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

@Suite("Orders: the audit")
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
        try world.database.run(
            """
            INSERT INTO incentives (participant_id, order_id, scheme_id, conditions, decided_at)
            VALUES ($1, $2, 'test', '[]', $3)
            """,
            learner, completed, world.now)
        return world
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
        try world.database.run("PRAGMA foreign_keys = OFF")
        for sql in corruption.sql { try world.database.run(sql) }
        let findings = try Audit(world.database).findings()
        #expect(findings.map(\.code) == corruption.codes)
        #expect(findings.allSatisfy { !$0.ids.isEmpty && !$0.words.isEmpty })
    }

    @Test("the table reaches every finding")
    func reachesAll() {
        #expect(Set(corruptions.flatMap(\.codes)) == Set(AuditFinding.Code.allCases))
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
