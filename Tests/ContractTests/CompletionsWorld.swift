import SQL
import TestKit
import Testing

@testable import Catalog

/// A store with one scheme and one course, and orders brought to a state the way they get there.
final class CompletionsWorld {
    static let platform = "bukalapak"
    static let start = Instant(milliseconds: 1_772_355_600_000)
    static let price = Money(rupiah: 250_000)
    static let funds = Money(rupiah: 3_500_000)

    let store: TestStore
    let database: any Database
    let course = Identifier<Course>(at: start)
    /// Two days after orders are placed.
    let now = start + .days(2)
    private var people = 0

    var completions: CompletionStore { CompletionStore(database) }

    init(minimumMinutes: Int? = 900, courseMinutes: Int? = 960) throws {
        store = try TestStore()
        database = try store.connect()
        let scheme = Scheme(
            id: "normal-2023", name: "Normal 2023", source: "test", trainingBalance: Self.funds,
            incentive: Scheme.Incentive(
                amount: Money(rupiah: 600_000), instalments: 1, everyMonths: 1),
            surveys: Scheme.Surveys(amount: Money(rupiah: 50_000), count: 2),
            firstPurchaseDays: 15, minimumCourseMinutes: minimumMinutes, cardValidDays: 365)
        try SchemeStore(database).upsert(scheme)
        try addCourse(course, minutes: courseMinutes)
    }

    func addCourse(_ id: Identifier<Course>, minutes: Int?) throws {
        try database.run(
            """
            INSERT INTO courses (id, slug, platform_id, external_id, state, title, description,
                price, duration_minutes, skills, content_hash, first_seen_at, changed_at)
            VALUES ($1, $1, $2, $1, 'published', 'Akuntansi untuk Pemula', '', $3, $4, '[]', '',
                $5, $5)
            """, id, Self.platform, Self.price, minutes, Self.start)
    }

    func participant(payout: Bool = true) throws -> Identifier<Participant> {
        people += 1
        let id = Identifier<Participant>(at: Self.start)
        let nik = "3174010101" + String(900_000 + people)
        try database.run(
            """
            INSERT INTO participants (id, email, name, nik, created_at)
            VALUES ($1, $1, 'Siti Rahayu', $2, $3)
            """, id, nik, Self.start)
        try database.run(
            """
            INSERT INTO cards (participant_id, number, scheme_id, state, balance, accepted_at,
                buy_before, expires_at)
            VALUES ($1, $2, 'normal-2023', 'active', 0, $3, $4, $4)
            """, id, nik, Self.start, Self.start + .days(365))
        try LedgerStore(database).fund(
            id, scheme: "normal-2023", amount: Self.funds, now: Self.start)
        if payout { try addPayout(of: id) }
        return id
    }

    func addPayout(of participant: Identifier<Participant>) throws {
        try database.run(
            """
            INSERT INTO payout_accounts SELECT id, 'OVO', '0812', nik, 'verified', $2
            FROM participants WHERE id = $1
            """, participant, Self.start)
    }

    /// An order in the state, with its money where it belongs; confirmed ones have `reference`.
    func order(
        _ state: Order.State, of participant: Identifier<Participant>? = nil,
        course: Identifier<Course>? = nil, reference: String = "enr-7"
    ) throws -> Identifier<Order> {
        let participant = try participant ?? self.participant()
        let id = Identifier<Order>(at: Self.start)
        let transfer = Identifier<Transfer>(at: Self.start)
        let ledger = LedgerStore(database)
        let isTaken = try ledger.take(Self.price, fromActive: participant)
        try #require(isTaken)
        try ledger.reserve([
            Transfer(
                id: transfer, kind: .pending, pendingID: nil, debit: .card(participant),
                credit: .held(platform: Self.platform), amount: Self.price,
                reason: Transfer.Reason.courseBought.rawValue, orderID: id,
                createdAt: Self.start)
        ])
        try database.run(
            """
            INSERT INTO orders (id, participant_id, course_id, platform_id, scheme_id, price,
                state, transfer_id, created_at, idempotency_key, input_hash, answer)
            VALUES ($1, $2, $3, $4, 'normal-2023', $5, 'reserved', $6, $7, $1, $8, $8)
            """,
            id, participant, course ?? self.course, Self.platform, Self.price, transfer,
            Self.start, Array("{}".utf8))
        let orders = OrderStore(database)
        if state == .reserved { return id }
        try database.run(
            "UPDATE orders SET state = 'placed', placed_at = $2 WHERE id = $1", id, Self.start)
        switch state {
        case .reserved, .placed: break
        case .cancelled: try orders.giveBack(id, now: Self.start + .days(1))
        case .failed: try orders.fail(id, because: "full", now: Self.start + .days(1))
        case .confirmed: try orders.confirm(id, enrolment: reference, now: Self.start)
        case .refunded:
            try orders.confirm(id, enrolment: reference, now: Self.start)
            try orders.giveBack(id, now: Self.start + .days(1))
        case .completed:
            try orders.confirm(id, enrolment: reference, now: Self.start)
            try receive("msg_first", type: "course.completed", order: id)
        }
        return id
    }

    // MARK: - Events

    static func body(type: String, data: String, at: Instant) -> [UInt8] {
        Array(#"{"type":"\#(type)","timestamp":"\#(at)","data":{\#(data)}}"#.utf8)
    }

    static func certificate(_ number: String, at: Instant = start + .days(1)) -> String {
        """
        "certificate":{"number":"\(number)","url":"https://bukalapak.test/c/\(number)",\
        "issued_at":"\(at)"}
        """
    }

    /// Receives a webhook in a command of its own.
    @discardableResult
    func receive(
        _ id: String, type: String, data: String, platform: String = platform,
        at: Instant = start + .days(1)
    ) throws -> EventReceipt {
        let delivery = EventDelivery(
            webhook: id, timestamp: "1772355600", signature: "v1,c2lnbmVk",
            body: Self.body(type: type, data: data, at: at), platformID: platform)
        return try store.command(on: database) { database in
            try CompletionStore(database).receive(delivery, now: now)
        }
    }

    @discardableResult
    func receive(
        _ id: String, type: String, order: Identifier<Order>, more: String = "",
        at: Instant = start + .days(1)
    ) throws -> EventReceipt {
        try receive(id, type: type, data: #""order_id":"\#(order)"\#(more)"#, at: at)
    }

    // MARK: - What is there

    func order(_ id: Identifier<Order>) throws -> Order {
        try #require(try OrderStore(database).order(id))
    }

    func count(_ table: String) throws -> Int {
        try #require(try database.row("SELECT count(*) FROM \(table)")).int(0)
    }

    /// Credits less debits, of what was carried out.
    func balance(_ account: Account) throws -> Int64 {
        let row = try database.row(
            """
            SELECT coalesce(sum(CASE WHEN credit = $1 THEN amount ELSE -amount END), 0)
            FROM transfers WHERE (credit = $1 OR debit = $1) AND kind IN ('single', 'post')
            """, account)
        return try #require(row).integer(0)
    }

    func cardBalance(of participant: Identifier<Participant>) throws -> Int64 {
        let row = try database.row(
            "SELECT balance FROM cards WHERE participant_id = $1", participant)
        return try #require(row).integer(0)
    }

    var held: Int64 { get throws { try balance(.held(platform: Self.platform)) } }
    var payable: Int64 { get throws { try balance(.payable(platform: Self.platform)) } }
}
