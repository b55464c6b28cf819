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
        // The checkpointer is who makes commits wait, and reads the setting when it gets to it.
        let refusal = try firstRefusal(tries: 1_000) { number throws(DatabaseError) in
            try database.begin()
            try database.run("INSERT INTO schema_migrations VALUES ($1, 'x', 'x', 0, 1)", number)
            try database.commit()
        }
        guard case .outcomeUnknown(let text) = refusal else {
            Issue.record("not unknown: \(String(describing: refusal))")
            return
        }
        #expect(text.contains("warning"))
        #expect(database.isLost, "the connection is replaced")
    }
}

/// What the first of the tries that is refused is refused with.
private func firstRefusal(
    tries: Int64, _ attempt: (Int64) throws(DatabaseError) -> Void
) throws -> DatabaseError? {
    for number in 1...tries {
        do throws(DatabaseError) { try attempt(number) } catch { return error }
        Thread.sleep(forTimeInterval: 0.01)
    }
    return nil
}

private func eventually(_ what: Comment, _ check: () throws -> Bool) throws {
    for _ in 0..<1_000 {
        if try check() { return }
        Thread.sleep(forTimeInterval: 0.01)
    }
    Issue.record(what)
}
