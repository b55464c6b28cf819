import CSQLite
import Foundation
import SQL

/// Copies a database file while others read and write it (SQLite, "Online Backup API").
public enum SQLiteBackup {
    /// Makes a copy that is whole, as of one moment.
    /// - Throws: `.unavailable` where `target` exists already or cannot be written; nothing is left
    ///   of it then.
    public static func copy(from source: String, to target: String) throws(DatabaseError) {
        guard FileManager.default.fileExists(atPath: source) else {
            throw .unavailable("\(source) does not exist")
        }
        guard !FileManager.default.fileExists(atPath: target) else {
            throw .unavailable("\(target) exists already: name another file")
        }
        do throws(DatabaseError) {
            try copyPages(from: source, to: target)
        } catch {
            try? FileManager.default.removeItem(atPath: target)
            throw error
        }
    }

    /// All pages in one step: one reading transaction, which holds up nobody who writes.
    private static func copyPages(
        from source: String, to target: String
    ) throws(DatabaseError) {
        let from = try SQLiteHandle(path: source, readOnly: true)
        let to = try SQLiteHandle(path: target, readOnly: false)
        // Both handles outlive the backup, which is finished in the same call.
        let code = unsafe from.withUnsafePointer { source in
            unsafe to.withUnsafePointer { target in
                guard let backup = unsafe sqlite3_backup_init(target, "main", source, "main")
                else { return unsafe sqlite3_extended_errcode(target) }
                let stepped = unsafe sqlite3_backup_step(backup, -1)
                let finished = unsafe sqlite3_backup_finish(backup)
                return stepped == SQLITE_DONE ? finished : stepped
            }
        }
        guard code == SQLITE_OK else { throw to.error(code) }
    }
}
