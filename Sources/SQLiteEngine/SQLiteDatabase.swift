import CSQLite
import SQL

/// A connection to an SQLite file: WAL, `synchronous=FULL`, foreign keys on.
///
/// One connection does all writes and checkpoints; readers are opened apart and cannot write.
public final class SQLiteDatabase: Database {
    public enum Role: Sendable {
        case writer
        case reader
    }

    /// Marks the file as ours (`PRAGMA application_id`): "ctlg".
    static let applicationID: Int64 = 0x6374_6c67
    /// How long a reader waits for a lock, in milliseconds.
    static let busyMilliseconds = 5000
    /// Page cache of a connection in KiB (``PageCache``). 16 to 48 MiB for the writer are alike in
    /// purchases; what it does not hold the system's cache does (docs/decisions/0002).
    static let writerCacheKiB = 24 * 1024
    static let readerCacheKiB = 8 * 1024
    /// Size of the write-ahead log after which the writer moves it to the file, unless it is told
    /// another. A page that many commits changed is moved once: people who buy in no order change
    /// pages that lie apart, and with 16 MiB each of these was written twice.
    public static let logMebibytes = 256
    /// SQLite's own page, with which our files are made.
    private static let pageKiB = 4
    /// Prepared statements kept; the program's texts are fixed, so this is never reached.
    static let statementsMax = 1024

    private let handle: SQLiteHandle
    private let path: String
    /// Pages in the log from which on it is moved.
    private let logPagesMax: Int
    /// Whether the last attempt to move the log left some of it.
    private var isLogHeld = false
    private var statements: [StatementKey: SQLiteStatement] = [:]

    /// - Parameters:
    ///   - logMebibytes: of a writer, the size of the log from which on it is moved to the file.
    ///   - syncFailed: told where a sync of the file failed. What the disk holds is not known then,
    ///     and a later sync would say that all is well: the process has to end, and the next one to
    ///     read what is there.
    /// - Throws: `.unusable` for a file of another program or a damaged one, `.unavailable` where
    ///   it cannot be opened or its durability settings do not hold.
    public init(
        path: String, role: Role = .writer, logMebibytes: Int = SQLiteDatabase.logMebibytes,
        syncFailed: @escaping @Sendable (String) -> Void = { _ in }
    ) throws(DatabaseError) {
        self.path = path
        logPagesMax = logMebibytes * 1024 / Self.pageKiB
        let syncs = !Sabotage.neverSyncs.isOn
        handle = try SQLiteHandle(
            path: path, readOnly: role == .reader,
            gathersLog: role == .writer && syncs, syncFailed: syncFailed)
        try run("PRAGMA busy_timeout = \(Self.busyMilliseconds)")
        // Before anything is written.
        try run("PRAGMA synchronous = \(syncs ? "FULL" : "OFF")")
        try checkOwner(mayMark: role == .writer)
        try configure(role, syncs: syncs)
    }

    private func checkOwner(mayMark: Bool) throws(DatabaseError) {
        let owner = try row("PRAGMA application_id")?.integer(0) ?? 0
        if owner == Self.applicationID { return }
        let tables = try row("SELECT count(*) FROM sqlite_schema")?.integer(0) ?? 0
        guard owner != 0 || tables != 0 || mayMark else {
            throw .unavailable("\(path) is empty: run catalogd migrate")
        }
        guard owner == 0, tables == 0 else {
            throw .unavailable(
                "\(path) is not a catalogd database: name another file in CATALOGD_DATABASE_URL")
        }
        try run("PRAGMA application_id = \(Self.applicationID)")
    }

    private func configure(_ role: Role, syncs: Bool) throws(DatabaseError) {
        let mode = try row("PRAGMA journal_mode = WAL")?.text(0)
        let synchronous = try row("PRAGMA synchronous")?.integer(0)
        guard mode == "wal", synchronous == 2 || !syncs else {
            throw .unavailable("\(path): the file system allows no write-ahead log")
        }
        try run("PRAGMA foreign_keys = ON")
        try run("PRAGMA temp_store = MEMORY")
        switch role {
        case .writer:
            try run("PRAGMA cache_size = -\(Self.writerCacheKiB)")
            // Where a page is written before its commit, written again, and a savepoint is then
            // undone, SQLite 3.40 may break the chain of the log's checksums: what is committed
            // after it is lost in a crash. Our transactions are small enough to stay in memory.
            try run("PRAGMA cache_spill = OFF")
            handle.watchLog()
        case .reader:
            try run("PRAGMA cache_size = -\(Self.readerCacheKiB)")
            try run("PRAGMA query_only = ON")
        }
    }

