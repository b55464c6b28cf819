import Foundation
import SQL
import SQLiteEngine
import TestKit
import Testing

@Suite("The gathered log") struct GatheredLogTests {
    private static let transactions = 300
    /// Pages of cache that the writer has: so few that it writes what is not committed yet, and
    /// reads it back, where it may.
    private static let cachePages = 10

    /// What the table holds: bytes by number.
    private typealias Model = [Int64: [UInt8]]

    /// Savepoints are undone only where nothing is written before the commit, as with us: see
    /// `PRAGMA cache_spill` in ``SQLiteDatabase``.
    @Test(
        "what is committed is in the log's file, and nothing else counts, whatever came before",
        arguments: [false, true])
    func committed(spills: Bool) throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SeededNumbers(seed: seed)
        let store = try TestStore(migrated: false)
        let writer = try Self.writer(of: store)
        if spills { try writer.run("PRAGMA cache_spill = ON") }
        let reader = try SQLiteDatabase(path: store.path, role: .reader)
        var model: Model = [:]
        for turn in 0..<Self.transactions {
            var changed = model
            try writer.begin()
            try Self.change(&changed, in: writer, mayUndo: !spills, &random)
            if Int.random(in: 0..<5, using: &random) == 0 {
                #expect(try Self.contents(writer) == changed, "seed \(seed), turn \(turn)")
                try writer.rollback()
            } else {
                try writer.commit()
                model = changed
            }
            #expect(try Self.contents(reader) == model, "seed \(seed), turn \(turn)")
            if turn % 10 == 0 {
                let image = try Self.contents(CrashImage(of: store.path).database)
                #expect(image == model, "seed \(seed), turn \(turn)")
            }
        }
    }

    @Test("no page is written before its commit, however small the cache is")
    func unspilt() throws {
        let store = try TestStore(migrated: false)
        let writer = try Self.writer(of: store)
        func logBytes() throws -> Int {
            let log = try FileManager.default.attributesOfItem(atPath: store.path + "-wal")
            return try #require(log[.size] as? Int)
        }
        let before = try logBytes()
        try writer.begin()
        for number in 0..<200 {
            try writer.run(
                "INSERT INTO things VALUES ($1, $2)", number, [UInt8](repeating: 1, count: 5000))
        }
        #expect(try logBytes() == before)
        try writer.commit()
        #expect(try logBytes() > before + 200 * 5000)
    }

    private static func writer(of store: TestStore) throws -> SQLiteDatabase {
        let writer = try SQLiteDatabase(path: store.path, logMebibytes: 1)
        try writer.run("PRAGMA cache_size = \(cachePages)")
        try writer.script("CREATE TABLE things (number BIGINT PRIMARY KEY, bytes BYTEA NOT NULL);")
        return writer
    }

    private static func change(
        _ model: inout Model, in database: SQLiteDatabase, mayUndo: Bool,
        _ random: inout SeededNumbers
    ) throws {
        for _ in 0..<Int.random(in: 1...60, using: &random) {
            let number = Int64.random(in: 0..<200, using: &random)
            if Int.random(in: 0..<4, using: &random) == 0 {
                try database.run("DELETE FROM things WHERE number = $1", number)
                model[number] = nil
                continue
            }
            let length = [10, 500, 5000, 40_000].randomElement(using: &random) ?? 10
            let bytes = [UInt8](repeating: .random(in: 0...255, using: &random), count: length)
            let isUndone = mayUndo && Int.random(in: 0..<6, using: &random) == 0
            if isUndone { try database.run("SAVEPOINT here") }
            try database.run("INSERT OR REPLACE INTO things VALUES ($1, $2)", number, bytes)
            if isUndone {
                try database.run("ROLLBACK TO here")
                try database.run("RELEASE here")
            } else {
                model[number] = bytes
            }
        }
    }

    private static func contents(_ database: SQLiteDatabase) throws -> Model {
        var contents: Model = [:]
        for row in try database.rows("SELECT number, bytes FROM things") {
            contents[row.integer(0)] = row.blob(1)
        }
        return contents
    }
}
