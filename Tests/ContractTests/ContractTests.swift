import SQL
import Synchronization
import TestKit
import Testing

/// That the contract is asked of every engine, and not of one twice.
@Suite(.serialized) struct ContractTests {
    private static let versions = Mutex<[String]>([])

    @Test("a contract test runs on each engine", .bothEngines)
    func runs() throws {
        let database = try TestStore().connect()
        let words =
            switch StoreEngine.current {
            case .sqlite: try database.row("SELECT 'SQLite ' || sqlite_version()")
            case .postgresql: try database.row("SELECT version()")
            }
        Self.versions.withLock { $0.append(words?.text(0) ?? "") }
    }

    @Test("text that PostgreSQL cannot store is refused by all, not cut short", .bothEngines)
    func zeroCharacter() throws {
        let database = try TestStore().connect()
        #expect(throws: DatabaseError.zeroCharacter) {
            try database.row("SELECT $1 || ''", "a\u{0}b")
        }
    }

    @Test("statements at once are run in their order, each with its rows", .bothEngines)
    func atOnce() throws {
        let database = try TestStore().connect()
        let insertion = "INSERT INTO categories VALUES ($1, '{}')"
        let count = "SELECT count(*) FROM categories WHERE id <= $1"
        try database.begin()
        try database.later(insertion, "a")
        let rows = try database.rows(of: [
            StatementCall(count, [.text("z")]), StatementCall(insertion, [.text("b")]),
            StatementCall(insertion + " RETURNING id", [.text("c")]),
            StatementCall(count, [.text("z")]), StatementCall(count, [.text("b")]),
        ])
        let found = rows.map { $0.map { $0.values[0] } }
        #expect(
            found == [[.integer(1)], [], [.text("c")], [.integer(3)], [.integer(2)]])
        #expect(try database.rows(of: []).isEmpty)
        try database.commit()
        try database.begin()
        #expect(throws: DatabaseError.self) {
            try database.rows(of: ["d", "a", "e"].map { StatementCall(insertion, [.text($0)]) })
        }
        try database.rollback()
        #expect(try database.row(count, "z")?.int(0) == 3)
    }

    @Test("each engine was asked")
    func asked() {
        let names = Self.versions.withLock { $0.map { $0.prefix { $0 != " " } } }
        #expect(names == StoreEngine.allCases.map { $0.rawValue[...] })
    }
}
