import SQL
import TestKit

@testable import Catalog

/// A small marketplace in a store of its own: what the order tests act in.
final class OrdersWorld {
    let store: TestStore
    let database: any Database
    var now = Instant(milliseconds: 1_750_000_000_000)
    private var courses = 0
    private var people = 0
    private var keys = 0

    /// Free in its rules, so that each test sets the one it is about.
    static let scheme = Scheme(
        id: "test", name: "Test", source: "test", trainingBalance: Money(rupiah: 1_000_000),
        incentive: Scheme.Incentive(amount: Money(rupiah: 600_000), instalments: 4, everyMonths: 1),
        surveys: Scheme.Surveys(amount: .zero, count: 0), firstPurchaseDays: 30, cardValidDays: 365)

    init() throws {
        store = try TestStore()
        database = try store.connect()
        try add(Self.scheme)
    }

    func add(_ scheme: Scheme) throws { try SchemeStore(database).upsert(scheme) }

    /// Runs one command as the queue does: undone when it throws, committed.
    @discardableResult
    func command<Answer>(_ body: (any Database) throws -> Answer) throws -> Answer {
        try store.command(on: database, body)
    }

    /// A course for sale, with a seat-limited date `A` in a week where seats are given.
    func course(
        price: Int64? = 300_000, state: Course.State = .published, seats: Int? = nil,
        platform: String = "bukalapak"
    ) throws -> Identifier<Course> {
        courses += 1
        let id = Identifier<Course>(at: now)
        try database.run(
            """
            INSERT INTO courses (id, slug, platform_id, external_id, state, title, description,
                price, skills, content_hash, first_seen_at, changed_at)
            VALUES ($1, $2, $3, $2, $4, $5, '', $6, '[]', '', $7, $7)
            """,
            id, "kursus-\(courses)", platform, state.rawValue, "Kursus \(courses)", price, now)
        if let seats { try schedule("A", of: id, seats: seats) }
        return id
    }

    func schedule(
        _ code: String, of course: Identifier<Course>, seats: Int?, startsIn: Span = .days(7)
    ) throws {
        try database.run(
            """
            INSERT INTO schedules (id, course_id, code, starts_at, seats)
            VALUES ($1, $2, $3, $4, $5)
            """,
            Identifier<Schedule>(at: now), course, code, now + startsIn, seats)
    }

    /// Someone who was just accepted, with a full card.
    func participant(
        _ scheme: Scheme = scheme, funds: Int64? = nil
    ) throws -> Identifier<Participant> {
        people += 1
        let id = Identifier<Participant>(at: now)
        let scheme = scheme
        let now = now
        let number = people
        try command { database in
            try ParticipantStore(database).insert(
                Participant(
                    id: id, email: "orang\(number)@example.id", name: "Orang \(number)",
                    nik: "317405120388000\(number)", phone: nil, regency: "31.74", createdAt: now),
                passwordHash: nil)
            try CardStore(database).insert(
                Card(
                    accepted: now, participantID: id, number: CardNumber(body: UInt64(number)),
                    scheme: scheme))
            try LedgerStore(database).fund(
                id, scheme: scheme.id,
                amount: funds.map(Money.init(rupiah:)) ?? scheme.trainingBalance, now: now)
        }
        return id
    }

    /// Buys under a new key unless one is given.
    @discardableResult
    func buy(
        _ participant: Identifier<Participant>, _ course: Identifier<Course>,
        schedule: String? = nil, key: String? = nil
    ) throws -> (order: Identifier<Order>, answer: StoredAnswer) {
        keys += 1
        let purchase = PurchaseCommand(
            participantID: participant, course: .id(course), scheduleCode: schedule,
            key: try IdempotencyKey(key ?? "key-\(keys)").orFail(), now: now)
        let answer = try command { try OrderStore($0).buy(purchase, now: now) }
        // The first answer to a key may be another order's than this command's.
        let json = try JSON.decode([String: AnswerMember].self, from: answer.body)
        return (Identifier(stored: json["id"]?.text ?? ""), answer)
    }

    /// The codes for which a purchase is refused; empty where it is not.
    func refusals(_ body: () throws -> Void) throws -> [String] {
        do {
            try body()
            return []
        } catch let refusal as Refusal {
            return refusal.reasons.isEmpty ? [refusal.code] : refusal.reasons.map(\.code)
        }
    }

