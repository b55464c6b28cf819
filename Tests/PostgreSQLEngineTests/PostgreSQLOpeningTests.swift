import SQL
import TestKit
import Testing

@testable import PostgreSQLEngine

@Suite struct PostgreSQLOpeningTests {
    private let server: PostgreSQLServer

    init() throws {
        server = try PostgreSQLServer.shared.get()
    }

    private func refusal(
        _ address: String, role: PostgreSQLDatabase.Role = .writer
    ) -> String? {
        do throws(DatabaseError) {
            _ = try PostgreSQLDatabase(try PostgreSQLAddress(address), role: role)
            return nil
        } catch {
            return error.message
        }
    }

    @Test("a server that cannot be reached is refused with what to do, without the password")
    func unreachable() {
        let words = refusal("postgresql://somebody:geheim@127.0.0.1:1/catalogd") ?? ""
        #expect(words.contains("CATALOGD_DATABASE_URL"), "\(words)")
        #expect(words.contains("127.0.0.1/catalogd"), "\(words)")
        #expect(!words.contains("geheim"))
    }

    @Test(
        "who is refused is told to look at what was wrong",
        arguments: [
            ("FATAL:  password authentication failed for user \"u\"", "check user and password"),
            ("connection to server at \"a\" failed: Connection refused", "that the server runs"),
            ("server a: session is read-only; server b: Connection refused", "no server takes"),
            ("FATAL:  the database system is starting up", "no server takes writes now"),
        ])
    func advice(_ words: String, _ advice: String) {
        #expect(
            PostgreSQLHandle.advice(words, needsPassword: false).contains(advice))
    }

    @Test("what is no address is refused without being repeated")
    func malformed() {
        for text in ["postgresql://u:geheim@[::1/x", "postgresql://u:geheim@h/x?nonsense=1", "h"] {
            let words = refusal(text) ?? ""
            #expect(words.contains("postgresql://user@host"), "\(words)")
            #expect(!words.contains("geheim"), "\(words)")
        }
    }

    @Test("another program's database, an empty one for a reader, a read-only one are refused")
    func unfit() throws {
        let name = try server.makeDatabase()
        defer { server.drop(name) }
        let address = try server.address(of: name)
        func refusal(_ role: PostgreSQLDatabase.Role) -> String {
            do throws(DatabaseError) {
                _ = try PostgreSQLDatabase(address, role: role)
                return "accepted"
            } catch {
                return error.message
            }
        }
        #expect(refusal(.reader).contains("run catalogd migrate"))
        try PostgreSQLDatabase(address).script("CREATE TABLE theirs (\n    id BIGINT\n);")
        #expect(refusal(.writer).contains("not a catalogd database"))
        try server.script("ALTER DATABASE \(name) SET default_transaction_read_only = on")
        #expect(refusal(.writer).contains("read-only"))
    }

    @Test("a reader cannot write")
    func reader() throws {
        let name = try server.makeDatabase()
        defer { server.drop(name) }
        let writer = try PostgreSQLDatabase(try server.address(of: name))
        try Migrator.migrate(writer, to: [], at: 0)
        let reader = try PostgreSQLDatabase(try server.address(of: name), role: .reader)
        #expect(throws: DatabaseError.self) {
            try reader.run("INSERT INTO schema_migrations VALUES (1, 'x', 'x', 0, 1)")
        }
    }

    @Test("instances that start together migrate once")
    func together() async throws {
        let name = try server.makeDatabase()
        defer { server.drop(name) }
        let address = try server.address(of: name)
        let steps = (1...3).map {
            Migration(
                version: $0, name: "step \($0)", sql: "CREATE TABLE t\($0) (\n    id BIGINT\n);")
        }
        let applied = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    try Migrator.migrate(try PostgreSQLDatabase(address), to: steps, at: 0).count
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(applied == 3)
    }

    @Test("a connection that the server ended says so, and says that nothing was done")
    func ended() throws {
        let name = try server.makeDatabase()
        defer { server.drop(name) }
        let database = try PostgreSQLDatabase(try server.address(of: name))
        try database.begin()
        let pid = try database.row("SELECT pg_backend_pid()")?.int(0) ?? 0
        try server.script("SELECT pg_terminate_backend(\(pid))")
        do throws(DatabaseError) {
            // The signal takes a moment.
            for _ in 0..<1000 { _ = try database.row("SELECT 1") }
            Issue.record("it still answers")
        } catch {
            guard case .connectionLost = error else { throw error }
        }
        #expect(database.isLost)
        try database.rollback()
    }

    @Test("a COMMIT without an answer is told as unknown")
    func unknown() throws {
        let name = try server.makeDatabase()
        defer { server.drop(name) }
        let database = try PostgreSQLDatabase(try server.address(of: name))
        try Migrator.migrate(database, to: [], at: 0)
        try database.begin()
        try database.run("INSERT INTO schema_migrations VALUES (1, 'x', 'x', 0, 1)")
        let pid = try database.row("SELECT pg_backend_pid()")?.int(0) ?? 0
        try server.script("SELECT pg_terminate_backend(\(pid), 5000)")
        do throws(DatabaseError) {
            try database.commit()
            Issue.record("committed")
        } catch {
            guard case .outcomeUnknown = error else { throw error }
        }
    }
}
