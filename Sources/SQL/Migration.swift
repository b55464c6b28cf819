import Foundation

/// One forward-only step of the schema. What has been released is never edited: the checksum of
/// each applied step is kept in the store and compared at every start.
public struct Migration: Sendable {
    public let version: Int
    public let name: String
    public let sql: String
    /// The oldest version of the schema whose programs go on serving after this step.
    ///
    /// A step that only adds (a table, an index, a column that may be NULL or has a default), or
    /// has less checked, leaves what the programs before it read and write as it was: it expands.
    /// One that takes something away or asks for more contracts: it comes a release later, when no
    /// program needs it.
    public let servesFrom: Int
    /// What the step changes something in; elsewhere it is only noted.
    public let engines: Engines

    public enum Engines: Sendable {
        case all, servers, embedded

        func includes(_ database: any Database) -> Bool {
            switch self {
            case .all: true
            case .servers: !database.isEmbedded
            case .embedded: database.isEmbedded
            }
        }
    }

    /// - Parameter servesFrom: nil for a step that contracts.
    public init(
        version: Int, name: String, sql: String, servesFrom: Int? = nil, engines: Engines = .all
    ) {
        self.version = version
        self.name = name
        self.sql = sql
        self.servesFrom = servesFrom ?? version
        self.engines = engines
    }

    /// FNV-1a over the text: it guards against accidents, not against an attacker.
    public var checksum: String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in sql.utf8 {
            hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
        }
        return String(hash, radix: 16)
    }
}

/// Brings a store to the newest schema, one transaction a step, under the engine's write lock.
public enum Migrator {
    /// How often a step is begun on a server whose tables somebody else has locked.
    public static let attemptsMax = 100
    /// Between two attempts, in which those who wait for the tables get their turn.
    private static let pauseSeconds = 0.3

    /// Applies what is missing and returns the names of the applied steps.
    /// - Parameter attempts: how often each step is begun.
    /// - Throws: `.unusable` where an applied step differs, or the store is newer than the program
    ///   by more than steps that leave it serving; `.busy` where a server's tables stay in use.
    @discardableResult
    public static func migrate(
        _ database: any Database, to migrations: [Migration], at milliseconds: Int64,
        attempts: Int = attemptsMax
    ) throws(DatabaseError) -> [String] {
        try exclusively(on: database) { () throws(DatabaseError) in try database.script(table) }
        try refuseNewer(database, than: migrations.last?.version ?? 0)
        var applied: [String] = []
        for migration in migrations {
            let isNew = try patiently(
                migration, on: database, attempts: attempts
            ) { () throws(DatabaseError) in
                try exclusively(on: database) { () throws(DatabaseError) in
                    try apply(migration, to: database, at: milliseconds)
                }
            }
            if isNew { applied.append(migration.name) }
        }
        return applied
    }

    private static func refuseNewer(
        _ database: any Database, than newest: Int
    ) throws(DatabaseError) {
        let row = try database.row(
            "SELECT max(version), max(serves_from) FROM schema_migrations WHERE version > $1",
            newest)
        guard let version = row?.intIfPresent(0), let oldest = row?.intIfPresent(1),
            oldest > newest
        else { return }
        throw .unusable(
            "the database has schema version \(version), this program knows \(newest): "
                + "start a newer catalogd")
    }

    private static let table = """
        CREATE TABLE IF NOT EXISTS schema_migrations (
            version BIGINT PRIMARY KEY,
            name TEXT NOT NULL,
            checksum TEXT NOT NULL,
            applied_at BIGINT NOT NULL,
            serves_from BIGINT NOT NULL
        );
        """

    /// One step in a transaction of its own: of instances that start together, one applies it.
    private static func exclusively<Answer>(
        on database: any Database, _ body: () throws(DatabaseError) -> Answer
    ) throws(DatabaseError) -> Answer {
        try database.beginExclusive()
        let answer: Answer
        do throws(DatabaseError) {
            answer = try body()
        } catch {
            try database.rollback()
            throw error
        }
        try database.commit()
        return answer
    }

    /// A server's tables may be in use: the step does not wait for them for long, since everybody
    /// else would wait behind it, but comes again.
    private static func patiently(
        _ migration: Migration, on database: any Database, attempts: Int,
        _ body: () throws(DatabaseError) -> Bool
    ) throws(DatabaseError) -> Bool {
        var attempt = 1
        while true {
            do throws(DatabaseError) {
                return try body()
            } catch {
                guard !database.isEmbedded, case .busy(let text) = error else { throw error }
                guard attempt < attempts else {
                    throw .busy(
                        "schema step \(migration.version) (\(migration.name)) found its tables in "
                            + "use: end what reads them for long, such as pg_dump or catalogd "
                            + "audit, and start again (\(text))")
                }
                attempt += 1
                Thread.sleep(forTimeInterval: pauseSeconds)
            }
        }
    }

    private static func apply(
        _ migration: Migration, to database: any Database, at milliseconds: Int64
    ) throws(DatabaseError) -> Bool {
        let known = try database.row(
            "SELECT checksum FROM schema_migrations WHERE version = $1", migration.version)
        if let known {
            guard known.text(0) == migration.checksum else {
                throw .unusable(
                    "schema step \(migration.version) (\(migration.name)) is not the one that was "
                        + "applied: the database belongs to another build of catalogd")
            }
            return false
        }
        if migration.engines.includes(database) { try database.script(migration.sql) }
        try database.run(
            "INSERT INTO schema_migrations VALUES ($1, $2, $3, $4, $5)",
            migration.version, migration.name, migration.checksum, milliseconds,
            migration.servesFrom)
        return true
    }
}
