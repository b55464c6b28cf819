import Foundation
import SQLiteEngine
import TestKit

/// A store that is filled with blobs; its log is moved to the file at 1 MiB.
struct GrowingStore {
    let store: TestStore
    let database: SQLiteDatabase

    init() throws {
        store = try TestStore()
        database = try SQLiteDatabase(path: store.path, logMebibytes: 1)
        try database.script("CREATE TABLE blobs (bytes BYTEA);")
    }

    /// In transactions of a quarter of a mebibyte.
    func write(mebibytes: Int) throws {
        for _ in 0..<mebibytes * 4 {
            try database.begin()
            try database.run(
                "INSERT INTO blobs VALUES ($1)", [UInt8](repeating: 7, count: 256 * 1024))
            try database.commit()
        }
    }

    var path: String { store.path }
    var fileBytes: Int { bytes(of: path) }
    var logBytes: Int { bytes(of: path + "-wal") }

    /// 0 where there is no such file.
    private func bytes(of path: String) -> Int {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return attributes?[.size] as? Int ?? 0
    }
}
