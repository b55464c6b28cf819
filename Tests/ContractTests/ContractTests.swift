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

    @Test("each engine was asked")
    func asked() {
        let names = Self.versions.withLock { $0.map { $0.prefix { $0 != " " } } }
        #expect(names == StoreEngine.allCases.map { $0.rawValue[...] })
    }
}
