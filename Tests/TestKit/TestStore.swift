import Catalog
import Foundation
import PostgreSQLEngine
import SQL
import SQLiteEngine
import Synchronization

/// A store of its own for one test, migrated, gone at the end: on SQLite a file in a temporary
/// directory, on PostgreSQL a database of the run's own server.
public final class TestStore: Sendable {
    /// Where it is.
    public enum Place: Sendable {
        case file(String)
        case database(String, on: PostgreSQLServer)
    }

    public let engine: StoreEngine
    private let place: Place

    /// - Parameter migrated: false for a store without tables.
    public init(migrated: Bool = true, on engine: StoreEngine = .current) throws {
        self.engine = engine
        switch engine {
        case .sqlite:
            let directory = FileManager.default.temporaryDirectory
                .appendingPathComponent("catalogd-test-\(UUID().uuidString)")
            try FileManager.default.createDirectory(
                at: directory, withIntermediateDirectories: true)
            place = .file(directory.appendingPathComponent("catalogd.db").path)
            guard migrated else { return }
            try Migrator.migrate(try connect(), to: Schema.migrations, at: 0)
        case .postgresql:
            let server = try PostgreSQLServer.shared.get()
            let name =
                migrated
                ? try server.makeDatabase(like: Self.template.get()) : try server.makeDatabase()
            place = .database(name, on: server)
        }
    }

    deinit {
        switch place {
        case .file(let path):
            try? FileManager.default.removeItem(
                at: URL(fileURLWithPath: path).deletingLastPathComponent())
        case .database(let name, let server): server.drop(name)
        }
    }

    /// Migrated once; copying a database is a tenth of the work of making its tables.
    private static let template = Result {
        let server = try PostgreSQLServer.shared.get()
        let name = try server.makeDatabase()
        let database = try PostgreSQLDatabase(try server.address(of: name))
        try Migrator.migrate(database, to: Schema.migrations, at: 0)
        return name
    }

    /// The SQLite file; empty on PostgreSQL.
    public var path: String {
        if case .file(let path) = place { path } else { "" }
    }

    /// The PostgreSQL database; nil on SQLite.
    public var address: PostgreSQLAddress? {
        if case .database(let name, let server) = place {
            try? server.address(of: name)
        } else {
            nil
        }
    }

    /// A connection for this thread.
    public func connect() throws(DatabaseError) -> any Database {
        try open(reading: false)
    }

    private func open(reading: Bool) throws(DatabaseError) -> any Database {
        switch place {
        case .file(let path):
            try SQLiteDatabase(path: path, role: reading ? .reader : .writer)
        case .database(let name, let server):
            KeptDatabase(
                try PostgreSQLDatabase(
                    try server.address(of: name), role: reading ? .reader : .writer),
                of: self)
        }
    }

    /// Lets a test spoil what the schema's foreign keys protect.
    public func forgetForeignKeys(on database: any Database) throws {
        try database.run(
            engine == .sqlite
                ? "PRAGMA foreign_keys = OFF" : "SET session_replication_role = replica")
    }

    /// Runs `body` in a transaction of its own, as the command queue would.
    public func command<Answer>(
        on database: any Database, _ body: (any Database) throws -> Answer
    ) throws -> Answer {
        try database.begin()
        do {
            let answer = try body(database)
            try database.commit()
            return answer
        } catch {
            try database.rollback()
            throw error
        }
    }

    public func queue(limits: CommandQueue.Limits = .init()) throws(DatabaseError) -> CommandQueue {
        try CommandQueue(limits: limits) { [self] () throws(DatabaseError) -> any Database in
            try open(reading: false)
        }
    }

    public func readPool() -> ReadPool {
        ReadPool { [self] () throws(DatabaseError) -> any Database in
            try open(reading: true)
        }
    }

    /// An SQLite file with somebody else's table.
    public static func foreignFile(at path: String) throws {
        let made = Process()
        made.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        made.arguments = ["sqlite3", path, "CREATE TABLE theirs (id INTEGER)"]
        try made.run()
        made.waitUntilExit()
    }
}
