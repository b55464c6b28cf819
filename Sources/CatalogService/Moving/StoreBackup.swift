import Catalog
import Foundation
import SQL
import SQLiteEngine

/// Backups of an SQLite store, each proven by the audit before it is relied on. PostgreSQL has
/// its own means (pg_basebackup and an archive of its log).
public enum StoreBackup {
    /// Copies the store beside a running server.
    /// - Parameter file: does not exist yet.
    public static func make(
        _ configuration: Configuration, file: String
    ) throws -> AdminOutcome {
        let path = try sqlitePath(of: configuration)
        try SQLiteBackup.copy(from: path, to: file)
        let findings = try proven(file)
        return outcome("Backed up to \(file)", findings: findings)
    }

    /// Puts a backup in the place of a store that is gone.
    /// - Throws: where a store is in its place, or the backup is damaged; nothing is changed then.
    public static func restore(
        _ configuration: Configuration, file: String
    ) throws -> AdminOutcome {
        let path = try sqlitePath(of: configuration)
        let lock = try SQLiteLock(path: path)
        defer { withExtendedLifetime(lock) {} }
        guard !FileManager.default.fileExists(atPath: path) else {
            throw CommandFailure("\(path) exists: move it away first, with its -wal and -shm")
        }
        _ = try proven(file)
        let unfinished = path + ".restoring"
        try? FileManager.default.removeItem(atPath: unfinished)
        try SQLiteBackup.copy(from: file, to: unfinished)
        let findings = try proven(unfinished)
        for left in ["-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: unfinished + left)
            try? FileManager.default.removeItem(atPath: path + left)
        }
        try FileManager.default.moveItem(atPath: unfinished, toPath: path)
        return outcome("Restored from \(file)", findings: findings)
    }

    private static func sqlitePath(of configuration: Configuration) throws -> String {
        guard case .sqlite(let path) = configuration.store else {
            throw CommandFailure(
                "PostgreSQL is backed up with its own programs: see docs/operations.md")
        }
        return path
    }

    /// What the audit finds in a file.
    /// - Throws: where the file is no sound database of ours.
    private static func proven(_ file: String) throws -> [AuditFinding] {
        guard FileManager.default.fileExists(atPath: file) else {
            throw CommandFailure("\(file) does not exist")
        }
        let database = try SQLiteDatabase(path: file, role: .reader)
        let verdict = try database.row("PRAGMA integrity_check(1)")?.text(0) ?? "no answer"
        guard verdict == "ok" else { throw CommandFailure("\(file) is damaged: \(verdict)") }
        return try database.reading { try Audit($0).findings() }
    }

    private static func outcome(_ done: String, findings: [AuditFinding]) -> AdminOutcome {
        let json = String(decoding: JSON.encode(["findings": findings]), as: UTF8.self)
        guard !findings.isEmpty else {
            return AdminOutcome(text: done + "; its audit found nothing.", json: json)
        }
        let words = findings.map { "\($0.code.rawValue): \($0.words)" }
        return AdminOutcome(
            text: ([done + ", but its audit found:"] + words).joined(separator: "\n"), json: json,
            isComplete: false)
    }
}