    @discardableResult
    func place(_ order: Identifier<Order>) throws -> EnrolmentRequest? {
        let row = try outboxRow(.enrol, order)
        return try command { try OrderStore($0).markPlaced(row, now: now) }
    }

    @discardableResult
    func confirm(_ order: Identifier<Order>) throws -> Bool {
        try command { try OrderStore($0).confirm(order, enrolment: "e-\(order)", now: now) }
    }

    /// Brings a new order to `confirmed`.
    func confirmed(
        _ participant: Identifier<Participant>, _ course: Identifier<Course>,
        schedule: String? = nil
    ) throws -> Identifier<Order> {
        let order = try buy(participant, course, schedule: schedule).order
        try place(order)
        try confirm(order)
        return order
    }

    /// Completes with its completion row. The event that proved it is another suite's matter, so
    /// the reference to it is not enforced here.
    @discardableResult
    func complete(_ order: Identifier<Order>) throws -> Bool {
        try command { database in
            let done = try OrderStore(database).complete(order, completedAt: now, now: now)
            guard done else { return false }
            try database.run(
                """
                INSERT INTO webhook_events (id, platform_id, event_id, form, kind, order_id,
                    verdict, finding, body, body_digest, received_at)
                SELECT 'evt_' || id, platform_id, id, 'house', 'course.completed', id, 'applied',
                    'applied', $2, $2, $3
                FROM orders WHERE id = $1
                """,
                order, [UInt8](), now)
            try database.run(
                """
                INSERT INTO completions (id, order_id, participant_id, course_id, completed_at,
                    event_id, recorded_at)
                SELECT 'cmp_' || id, id, participant_id, course_id, $2, 'evt_' || id, $2
                FROM orders WHERE id = $1
                """,
                order, now)
            return true
        }
    }

    @discardableResult
    func requestCancel(
        _ order: Identifier<Order>, by participant: Identifier<Participant>, key: String? = nil
    ) throws -> StoredAnswer {
        let cancel = CancelCommand(
            orderID: order, participantID: participant, key: key.flatMap(IdempotencyKey.init))
        return try command { try OrderStore($0).requestCancel(cancel, now: now) }
    }

    /// The row as a worker that claimed it last has it; one that nobody owes where there is none.
    func outboxRow(_ kind: OutboxRow.Kind, _ order: Identifier<Order>) throws -> OutboxRow {
        let id = OutboxRow.id(kind, of: order)
        let row = try database.row(
            "SELECT attempts, created_at, uncertain_since FROM outbox WHERE id = $1", id)
        return OutboxRow(
            id: id, kind: kind, orderID: order, platformID: "bukalapak",
            attempts: row?.int(0) ?? 1,
            createdAt: Instant(milliseconds: row?.integer(1) ?? now.milliseconds),
            leasedUntil: now + .seconds(60),
            uncertainSince: row?.integerIfPresent(2).map(Instant.init(milliseconds:)))
    }

    // MARK: - Looking

    func balance(_ participant: Identifier<Participant>) throws -> Int64? {
        try CardStore(database).card(of: participant)?.balance.rupiah
    }

    func state(_ order: Identifier<Order>) throws -> Order.State? {
        try OrderStore(database).order(order)?.state
    }

    func seatsTaken(_ course: Identifier<Course>) throws -> Int? {
        try database.row("SELECT sum(seats_taken) FROM schedules WHERE course_id = $1", course)?
            .intIfPresent(0)
    }

    func outboxIDs() throws -> [String] {
        try database.rows("SELECT id FROM outbox ORDER BY id").map { $0.text(0) }
    }

    func count(_ table: String) throws -> Int {
        try database.row("SELECT count(*) FROM \(table)")?.int(0) ?? 0
    }

    func auditCodes() throws -> [AuditFinding.Code] {
        try Audit(database).findings().map(\.code)
    }
}

/// A member of an answer, of which only texts are looked at.
private struct AnswerMember: Decodable {
    let text: String?

    init(from decoder: any Decoder) throws {
        text = try? decoder.singleValueContainer().decode(String.self)
    }
}

extension Optional {
    fileprivate func orFail() throws -> Wrapped {
        guard let self else { throw DatabaseError.misuse("a test's own key is not one") }
        return self
    }
}
