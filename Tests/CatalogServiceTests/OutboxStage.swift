import Foundation
import SQL
import TestKit

@testable import Catalog
@testable import CatalogService

/// A service without a network, a participant with a million rupiah, a course for 300.000 with one
/// seat on a date in a week, and the worker of its platform.
final class OutboxStage: Sendable {
    let clock = ManualClock(Instant(milliseconds: 1_750_000_000_000))
    let person: Identifier<Participant>
    let course: Identifier<Course>
    let service: Service
    private let store: TestStore

    /// - Parameter startsIn: until the date that is booked. A course is completed after it began;
    ///   within ``soon`` the skew of clocks may hide that.
    init(startsIn: Span = .days(7)) async throws {
        store = try TestStore()
        let root = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        var configuration = Configuration()
        configuration.store = store.address.map { .postgresql($0) } ?? .sqlite(path: store.path)
        configuration.seedDirectory = root.appendingPathComponent("catalog-seed").path
        configuration.platformsFile =
            root.appendingPathComponent("catalog-seed/platforms.json").path
        service = try Service(
            configuration, clock: clock.clock, log: Log(level: .error, write: { _ in }))
        person = Identifier(at: clock.now)
        course = Identifier(at: clock.now)
        let (person, course, now) = (person, course, clock.now)
        try await service.context.commands.run { database in
            try Self.fill(database, person: person, course: course, now: now, startsIn: startsIn)
        }
    }

    static let soon = Span.minutes(4)

    deinit { service.close() }

    private static let scheme = Scheme(
        id: "test", name: "Test", source: "test", trainingBalance: Money(rupiah: 1_000_000),
        incentive: Scheme.Incentive(amount: Money(rupiah: 600_000), instalments: 4, everyMonths: 1),
        surveys: Scheme.Surveys(amount: .zero, count: 0), firstPurchaseDays: 30, cardValidDays: 365)

    private static func fill(
        _ database: any Database, person: Identifier<Participant>, course: Identifier<Course>,
        now: Instant, startsIn: Span
    ) throws {
        try SchemeStore(database).upsert(scheme)
        try ParticipantStore(database).insert(
            Participant(
                id: person, email: "orang@example.id", name: "Orang", nik: "3174051203880001",
                phone: nil, regency: "31.74", createdAt: now), passwordHash: nil)
        try CardStore(database).insert(
            Card(
                accepted: now, participantID: person, number: CardNumber(body: 1), scheme: scheme))
        try LedgerStore(database).fund(
            person, scheme: scheme.id, amount: scheme.trainingBalance, now: now)
        try database.run(
            """
            INSERT INTO courses (id, slug, platform_id, external_id, state, title, description,
                price, skills, content_hash, first_seen_at, changed_at)
            VALUES ($1, 'kopi', 'bukalapak', 'K-1', 'published', 'Kopi', '', 300000, '[]', '', $2,
                $2)
            """,
            course, now)
        try database.run(
            """
            INSERT INTO schedules (id, course_id, code, starts_at, seats)
            VALUES ($1, $2, 'A', $3, 1)
            """,
            Identifier<Schedule>(at: now), course, now + startsIn)
    }

    // MARK: - Acting

    func worker(_ platform: OutboxScriptedPlatform) throws -> OutboxWorker {
        OutboxWorker(context: service.context, entry: entry(platform))
    }

    func pollWorker(_ platform: OutboxScriptedPlatform) -> PollWorker {
        PollWorker(context: service.context, entry: entry(platform))
    }

    func entry(_ platform: OutboxScriptedPlatform) -> PlatformDirectory.Entry {
        let configuration = PlatformConfiguration(
            id: platform.id, name: "Bukalapak", dialect: .jsonapi, baseURL: "http://127.0.0.1:1",
            credentials: [:], webhookSecret: nil, publish: .automatic, enabled: false)
        return PlatformDirectory.Entry(configuration: configuration, platform: platform)
    }

    func command<Answer: Sendable>(
        _ body: @escaping @Sendable (any Database) throws -> Answer
    ) async throws -> Answer {
        try await service.context.commands.run(body)
    }

    func buy(_ key: String = "key-1") async throws -> Identifier<Order> {
        let purchase = PurchaseCommand(
            participantID: person, course: .id(course), scheduleCode: "A",
            key: IdempotencyKey(key)!, now: clock.now)
        let now = clock.now
        _ = try await command { try OrderStore($0).buy(purchase, now: now) }
        return purchase.orderID
    }

    func requestCancel(_ order: Identifier<Order>) async throws {
        let cancel = CancelCommand(orderID: order, participantID: person, key: nil)
        let now = clock.now
        _ = try await command { try OrderStore($0).requestCancel(cancel, now: now) }
    }

    func receive(_ type: String, _ order: Identifier<Order>, id: String = "msg_1") async throws {
        let now = clock.now
        let body = #"{"type":"\#(type)","timestamp":"\#(now)","data":{"order_id":"\#(order)"}}"#
        let delivery = EventDelivery(
            webhook: id, timestamp: "1", signature: "v1,c2lnbmVk", body: Array(body.utf8),
            platformID: "bukalapak")
        _ = try await command { try CompletionStore($0).receive(delivery, now: now) }
    }

    /// Lets the worker carry out what is due until nothing is owed, a minute at a time.
    func carryOut(_ worker: OutboxWorker, stepsMax: Int) async throws {
        for _ in 0..<stepsMax {
            _ = try await worker.step()
            clock.advance(by: .seconds(61))
        }
    }

    // MARK: - Looking

    func order(_ id: Identifier<Order>) async throws -> Order? {
        try await command { try OrderStore($0).order(id) }
    }

    func balance() async throws -> Int64? {
        let person = person
        return try await command { try CardStore($0).card(of: person)?.balance.rupiah }
    }

    func owed() async throws -> [String] {
        try await command { try $0.rows("SELECT id FROM outbox ORDER BY id").map { $0.text(0) } }
    }

    func findings() async throws -> [AuditFinding] {
        try await command { try Audit($0).findings() }
    }
}
