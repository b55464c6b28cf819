import Catalog
import Foundation
import SQL
import SQLiteEngine

/// A store of its own for one test: a file in a temporary directory, migrated, gone at the end.
public final class TestStore: Sendable {
    public let path: String

    /// - Parameter migrated: false for a store without tables.
    public init(migrated: Bool = true) throws {
        let directory = FileManager.default.temporaryDirectory
            .appendingPathComponent("catalogd-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        path = directory.appendingPathComponent("catalogd.db").path
        guard migrated else { return }
        let database = try SQLiteDatabase(path: path)
        try Migrator.migrate(database, to: Schema.migrations, at: 0)
    }

    deinit {
        try? FileManager.default.removeItem(
            at: URL(fileURLWithPath: path).deletingLastPathComponent())
    }

    /// A connection for this thread.
    public func connect() throws(DatabaseError) -> any Database {
        try SQLiteDatabase(path: path)
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
        let path = path
        return try CommandQueue(limits: limits) { () throws(DatabaseError) -> any Database in
            try SQLiteDatabase(path: path)
        }
    }

    public func readPool() -> ReadPool {
        let path = path
        return ReadPool { () throws(DatabaseError) -> any Database in
            try SQLiteDatabase(path: path, role: .reader)
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
