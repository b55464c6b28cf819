import CSQLite
import Foundation
import SQL
import SQLiteEngine
import Synchronization
import TestKit
import Testing

@Suite("The gathered log and faults", .serialized) struct GatheredLogFaultTests {
    /// Without spills this commit is two pieces: the first is written while more is gathered, the
    /// last before the sync.
    @Test(
        "a commit that failed is not there, neither at once nor after a crash",
        arguments: [(true, 0), (false, 0), (false, 1), (false, 2)])
    func failedCommit(spills: Bool, goodWrites: Int) throws {
        let store = try TestStore(migrated: false)
        let writer = try Self.writer(of: store, spills: spills)
        let reader = try SQLiteDatabase(path: store.path, role: .reader)
        try Self.insert(0..<3, with: writer)
        try writer.begin()
        for number in 3..<60 { try Self.insert(number, with: writer) }
        FailingWrite.arm(after: goodWrites, of: store.path + "-wal")
        let committed = Result { try writer.commit() }
        let hasFailed = FailingWrite.disarm()
        #expect((try? committed.get()) == nil || !hasFailed)
        try? writer.rollback()
        #expect(hasFailed == (goodWrites < 2))
        let expected = hasFailed ? 3 : 60
        #expect(try Self.count(writer) == expected)
        #expect(try Self.count(reader) == expected)
        #expect(try Self.count(CrashImage(of: store.path).database) == expected)
        try Self.insert(100..<102, with: writer)
        #expect(try Self.count(CrashImage(of: store.path).database) == expected + 2)
    }

    @Test("what was undone is not written over what another connection committed meanwhile")
    func undone() throws {
        let store = try TestStore(migrated: false)
        let first = try Self.writer(of: store)
        let second = try SQLiteDatabase(path: store.path)
        try Self.insert(0..<50, with: first)
        for isAutomatic in [false, true] {
            // So that the pages are read from the file, and what is gathered stays so.
            try first.run("PRAGMA wal_checkpoint")
            try first.run("UPDATE things SET number = number WHERE number = 49")
            try first.begin()
            for number in 0..<40 {
                try first.run(
                    "UPDATE things SET bytes = $2 WHERE number = $1", number, Self.bytes(9))
            }
            if isAutomatic {
                #expect(throws: DatabaseError.self) {
                    try first.run("INSERT OR ROLLBACK INTO things VALUES (0, $1)", Self.bytes(1))
                }
            } else {
                try first.rollback()
            }
            let before = try Self.count(second)
            try Self.insert(before..<before + 100, with: second)
            #expect(try Self.count(first) == before + 100)
            #expect(try Self.count(second) == before + 100)
            #expect(try Self.count(CrashImage(of: store.path).database) == before + 100)
        }
    }

    private static func bytes(_ byte: UInt8) -> [UInt8] { [UInt8](repeating: byte, count: 3000) }

    /// With so small a cache that it writes what is not committed yet, where it may.
    private static func writer(
        of store: TestStore, spills: Bool = true
    ) throws -> SQLiteDatabase {
        let writer = try SQLiteDatabase(path: store.path)
        try writer.script("CREATE TABLE things (number BIGINT PRIMARY KEY, bytes BYTEA NOT NULL);")
        try writer.run("PRAGMA cache_size = 10")
        if spills { try writer.run("PRAGMA cache_spill = ON") }
        return writer
    }

    private static func insert(_ number: Int, with database: SQLiteDatabase) throws {
        try database.run("INSERT INTO things VALUES ($1, $2)", number, bytes(1))
    }

    private static func insert(_ numbers: Range<Int>, with database: SQLiteDatabase) throws {
        try database.begin()
        for number in numbers { try insert(number, with: database) }
        try database.commit()
    }

    private static func count(_ database: SQLiteDatabase) throws -> Int {
        try database.row("SELECT count(*) FROM things")?.int(0) ?? 0
    }
}

/// One write of one file that finds no space, once, in place of SQLite's call for it
/// (<https://www.sqlite.org/c3ref/vfs.html>, `xSetSystemCall`). Other files are not touched.
private enum FailingWrite {
    private struct Fault {
        let device: dev_t
        let inode: ino_t
        var goodWrites: Int
    }

    private static let fault = Mutex<Fault?>(nil)

    private typealias Write = @convention(c) (Int32, UnsafeRawPointer?, Int, off_t) -> Int

    private static let write: Write = { descriptor, bytes, count, offset in
        if isToFail(descriptor) {
            errno = ENOSPC
            return -1
        }
        return unsafe pwrite(descriptor, bytes, count, offset)
    }

    private static let isInstalled: Bool = {
        guard let files = unsafe sqlite3_vfs_find(nil) else { return false }
        let call = unsafe unsafeBitCast(write, to: sqlite3_syscall_ptr.self)
        for name in ["pwrite", "pwrite64"] {
            unsafe _ = files.pointee.xSetSystemCall(files, name, call)
        }
        return true
    }()

    private static func isToFail(_ descriptor: Int32) -> Bool {
        fault.withLock { fault in
            guard let current = fault else { return false }
            var status = stat()
            guard unsafe fstat(descriptor, &status) == 0, status.st_dev == current.device,
                status.st_ino == current.inode
            else { return false }
            fault?.goodWrites -= 1
            guard current.goodWrites == 0 else { return false }
            fault = nil
            return true
        }
    }

    static func arm(after goodWrites: Int, of path: String) {
        precondition(isInstalled)
        var status = stat()
        precondition(unsafe stat(path, &status) == 0)
        fault.withLock {
            $0 = Fault(device: status.st_dev, inode: status.st_ino, goodWrites: goodWrites)
        }
    }

    /// - Returns: whether a write failed.
    static func disarm() -> Bool {
        fault.withLock { fault in
            defer { fault = nil }
            return fault == nil
        }
    }
}
