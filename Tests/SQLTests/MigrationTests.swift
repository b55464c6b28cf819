import SQL
import TestKit
import Testing

@Suite(.bothEngines, .namingEngine) struct MigrationTests {
    private let steps = [
        Migration(version: 1, name: "one", sql: "CREATE TABLE one (\n    id BIGINT\n);"),
        Migration(version: 2, name: "two", sql: "CREATE TABLE two (\n    id BIGINT\n);"),
    ]

    @Test("steps are applied once, in order, and resumed where they stopped")
    func resumed() throws {
        let store = try TestStore(migrated: false)
        let database = try store.connect()
        #expect(try Migrator.migrate(database, to: [steps[0]], at: 0) == ["one"])
        #expect(try Migrator.migrate(database, to: steps, at: 0) == ["two"])
        #expect(try Migrator.migrate(database, to: steps, at: 0) == [])
    }

    @Test("an edited step and a newer database are refused")
    func refused() throws {
        let store = try TestStore(migrated: false)
        let database = try store.connect()
        try Migrator.migrate(database, to: steps, at: 0)
        #expect(throws: DatabaseError.self) {
            try Migrator.migrate(database, to: [steps[0]], at: 0)
        }
        let edited = Migration(version: 1, name: "one", sql: "CREATE TABLE x (\n    id TEXT\n);")
        #expect(throws: DatabaseError.self) {
            try Migrator.migrate(database, to: [edited, steps[1]], at: 0)
        }
    }

    @Test("a program goes on with a store that later steps only added to, and with no other")
    func expanded() throws {
        let store = try TestStore(migrated: false)
        let database = try store.connect()
        let added = Migration(
            version: 3, name: "added", sql: "ALTER TABLE one ADD COLUMN word TEXT;", servesFrom: 2)
        try Migrator.migrate(database, to: steps + [added], at: 0)
        #expect(try Migrator.migrate(database, to: steps, at: 0) == [])
        #expect(throws: DatabaseError.self) {
            try Migrator.migrate(database, to: [steps[0]], at: 0)
        }
        let contracted = Migration(version: 4, name: "taken", sql: "DROP TABLE two;")
        try Migrator.migrate(database, to: steps + [added, contracted], at: 0)
        #expect(throws: DatabaseError.self) { try Migrator.migrate(database, to: steps, at: 0) }
        #expect(throws: DatabaseError.self) {
            try Migrator.migrate(database, to: steps + [added], at: 0)
        }
    }

    @Test("a step for servers, or for an embedded engine, is only noted by the other")
    func forOneEngine() throws {
        let store = try TestStore(migrated: false)
        let database = try store.connect()
        let onServers = Migration(
            version: 3, name: "servers", sql: "ALTER TABLE one ADD COLUMN word TEXT;",
            servesFrom: 2, engines: .servers)
        let embedded = Migration(
            version: 4, name: "embedded", sql: "ALTER TABLE one ADD COLUMN page TEXT;",
            servesFrom: 2, engines: .embedded)
        let all = steps + [onServers, embedded]
        #expect(
            try Migrator.migrate(database, to: all, at: 0) == ["one", "two", "servers", "embedded"])
        #expect(try Migrator.migrate(database, to: all, at: 0) == [])
        let hasWord = (try? database.rows("SELECT word FROM one")) != nil
        #expect(hasWord == !database.isEmbedded)
        let hasPage = (try? database.rows("SELECT page FROM one")) != nil
        #expect(hasPage == database.isEmbedded)
    }

    @Test("a step that fails half way leaves nothing behind")
    func atomic() throws {
        let store = try TestStore(migrated: false)
        let database = try store.connect()
        let broken = Migration(
            version: 1, name: "broken", sql: "CREATE TABLE half (\n    id BIGINT\n);\nNONSENSE;")
        #expect(throws: DatabaseError.self) {
            try Migrator.migrate(database, to: [broken], at: 0)
        }
        #expect(throws: DatabaseError.self) { try database.rows("SELECT id FROM half") }
    }
}
