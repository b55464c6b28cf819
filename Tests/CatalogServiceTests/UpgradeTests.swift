import Foundation
import SQL
import Synchronization
import TestKit
import Testing

@testable import Catalog
@testable import CatalogService

/// Two versions on one store: this one, and one with a further step of the schema.
@Suite("Upgrades", .namingEngine) struct UpgradeTests: Sendable {
    private static let next = (Schema.migrations.last?.version ?? 0) + 1
    private static let added = Migration(
        version: next, name: "notes on orders",
        sql: """
            ALTER TABLE orders ADD COLUMN note TEXT;
            ALTER TABLE cards ADD COLUMN grade BIGINT NOT NULL DEFAULT 0;
            CREATE TABLE order_notes (
                order_id TEXT PRIMARY KEY REFERENCES orders (id),
                note TEXT
            );
            CREATE INDEX orders_by_note ON orders (note) WHERE note IS NOT NULL;
            """, servesFrom: next - 1)
    private static let taken = Migration(
        version: next + 1, name: "notes apart", sql: "ALTER TABLE orders DROP COLUMN note;",
        servesFrom: next)

    private final class Counter: Sendable {
        private let count = Mutex(0)
        var value: Int { count.withLock { $0 } }
        func add() { count.withLock { $0 += 1 } }
    }

    private let store: TestStore
    private let clock = ManualClock(Instant(milliseconds: 1_750_000_000_000))

    init() throws {
        store = try TestStore(on: .postgresql)
    }

    private func service() throws -> Service {
        let root = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        var configuration = Configuration()
        configuration.store = .postgresql(try #require(store.address))
        configuration.seedDirectory = root.appendingPathComponent("catalog-seed").path
        configuration.platformsFile =
            root.appendingPathComponent("catalog-seed/platforms.json").path
        return try Service(
            configuration, clock: clock.clock, log: Log(level: .error, write: { _ in }))
    }

    private func migrate(_ steps: [Migration]) throws {
        try Migrator.migrate(
            try store.connect(), to: Schema.migrations + steps, at: clock.now.milliseconds)
    }

    /// A course for 1,000 and people with full cards.
    private func fill(_ count: Int) throws -> (Identifier<Course>, [Identifier<Participant>]) {
        let (course, now) = (Identifier<Course>(at: clock.now), clock.now)
        let scheme = Scheme(
            id: "test", name: "Test", source: "test", trainingBalance: Money(rupiah: 1_000_000),
            incentive: Scheme.Incentive(
                amount: Money(rupiah: 600_000), instalments: 4, everyMonths: 1),
            surveys: Scheme.Surveys(amount: .zero, count: 0), firstPurchaseDays: 30,
            cardValidDays: 365)
        let people = (0..<count).map { _ in Identifier<Participant>(at: now) }
        try store.command(on: try store.connect()) { database in
            try SchemeStore(database).upsert(scheme)
            try database.run(
                """
                INSERT INTO courses (id, slug, platform_id, external_id, state, title,
                    description, price, skills, content_hash, first_seen_at, changed_at)
                VALUES ($1, 'kopi', 'bukalapak', 'K-1', 'published', 'Kopi', '', 1000, '[]', '',
                    $2, $2)
                """,
                course, now)
            for (number, id) in people.enumerated() {
                try ParticipantStore(database).insert(
                    Participant(
                        id: id, email: "orang\(number)@example.id", name: "Orang",
                        nik: "\(3_174_051_203_880_000 + number)", phone: nil, regency: "31.74",
                        createdAt: now), passwordHash: nil)
                try CardStore(database).insert(
                    Card(
                        accepted: now, participantID: id, number: CardNumber(body: UInt64(number)),
                        scheme: scheme))
                try LedgerStore(database).fund(
                    id, scheme: scheme.id, amount: scheme.trainingBalance, now: now)
            }
        }
        return (course, people)
    }

    private static func buy(
        _ course: Identifier<Course>, _ buyer: Identifier<Participant>, in service: Service
    ) async throws {
        let now = service.context.clock.now()
        let key = try #require(IdempotencyKey("key"))
        let purchase = PurchaseCommand(
            participantID: buyer, course: .id(course), key: key, now: now)
        _ = try await service.context.commands.run(inOrderOf: buyer.value) {
            try OrderStore($0).buy(purchase, now: now)
        }
        let orders = try await service.context.reads.run {
            try OrderStore($0).orders(of: buyer, before: nil, limit: 1)
        }
        #expect(orders.map(\.order.id) == [purchase.orderID])
    }

    @Test("the old version sells on while a newer one migrates, and starts beside it afterwards")
    func expanded() async throws {
        let old = try service()
        defer { old.close() }
        let (course, people) = try fill(240)
        let sold = Counter()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for hand in 0..<8 {
                group.addTask {
                    for buyer in people.enumerated() where buyer.offset % 8 == hand {
                        try await Self.buy(course, buyer.element, in: old)
                        sold.add()
                    }
                }
            }
            group.addTask {
                while sold.value < 60 { try await Task.sleep(for: .milliseconds(1)) }
                try migrate([Self.added])
                #expect(sold.value < people.count, "nobody was buying meanwhile")
            }
            try await group.waitForAll()
        }
        let restarted = try service()
        defer { restarted.close() }
        let stranger = Identifier<Participant>(at: clock.now)
        await #expect(throws: Refusal.self) { try await Self.buy(course, stranger, in: restarted) }
        let row = try store.connect().row(
            """
            SELECT count(*), count(note), sum(grade) FROM orders AS o
            JOIN cards AS k ON k.participant_id = o.participant_id
            """)
        #expect(row?.int(0) == people.count && row?.int(1) == 0 && row?.int(2) == 0)
        #expect(try Audit(try store.connect()).findings().isEmpty)
    }

    @Test("a version that a later step does not serve does not start, and says why")
    func contracted() throws {
        try migrate([Self.added])
        try service().close()
        try migrate([Self.added, Self.taken])
        do {
            try service().close()
            Issue.record("it started")
        } catch DatabaseError.unusable(let words) {
            #expect(words.contains("start a newer catalogd"))
        }
    }
}
