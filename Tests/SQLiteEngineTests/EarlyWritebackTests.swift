import Foundation
import SQL
import TestKit
import Testing

@testable import SQLiteEngine

@Suite("Early writeback")
struct EarlyWritebackTests {
    @Test("the engine's own descriptor of an open file is found, and of no other")
    func descriptor() throws {
        let store = try TestStore()
        let database = try SQLiteDatabase(path: store.path)
        try database.script("CREATE TABLE words (word TEXT);")
        let descriptor = try #require(EarlyWriteback.descriptor(of: store.path))
        let target = try FileManager.default.destinationOfSymbolicLink(
            atPath: "/proc/self/fd/\(descriptor)")
        #expect(target == store.path)
        let closed = store.path + ".closed"
        try Data().write(to: URL(fileURLWithPath: closed))
        defer { try? FileManager.default.removeItem(atPath: closed) }
        #expect(EarlyWriteback.descriptor(of: closed) == nil)
        #expect(EarlyWriteback.descriptor(of: store.path + ".missing") == nil)
    }

    @Test("what writes is run once, and answered, whether the file is open or not")
    func answer() throws {
        let store = try TestStore()
        let database = try SQLiteDatabase(path: store.path)
        try database.script("CREATE TABLE words (word TEXT);")
        for path in [store.path, store.path + ".missing"] {
            var runs = 0
            let answer = EarlyWriteback.of(path) {
                runs += 1
                // Long enough for the other thread to have been at it.
                usleep(20_000)
                return "done"
            }
            #expect(answer == "done")
            #expect(runs == 1)
        }
    }

    /// Closing a descriptor of ours would drop the engine's locks, and let another process begin
    /// the log anew.
    @Test("the locks of the file outlive a log that is moved")
    func locks() throws {
        let store = try TestStore()
        let database = try SQLiteDatabase(path: store.path, logMebibytes: 1)
        try database.script("CREATE TABLE blobs (bytes BYTEA);")
        let before = try Self.locks(on: store.path)
        #expect(before > 0)
        for _ in 0..<8 {
            try database.begin()
            try database.run(
                "INSERT INTO blobs VALUES ($1)", [UInt8](repeating: 7, count: 256 * 1024))
            try database.commit()
        }
        #expect(try Self.locks(on: store.path) == before)
    }

    /// The POSIX locks that the kernel knows on a file (proc_locks(5)).
    private static func locks(on path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        let number = try #require(attributes[.systemFileNumber] as? NSNumber)
        // /proc/locks has no size, so it is read to its end.
        let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: "/proc/locks"))
        let text = try String(decoding: file.readToEnd() ?? Data(), as: UTF8.self)
        return text.split(separator: "\n").count {
            $0.contains("POSIX") && $0.contains(":\(number) ")
        }
    }
}