    public var changeCount: Int64 {
        unsafe handle.withUnsafePointer { unsafe sqlite3_total_changes64($0) }
    }

    public var isInTransaction: Bool {
        unsafe handle.withUnsafePointer { unsafe sqlite3_get_autocommit($0) == 0 }
    }

    public func rows(_ sql: String, binding values: [SQLValue]) throws(DatabaseError) -> [Row] {
        try statement(sql).rows(binding: values)
    }

    @discardableResult
    public func run(_ sql: String, binding values: [SQLValue]) throws(DatabaseError) -> Int {
        _ = try statement(sql).rows(binding: values)
        return unsafe handle.withUnsafePointer { unsafe Int(sqlite3_changes64($0)) }
    }

    public func script(_ sql: String) throws(DatabaseError) {
        let text = Self.spelled(sql)
        let code = unsafe handle.withUnsafePointer { unsafe sqlite3_exec($0, text, nil, nil, nil) }
        guard code == SQLITE_OK else { throw handle.error(code) }
    }

    public func begin() throws(DatabaseError) { try run("BEGIN IMMEDIATE") }
    public func beginReading() throws(DatabaseError) { try run("BEGIN DEFERRED") }

    public func commit() throws(DatabaseError) {
        do throws(DatabaseError) {
            try run("COMMIT")
        } catch {
            // After a failed sync nobody can say what the disk holds: the connection is given up
            // and the outcome asked for by key.
            throw .outcomeUnknown(error.message)
        }
        if handle.logPages >= logPagesMax { checkpoint() }
    }

    /// Moves what is committed from the log to the file. Where that fails all is still in the
    /// log, and the next commit tries again; only a failed sync is the end.
    private func checkpoint() {
        // What a reader holds back is not written, so that there is nothing to begin with.
        guard !isLogHeld else { return moveLog() }
        let (_, failure) = EarlyWriteback.during(writesTo: path) { moveLog() }
        if let failure { handle.tellSyncFailed(failure) }
    }

    private func moveLog() {
        var (pages, moved): (Int32, Int32) = (0, 0)
        let code = unsafe handle.withUnsafePointer {
            unsafe sqlite3_wal_checkpoint_v2($0, nil, SQLITE_CHECKPOINT_PASSIVE, &pages, &moved)
        }
        isLogHeld = moved < pages
        if code != SQLITE_OK { _ = handle.error(code) }
    }

    public func rollback() throws(DatabaseError) {
        if isInTransaction { try run("ROLLBACK") }
    }

    private func statement(_ sql: String) throws(DatabaseError) -> SQLiteStatement {
        let key = StatementKey(sql: sql)
        if let known = statements[key] { return known }
        let prepared = try SQLiteStatement(sql, on: handle)
        if statements.count >= Self.statementsMax { statements.removeAll() }
        statements[key] = prepared
        return prepared
    }

    /// A statement's text as a key. The texts are few, long and mostly of different length:
    /// hashing the length alone spares the writer a tenth of its time, and equal literals are
    /// compared by their address.
    private struct StatementKey: Hashable {
        let sql: String

        func hash(into hasher: inout Hasher) {
            hasher.combine(sql.utf8.count)
        }
    }

    /// The portable schema text in SQLite's words: its types, and STRICT tables.
    static func spelled(_ sql: String) -> String {
        var text = sql
        for (portable, own) in [
            ("BIGINT", "INTEGER"), ("DOUBLE PRECISION", "REAL"), ("BYTEA", "BLOB"),
            ("\n);", "\n) STRICT;"), ("\n) CLUSTERED;", "\n) STRICT, WITHOUT ROWID;"),
        ] {
            text = text.split(separator: portable, omittingEmptySubsequences: false)
                .joined(separator: own)
        }
        return text
    }
}
