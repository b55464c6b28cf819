import SQL
import TestKit
import Testing

@testable import Catalog

/// What a store checks of an order, and what a server's must not wait for.
@Suite("Orders: foreign keys")
struct OrderKeysTests {
    @Test(
        "who holds a course's row keeps nobody from buying it, alone or together",
        .only(.postgresql))
    func coursesAreNotLocked() throws {
        let world = try OrdersWorld()
        let course = try world.course()
        let buyers = try (0..<3).map { _ in try world.participant() }
        let other = try world.store.connect()
        try other.begin()
        #expect(try other.rows("SELECT id FROM courses FOR UPDATE").count == 1)
        try world.database.begin()
        try world.database.run("SET LOCAL lock_timeout = '200ms'")
        let orders = OrderStore(world.database)
        _ = try orders.buy(purchase(world, buyers[0], course), now: world.now)
        let answers = try orders.buyTogether(
            buyers[1...].map { try purchase(world, $0, course) }, now: world.now)
        #expect(answers.allSatisfy { (try? $0?.get()) != nil })
        try world.database.commit()
        try other.rollback()
        #expect(try world.count("orders") == 3)
        #expect(try world.auditCodes() == [])
    }

    @Test("no order is for someone without a card", .bothEngines)
    func cards() throws {
        let world = try OrdersWorld()
        let course = try world.course()
        let owner = try world.participant()
        try world.buy(owner, course)
        let stranger = try world.participant()
        try world.database.run("DELETE FROM cards WHERE participant_id = $1", stranger)
        #expect(throws: DatabaseError.self) {
            try world.database.run("UPDATE orders SET participant_id = $1", stranger)
        }
        #expect(throws: DatabaseError.self) {
            try world.database.run("DELETE FROM cards WHERE participant_id = $1", owner)
        }
    }

    @Test(
        "a store in use takes the step as soon as it may, and the program before it goes on",
        .only(.postgresql))
    func upgrade() throws {
        let store = try TestStore(migrated: false)
        let database = try store.connect()
        let (before, after) = try Self.steps("orders without locks")
        try Migrator.migrate(database, to: before, at: 0)
        let reader = try store.connect()
        try reader.run("SET idle_in_transaction_session_timeout = '4s'")
        try reader.beginReading()
        _ = try reader.rows("SELECT id FROM orders")
        let refusal = #expect(throws: DatabaseError.self) {
            try Migrator.migrate(database, to: after, at: 0, attempts: 1)
        }
        #expect(refusal?.message.contains("end what reads them for long") == true)
        let began = ContinuousClock.now
        #expect(try Migrator.migrate(database, to: after, at: 0) == ["orders without locks"])
        #expect(ContinuousClock.now - began > .seconds(1), "the reader was waited for")
        let keys = try database.rows(
            """
            SELECT conname FROM pg_constraint
            WHERE conrelid = 'orders'::regclass AND contype = 'f' ORDER BY conname
            """
        ).map { $0.text(0) }
        #expect(keys == ["orders_of_card", "orders_schedule_id_fkey", "orders_transfer_id_fkey"])
        #expect(try Migrator.migrate(database, to: before, at: 0) == [])
    }

    @Test(
        "a file's orders refer to cards from then on, nothing else changes, and its readers know",
        .only(.sqlite))
    func upgradeOfFile() throws {
        let store = try TestStore(migrated: false)
        let database = try store.connect()
        let (before, after) = try Self.steps("orders of cards")
        try Migrator.migrate(database, to: before, at: 0)
        let reader = try store.connect()
        let others: Set = ["courses", "schedules", "transfers"]
        #expect(try references(of: reader) == others.union(["participants"]))
        var texts = try schema(of: database)
        #expect(try Migrator.migrate(database, to: after, at: 0) == ["orders of cards"])
        #expect(try references(of: reader) == others.union(["cards"]))
        texts["orders"]?.replace(
            "participant_id TEXT NOT NULL REFERENCES participants (id)",
            with: "participant_id TEXT NOT NULL REFERENCES cards (participant_id)")
        #expect(try schema(of: database) == texts)
        #expect(try database.rows("PRAGMA integrity_check").map { $0.text(0) } == ["ok"])
        #expect(try Migrator.migrate(database, to: before, at: 0) == [])
        #expect(throws: DatabaseError.self) {
            try database.run("UPDATE sqlite_schema SET sql = sql")
        }
    }

    /// The steps before one, and those up to it.
    private static func steps(_ name: String) throws -> (before: [Migration], after: [Migration]) {
        let place = try #require(Schema.migrations.firstIndex { $0.name == name })
        return (Array(Schema.migrations[..<place]), Array(Schema.migrations[...place]))
    }

    private func references(of database: any Database) throws -> Set<String> {
        let keys = "SELECT \"table\" FROM pragma_foreign_key_list('orders')"
        return Set(try database.rows(keys).map { $0.text(0) })
    }

    private func schema(of database: any Database) throws -> [String: String] {
        let rows = try database.rows("SELECT name, sql FROM sqlite_schema")
        return Dictionary(
            uniqueKeysWithValues: rows.map { ($0.text(0), $0.textIfPresent(1) ?? "") })
    }

    private func purchase(
        _ world: OrdersWorld, _ person: Identifier<Participant>, _ course: Identifier<Course>
    ) throws -> PurchaseCommand {
        PurchaseCommand(
            participantID: person, course: .id(course), scheduleCode: nil,
            key: try #require(IdempotencyKey("k")), now: world.now)
    }
}
