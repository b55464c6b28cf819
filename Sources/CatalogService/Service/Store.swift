import Catalog
import Foundation
import PostgreSQLEngine
import SQL
import SQLiteEngine
import Synchronization

/// The opened store: the writers' queue, the readers, and the lock on an SQLite file.
struct Store: Sendable {
    /// Threads that hash passwords; sign-ins that may wait for one.
    static let signInThreads = 1
    static let signInsWaitingMax = 256
    /// Threads that read: an embedded engine reads on our own cores, a server's answer is waited
    /// for.
    static let embeddedReadersMax = 2
    static let serverReadersMax = 4
    /// Connections that write to a server, and commands that share a commit there: their rows stay
    /// locked until it.
    static let serverWriters = 4
    static let serverBatchMax = 64

    /// The socket's file beside an SQLite database, through which commands ask the one server that
    /// has it open; nil where each of them may open the store itself.
    let adminPath: String?
    let commands: CommandQueue
    let reads: ReadPool
    let signIns: ReadPool
    private let lock: SQLiteLock?

    /// Locks a file, brings the store to this version's schema and opens it.
    /// - Throws: `DatabaseError` with what to do.
    init(_ configuration: Configuration, clock: WallClock) throws(DatabaseError) {
        let store = configuration.store
        var limits = CommandQueue.Limits()
        let readers: Int
        switch store {
        case .sqlite(let path):
            adminPath = path
            lock = try SQLiteLock(path: path)
            readers = Self.embeddedReadersMax
        case .postgresql:
            adminPath = nil
            lock = nil
            readers = Self.serverReadersMax
            limits.writers = Self.serverWriters
            limits.batchMax = Self.serverBatchMax
        }
        try Migrator.migrate(
            try Self.open(configuration), to: Schema.migrations, at: clock.now().milliseconds)
        commands = try CommandQueue(limits: limits) { () throws(DatabaseError) -> any Database in
            try Self.open(configuration)
        }
        let openReader: @Sendable () throws(DatabaseError) -> any Database = {
            () throws(DatabaseError) -> any Database in
            try Self.openReader(store)
        }
        reads = ReadPool(threads: readers, open: openReader)
        signIns = ReadPool(
            threads: Self.signInThreads, waitingMax: Self.signInsWaitingMax, open: openReader)
    }

    private static func open(
        _ configuration: Configuration
    ) throws(DatabaseError) -> any Database {
        switch configuration.store {
        case .sqlite(let path):
            try SQLiteDatabase(
                path: path, logMebibytes: configuration.sqliteLogMebibytes, syncFailed: Self.end)
        case .postgresql(let address): try PostgreSQLDatabase(address)
        }
    }

    /// The status of a process that could not rely on its disk (EX_IOERR of sysexits.h).
    private static let diskFailedStatus: Int32 = 74

    /// Ends the process on the spot, before anybody is answered: no exit handler may touch the
    /// file any more.
    @Sendable private static func end(because words: String) {
        if Sabotage.survivesFailedSync.isOn { return }
        Log(level: .error).error("sync_failed", ["error": words])
        _exit(diskFailedStatus)
    }

    /// A connection for looking only, beside whoever writes.
    /// - Throws: `.unavailable` where there is no store yet.
    static func openReader(
        _ store: Configuration.Store
    ) throws(DatabaseError) -> any Database {
        switch store {
        case .sqlite(let path): try SQLiteDatabase(path: path, role: .reader)
        case .postgresql(let address): try PostgreSQLDatabase(address, role: .reader)
        }
    }

    /// Deletes the store with everything in it.
    /// - Throws: `.busy` while another process has it open; nothing is deleted then.
    static func forget(_ store: Configuration.Store) throws(DatabaseError) {
        switch store {
        case .sqlite(let path):
            let lock = try SQLiteLock(path: path)
            defer { withExtendedLifetime(lock) {} }
            for file in [path, path + "-wal", path + "-shm"]
            where FileManager.default.fileExists(atPath: file) {
                do {
                    try FileManager.default.removeItem(atPath: file)
                } catch {
                    throw .unavailable("\(file) cannot be deleted")
                }
            }
        case .postgresql(let address):
            try PostgreSQLDatabase(address).dropEverything()
        }
    }

    /// Finishes what waits, then closes.
    func close() {
        commands.stop()
        reads.stop()
        signIns.stop()
    }
}
