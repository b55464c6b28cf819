import Catalog
import Foundation
import PostgreSQLEngine
import SQL
import SQLiteEngine

/// Moves everything from an SQLite file to an empty PostgreSQL database, in one transaction that
/// is committed only when the counts of all tables agree and the audit finds nothing.
public enum StoreCopy {
    /// Rows that are read at once.
    static let pageRows = 1_000
    /// Of instances, not of the market: nobody holds a lease while the store is moved.
    static let leftBehind: Set = ["schema_migrations", "leases", "rate_limits"]

    /// - Parameters:
    ///   - source: an SQLite file; no server may have it open.
    ///   - target: an empty PostgreSQL database.
    /// - Throws: with what to do; the target is then as empty as it was.
    public static func run(
        from source: Configuration.Store, to target: Configuration.Store,
        progress: (String) -> Void
    ) throws -> AdminOutcome {
        guard case .sqlite(let path) = source, case .postgresql(let address) = target else {
            throw CommandFailure(
                "copy moves from sqlite:PATH to postgresql://…, given by --to or by "
                    + "CATALOGD_DATABASE_URL")
        }
        guard FileManager.default.fileExists(atPath: path) else {
            throw CommandFailure("\(path) does not exist")
        }
        let lock = try SQLiteLock(path: path)
        defer { withExtendedLifetime(lock) {} }
        let from = try SQLiteDatabase(path: path, role: .reader)
        try requireSchema(of: from)
        let to = try PostgreSQLDatabase(address)
        // Before anything of it is changed: it might be a market that lives.
        try requireEmpty(to)
        try Migrator.migrate(
            to, to: Schema.migrations, at: WallClock.system.now().milliseconds)
        let tables = StoredTable.ordered(try from.tables()).filter {
            !leftBehind.contains($0.name)
        }
        try requireEmpty(to)
        try from.beginReading()
        try to.begin()
        do {
            for table in tables.reversed() { try to.run("DELETE FROM \(table.name)") }
            var counts: [String: Int] = [:]
            for table in tables {
                let count = try TableCopy(table: table, from: from, to: to).run()
                counts[table.name] = count
                progress("\(table.name): \(count) rows")
            }
            let findings = try Audit(to).findings()
            guard findings.isEmpty else {
                throw CommandFailure(
                    "nothing was copied, for the audit of the copy finds: "
                        + findings.map(\.words).joined(separator: "; "))
            }
            try to.commit()
            return outcome(counts, address)
        } catch {
            try? to.rollback()
            throw error
        }
    }

    private static func outcome(
        _ counts: [String: Int], _ address: PostgreSQLAddress
    ) -> AdminOutcome {
        let rows = counts.values.reduce(0, +)
        return AdminOutcome(
            text: "Copied \(rows) rows of \(counts.count) tables to \(address); the counts agree, "
                + "and the audit of the copy found nothing.",
            json: String(decoding: JSON.encode(["rows": counts]), as: UTF8.self))
    }

    private static func requireSchema(of database: any Database) throws {
        let applied = try database.rows(
            "SELECT version, checksum FROM schema_migrations ORDER BY version"
        ).map { "\($0.int(0)) \($0.text(1))" }
        guard applied == Schema.migrations.map({ "\($0.version) \($0.checksum)" }) else {
            throw CommandFailure(
                "the source has not this version's schema: run catalogd migrate on it first")
        }
    }

    private static func requireEmpty(_ database: any Database) throws {
        for table in ["participants", "courses", "schemes", "transfers"] {
            let isThere = try database.row("SELECT to_regclass($1) IS NOT NULL", table)
            guard isThere?.bool(0) == true else { continue }
            guard try database.row("SELECT 1 FROM \(table) LIMIT 1") == nil else {
                throw CommandFailure("the target is not empty: name a new database")
            }
        }
    }
}

/// Copies the rows of one table.
private struct TableCopy {
    let table: StoredTable
    let from: any Database
    let to: any Database

    /// - Returns: how many rows there are, on both sides.
    func run() throws -> Int {
        guard !table.key.isEmpty else {
            throw DatabaseError.misuse("the table \(table.name) has no primary key")
        }
        if let parent = table.parentColumn {
            try pages(where: "\(parent) IS NULL")
            try pages(where: "\(parent) IS NOT NULL")
        } else {
            try pages(where: "1 = 1")
        }
        let count = "SELECT count(*) FROM \(table.name)"
        let (wanted, found) = (try from.row(count)?.int(0), try to.row(count)?.int(0))
        guard let wanted, wanted == found else {
            throw CommandFailure("\(table.name) differs: \(wanted ?? 0) rows, \(found ?? 0) copied")
        }
        return wanted
    }

    private func pages(where condition: String) throws {
        let columns = table.columns.joined(separator: ", ")
        let key = table.key.joined(separator: ", ")
        let first = "SELECT \(columns) FROM \(table.name) WHERE \(condition)"
        let end = " ORDER BY \(key) LIMIT \(StoreCopy.pageRows)"
        let places = table.key.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
        let next = first + " AND (\(key)) > (\(places))" + end
        let values = table.columns.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
        let insert = "INSERT INTO \(table.name) (\(columns)) VALUES (\(values))"
        let keyPlaces = table.key.compactMap(table.columns.firstIndex)
        var rows = try from.rows(first + end, binding: [])
        while let last = rows.last {
            for row in rows { try to.later(insert, binding: row.values) }
            rows = try from.rows(next, binding: keyPlaces.map { last.values[$0] })
        }
    }
}
