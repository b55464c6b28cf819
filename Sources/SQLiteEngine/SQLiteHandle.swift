import CSQLite
import Foundation
import SQL

/// Owns one `sqlite3*`; closed when the last reference goes.
@safe final class SQLiteHandle {
    private let pointer: OpaquePointer
    private let path: String
    /// Told when the kernel could not bring to the disk what it had taken.
    private let syncFailed: @Sendable (String) -> Void
    private let log = WriteAheadLog()

    /// SQLite's own count of the memory it uses takes a lock at each allocation, for a figure that
    /// nobody reads. It can be switched off before the first connection only.
    private static let isConfigured: Bool = {
        let hasNoStatistics = catalog_sqlite_without_memory_statistics() == SQLITE_OK
        return PageCaches.areUsed && hasNoStatistics
    }()

    /// - Parameter gathersLog: for one that commits with `synchronous=FULL`: see ``GatheredLog``.
    init(
        path: String, readOnly: Bool, gathersLog: Bool = false,
        syncFailed: @escaping @Sendable (String) -> Void = { _ in }
    ) throws(DatabaseError) {
        // Before anything else of SQLite, ``GatheredLog/name`` included.
        _ = Self.isConfigured
        var opened: OpaquePointer?
        let files = gathersLog ? GatheredLog.name : nil
        let flags =
            SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (readOnly ? 0 : SQLITE_OPEN_CREATE)
        // SQLite reads a name that begins so as an address, which may have settings.
        let name = path.hasPrefix("file:") ? "./" + path : path
        // The handle is confined to one thread at a time by its owner, hence NOMUTEX.
        let code = unsafe sqlite3_open_v2(name, &opened, flags, files)
        guard code == SQLITE_OK, let opened = unsafe opened else {
            unsafe sqlite3_close_v2(opened)
            throw .unavailable("\(path) cannot be opened (SQLite code \(code))")
        }
        unsafe pointer = opened
        self.path = path
        self.syncFailed = syncFailed
        unsafe sqlite3_extended_result_codes(opened, 1)
        guard gathersLog else { return }
        unsafe sqlite3_rollback_hook(
            opened,
            { database in
                guard let database = unsafe database else { return }
                unsafe GatheredLogFile.forget(on: OpaquePointer(database))
            }, UnsafeMutableRawPointer(opened))
    }

    /// Pages in the write-ahead log since the last commit; 0 before ``watchLog()``.
    var logPages: Int { log.pages }

    /// Counts the log's pages from now on, in place of SQLite's own checkpoints: those keep their
    /// failures to themselves, a failed sync among them.
    func watchLog() {
        // The log's object lives as long as the connection, which is closed in `deinit`.
        unsafe sqlite3_wal_hook(
            pointer,
            { context, _, _, pages in
                guard let context = unsafe context else { return SQLITE_OK }
                unsafe Unmanaged<WriteAheadLog>.fromOpaque(context).takeUnretainedValue()
                    .pages = Int(pages)
                return SQLITE_OK
            }, Unmanaged.passUnretained(log).toOpaque())
    }

    deinit {
        unsafe sqlite3_rollback_hook(pointer, nil, nil)
        unsafe sqlite3_close_v2(pointer)
    }

    /// Lends the pointer for the length of one call.
    func withUnsafePointer<Answer>(_ body: (OpaquePointer) -> Answer) -> Answer {
        unsafe body(pointer)
    }

    /// After one of these the kernel may count pages as written that are not (its next sync
    /// succeeds), so that nothing which this process knows of the disk can be relied on:
    /// SQLITE_IOERR_FSYNC and SQLITE_IOERR_DIR_FSYNC, whose macros Swift cannot read.
    private static let syncFailures = [SQLITE_IOERR | (4 << 8), SQLITE_IOERR | (5 << 8)]

    /// For what the kernel could not write, and told to us instead of to SQLite.
    func tellSyncFailed(_ errorNumber: Int32) {
        let words = unsafe String(cString: strerror(errorNumber))
        syncFailed("\(path) could not be written: \(words)")
    }

    /// The last failure on this connection, sorted into what callers act on.
    func error(_ code: Int32) -> DatabaseError {
        let words = unsafe String(cString: sqlite3_errmsg(pointer))
        let text = "SQLite \(code): \(words)"
        if Self.syncFailures.contains(code) { syncFailed(text) }
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

/// What SQLite tells at each commit; touched on the connection's thread only.
private final class WriteAheadLog {
    var pages = 0
}
