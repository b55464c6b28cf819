import Catalog
import Foundation
import SQL
import SQLiteEngine

/// The opened store: the writer's queue, the readers, and the lock on the file.
struct Store: Sendable {
    /// Threads that read.
    static let readersMax = 2
    /// Threads that hash passwords; sign-ins that may wait for one.
    static let signInThreads = 1
    static let signInsWaitingMax = 256

    let path: String
    let commands: CommandQueue
    let reads: ReadPool
    let signIns: ReadPool
    private let lock: SQLiteLock

    /// Locks the file, brings it to this version's schema and opens it.
    /// - Throws: `DatabaseError` with what to do.
    init(_ store: Configuration.Store, clock: WallClock) throws(DatabaseError) {
        let path =
            switch store {
            case .sqlite(let path): path
            }
        self.path = path
        lock = try SQLiteLock(path: path)
        try Migrator.migrate(
            try SQLiteDatabase(path: path), to: Schema.migrations,
            at: clock.now().milliseconds)
        commands = try CommandQueue { () throws(DatabaseError) -> any Database in
            try SQLiteDatabase(path: path)
        }
        let openReader: @Sendable () throws(DatabaseError) -> any Database = {
            () throws(DatabaseError) -> any Database in
            try SQLiteDatabase(path: path, role: .reader)
        }
        reads = ReadPool(threads: Self.readersMax, open: openReader)
        signIns = ReadPool(
            threads: Self.signInThreads, waitingMax: Self.signInsWaitingMax, open: openReader)
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
        }
    }

    /// Finishes what waits, then closes.
    func close() {
        commands.stop()
        reads.stop()
        signIns.stop()
    }
}
