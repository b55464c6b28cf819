import Catalog
import SQL
import TestKit

/// A store, a clock and a scripted platform, with what the sync tests ask of them.
final class SyncStage {
    let store: TestStore
    let commands: CommandQueue
    let reads: ReadPool
    let clock = ManualClock(Instant("2026-03-01T09:00:00Z")!)
    let platform = SyncScriptedPlatform(id: "bukalapak")
    let sync: CatalogueSync

    init() throws {
        store = try TestStore()
        commands = try store.queue()
        reads = store.readPool()
        sync = CatalogueSync(commands: commands, reads: reads, clock: clock.clock)
    }

    deinit {
        reads.stop()
        commands.stop()
    }

    @discardableResult
    func run(
        publish: PlatformConfiguration.Publish = .automatic, full: Bool = false,
        accept: Bool = false
    ) async throws -> SyncReport {
        clock.advance(by: .hours(1))
        return try await sync.run(
            platform, publish: publish, options: .init(full: full, accept: accept))
    }

    func listing(
        _ id: String, title: String? = nil, price: Int64? = 100_000,
        schedules: [ListedSchedule] = []
    ) -> Listing {
        Listing(
            platformID: platform.id, externalID: id, title: title ?? "Kursus \(id)",
            description: "<p>Isi <b>kursus</b></p>", provider: "Sentra", category: "Tata Boga",
            price: price.map(Money.init(rupiah:)), delivery: .webinar, level: .beginner,
            language: "id", durationMinutes: 90, skills: ["kopi", "teh"],
            url: "https://example.id/\(id)", schedules: schedules)
    }

    func listings(_ count: Int, price: Int64 = 100_000) -> [Listing] {
        (0..<count).map { listing("L\($0)", price: price) }
    }

    func read<Answer: Sendable>(
        _ body: @escaping @Sendable (any Database) throws -> Answer
    ) async throws -> Answer {
        try await reads.run(body)
    }

    func count(_ state: Course.State) async throws -> Int {
        try await read { try CourseStore($0).count(state) }
    }

    func course(_ slug: String) async throws -> Course? {
        try await read { try CourseStore($0).course(idOrSlug: slug) }
    }

    func version() async throws -> Int64 {
        try await read { try CourseStore($0).version() }
    }
}
