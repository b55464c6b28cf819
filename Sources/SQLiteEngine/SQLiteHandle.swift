import CSQLite
import SQL

/// Owns one `sqlite3*`; closed when the last reference goes.
@safe final class SQLiteHandle {
    private let pointer: OpaquePointer
    private let path: String

    /// SQLite's own count of the memory it uses takes a lock at each allocation, for a figure that
    /// nobody reads. It can be switched off before the first connection only.
    private static let isConfigured = catalog_sqlite_without_memory_statistics() == SQLITE_OK

    init(path: String, readOnly: Bool) throws(DatabaseError) {
        _ = Self.isConfigured
        var opened: OpaquePointer?
        let flags =
            SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (readOnly ? 0 : SQLITE_OPEN_CREATE)
        // The handle is confined to one thread at a time by its owner, hence NOMUTEX.
        let code = unsafe sqlite3_open_v2(path, &opened, flags, nil)
        guard code == SQLITE_OK, let opened = unsafe opened else {
            unsafe sqlite3_close_v2(opened)
            throw .unavailable("\(path) cannot be opened (SQLite code \(code))")
        }
        unsafe pointer = opened
        self.path = path
        unsafe sqlite3_extended_result_codes(opened, 1)
    }

    deinit {
        unsafe sqlite3_close_v2(pointer)
    }

    /// Lends the pointer for the length of one call.
    func withUnsafePointer<Answer>(_ body: (OpaquePointer) -> Answer) -> Answer {
        unsafe body(pointer)
    }

    /// The last failure on this connection, sorted into what callers act on.
    func error(_ code: Int32) -> DatabaseError {
        let words = unsafe String(cString: sqlite3_errmsg(pointer))
        let text = "SQLite \(code): \(words)"
        switch code & 0xff {
        case SQLITE_CONSTRAINT: return .constraint(text)
        case SQLITE_BUSY, SQLITE_LOCKED: return .busy(text)
        case SQLITE_FULL: return .full(text)
        case SQLITE_IOERR, SQLITE_CANTOPEN, SQLITE_READONLY, SQLITE_PERM, SQLITE_NOMEM:
            return .unavailable(text)
        case SQLITE_NOTADB, SQLITE_CORRUPT:
            return .unusable(
                "\(path) is damaged or not an SQLite database (\(text)): restore a backup, or name "
                    + "another file in CATALOGD_DATABASE_URL")
        default: return .misuse(text)
        }
    }
}
