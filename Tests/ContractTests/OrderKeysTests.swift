import SQL
import TestKit
import Testing

@testable import Catalog

/// What a server's store checks of an order, and what it must not wait for.
@Suite("Orders: keys on a server", .only(.postgresql))
struct OrderKeysTests {
    @Test("who holds a course's row keeps nobody from buying it, alone or together")
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

    @Test("no order is for someone without a card")
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

    @Test("a store in use takes the step as soon as it may, and the program before it goes on")
    func upgrade() throws {
        let store = try TestStore(migrated: false)
        let database = try store.connect()
        let before = Array(Schema.migrations.dropLast())
        try Migrator.migrate(database, to: before, at: 0)
        let reader = try store.connect()
        try reader.run("SET idle_in_transaction_session_timeout = '4s'")
        try reader.beginReading()
        _ = try reader.rows("SELECT id FROM orders")
        let refusal = #expect(throws: DatabaseError.self) {
            try Migrator.migrate(database, to: Schema.migrations, at: 0, attempts: 1)
        }
        #expect(refusal?.message.contains("end what reads them for long") == true)
        let began = ContinuousClock.now
        #expect(
            try Migrator.migrate(database, to: Schema.migrations, at: 0)
                == ["orders without locks"])
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

    private func purchase(
        _ world: OrdersWorld, _ person: Identifier<Participant>, _ course: Identifier<Course>
    ) throws -> PurchaseCommand {
        PurchaseCommand(
            participantID: person, course: .id(course), scheduleCode: nil,
            key: try #require(IdempotencyKey("k")), now: world.now)
    }
}
