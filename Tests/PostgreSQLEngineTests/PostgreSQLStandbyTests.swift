import Foundation
import PostgreSQLEngine
import SQL
import Synchronization
import TestKit
import Testing

/// A primary whose synchronous standby is away.
@Suite struct PostgreSQLStandbyTests {
    @Test("a commit whose wait for the standby is given up is unknown, though it says success")
    func givenUp() throws {
        let server = try PostgreSQLServer.separate()
        let name = try server.makeDatabase()
        let address = try server.address(of: name)
        let database = try PostgreSQLDatabase(address)
        try Migrator.migrate(database, to: [], at: 0)
        let other = try PostgreSQLDatabase(address)
        try server.script("ALTER SYSTEM SET synchronous_standby_names = 'away'")
        try server.script("SELECT pg_reload_conf()")
        try eventually("the setting is read") {
            try other.row("SHOW synchronous_standby_names")?.text(0) == "away"
        }
        try database.begin()
        try database.run("INSERT INTO schema_migrations VALUES (1, 'x', 'x', 0, 1)")
        let canceller = Thread {
            try? eventually("it waits for the standby, and is cancelled") {
                let waiting = try PostgreSQLDatabase(address).rows(
                    """
                    SELECT pg_cancel_backend(pid) FROM pg_stat_activity
                    WHERE wait_event = 'SyncRep'
                    """)
                return !waiting.isEmpty
            }
        }
        canceller.start()
        do throws(DatabaseError) {
            try database.commit()
            Issue.record("it was taken for committed")
        } catch {
            guard case .outcomeUnknown(let text) = error else { throw error }
            #expect(text.contains("warning"))
        }
        #expect(database.isLost, "the connection is replaced")
    }
}

private func eventually(_ what: Comment, _ check: () throws -> Bool) throws {
    for _ in 0..<1_000 {
        if try check() { return }
        Thread.sleep(forTimeInterval: 0.01)
    }
    Issue.record(what)
}
