import Foundation
import SQL
import SQLiteEngine
import TestKit
import Testing

/// A database as a process leaves its files that dies now: without the index of the log, which is
/// in memory.
struct CrashImage {
    let database: SQLiteDatabase
    private let store: TestStore

    init(of path: String) throws {
        store = try TestStore(migrated: false, on: .sqlite)
        for end in ["", "-wal"] {
            try FileManager.default.copyItem(atPath: path + end, toPath: store.path + end)
        }
        database = try SQLiteDatabase(path: store.path)
        #expect(try database.row("PRAGMA integrity_check")?.text(0) == "ok")
    }
}
