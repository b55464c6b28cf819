import PostgreSQLEngine
import SQL
import TestKit
import Testing

@Suite struct PostgreSQLDatabaseTests {
    private func store(migrated: Bool = true) throws -> TestStore {
        try TestStore(migrated: migrated, on: .postgresql)
    }

    @Test("every kind of value comes back as it was stored")
    func values() throws {
        let database = try store().connect()
        try database.script(
            """
            CREATE TABLE things (
                place BIGINT,
                number BIGINT,
                amount DOUBLE PRECISION,
                word TEXT,
                bytes BYTEA
            );
            """)
        let rows: [[SQLValue]] = [
            [.integer(.max), .real(-0.5), .text("Da'i – 日本"), .blob([0, 255])],
            [.integer(.min), .real(1e300), .text(""), .blob([])],
            [.null, .null, .null, .null],
            [.integer(0), .real(0.1), .text("\\x41"), .blob([0])],
            [.integer(1), .real(.infinity), .text("\u{1}"), .blob(Array(0...255))],
        ]
        for (place, row) in rows.enumerated() {
            try database.run(
                "INSERT INTO things VALUES ($1, $2, $3, $4, $5)",
                binding: [.integer(Int64(place))] + row)
        }
        let stored = try database.rows(
            "SELECT number, amount, word, bytes FROM things ORDER BY place")
        #expect(stored.map(\.values) == rows)
    }

    @Test("parameters may stand in any order and be used twice")
    func parameters() throws {
        let database = try store().connect()
        #expect(try database.row("SELECT $2 || $1 || $2", "a", "b")?.text(0) == "bab")
        #expect(throws: DatabaseError.self) { try database.row("SELECT $1, $2", "a") }
    }

    @Test("a truth value is 0 or 1 and a whole sum an integer, as on SQLite")
    func kinds() throws {
        let row = try store().connect().row(
            "SELECT 1 < 2, sum(x), avg(x) FROM (VALUES (1), (2)) AS v (x)")
        #expect(row?.values == [.integer(1), .integer(3), .real(1.5)])
    }

    @Test("text is ordered by its bytes")
    func order() throws {
        let database = try store().connect()
        for id in ["b", "_", "B", "ä", "a"] {
            try database.run("INSERT INTO categories VALUES ($1, '{}')", id)
        }
        let ids = try database.rows("SELECT id FROM categories ORDER BY id").map { $0.text(0) }
        #expect(ids == ["B", "_", "a", "b", "ä"])
    }

    @Test("a broken rule, a broken statement and a write by a reader are told apart")
    func errors() throws {
        let database = try store().connect()
        try database.run("INSERT INTO categories VALUES ('a', '{}')")
        let wanted: [(sql: String, isRight: (DatabaseError) -> Bool)] = [
            (
                "INSERT INTO categories VALUES ('a', '{}')",
                { if case .constraint = $0 { true } else { false } }
            ),
            ("SELEC", { if case .misuse = $0 { true } else { false } }),
        ]
        for (sql, isRight) in wanted {
            do throws(DatabaseError) {
                try database.run(sql)
                Issue.record("\(sql) was accepted")
            } catch {
                #expect(isRight(error), "\(error)")
            }
        }
    }

    @Test("what waits to be sent is sent with the next statement, and fails in its place")
    func later() throws {
        let database = try store().connect()
        try database.begin()
        try database.later("INSERT INTO categories VALUES ($1, '{}')", "a")
        try database.later("INSERT INTO categories VALUES ($1, '{}')", "b")
        #expect(try database.row("SELECT count(*) FROM categories")?.int(0) == 2)
        try database.commit()
        try database.begin()
        try database.later("INSERT INTO categories VALUES ($1, '{}')", "c")
        try database.later("INSERT INTO categories VALUES ($1, '{}')", "a")
        #expect(throws: DatabaseError.self) { try database.commit() }
        try database.rollback()
        #expect(try database.row("SELECT count(*) FROM categories")?.int(0) == 2)
    }

    @Test("statements at once are bounded, and those that wait go before them")
    func atOnce() throws {
        let database = try store().connect()
        let most = StatementCall.atOnceMax
        let call = StatementCall("SELECT count(*) FROM categories", [])
        try database.begin()
        for number in 0..<most - 1 {
            try database.later("INSERT INTO categories VALUES ($1, '{}')", "\(number)")
        }
        let rows = try database.rows(of: Array(repeating: call, count: most))
        #expect(rows.map { $0.first?.int(0) } == Array(repeating: most - 1, count: most))
        #expect(throws: DatabaseError.self) {
            try database.rows(of: Array(repeating: call, count: most + 1))
        }
        try database.commit()
    }

    @Test("a savepoint undoes what failed, and the transaction goes on")
    func savepoint() throws {
        let database = try store().connect()
        try database.begin()
        try database.run("INSERT INTO categories VALUES ('a', '{}')")
        try database.run("SAVEPOINT command")
        #expect(throws: DatabaseError.self) {
            try database.run("INSERT INTO categories VALUES ('a', '{}')")
        }
        #expect(!database.isInTransaction)
        try database.run("ROLLBACK TO SAVEPOINT command")
        try database.run("RELEASE SAVEPOINT command")
        #expect(database.isInTransaction)
        try database.commit()
        #expect(try database.row("SELECT count(*) FROM categories")?.int(0) == 1)
    }

    @Test("a transaction that has failed is never taken for committed")
    func failedCommit() throws {
        let database = try store().connect()
        try database.begin()
        #expect(throws: DatabaseError.self) { try database.run("SELECT 1 / 0") }
        #expect(throws: DatabaseError.self) { try database.commit() }
        #expect(!database.isInTransaction)
    }
}
