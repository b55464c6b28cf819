import Foundation
import SQL
import SQLiteEngine
import TestKit
import Testing

@Suite struct SQLiteDatabaseTests {
    @Test("every kind of value comes back as it was stored")
    func values() throws {
        let store = try TestStore()
        let database = try store.connect()
        try database.script(
            """
            CREATE TABLE things (
                number BIGINT,
                amount DOUBLE PRECISION,
                word TEXT,
                bytes BYTEA
            );
            """)
        let rows: [[SQLValue]] = [
            [.integer(.max), .real(-0.5), .text("Da'i – 日本"), .blob([0, 255])],
            [.integer(.min), .real(1e300), .text(""), .blob([])],
            [.null, .null, .null, .null],
            [.integer(0), .real(0), .text("a\u{1}b"), .blob([0])],
        ]
        for row in rows {
            try database.run("INSERT INTO things VALUES ($1, $2, $3, $4)", binding: row)
        }
        let stored = try database.rows("SELECT * FROM things ORDER BY rowid")
        #expect(stored.map(\.values) == rows)
    }

    @Test("a statement that had much to bind binds little again, and nothing, and much")
    func boundAgain() throws {
        let database = try TestStore().connect()
        for length in [0, 1, 100_000, 0, 3, 70_000, 20] {
            let text = String(repeating: "é", count: length)
            let bytes = [UInt8](repeating: 9, count: length)
            let row = try database.row("SELECT $1, $2, $3", text, bytes, text + "x")
            #expect(row?.values == [.text(text), .blob(bytes), .text(text + "x")])
        }
    }

    @Test("parameters may stand in any order and be used twice")
    func parameters() throws {
        let store = try TestStore()
        let database = try store.connect()
        let row = try database.row("SELECT $2 || $1 || $2", "a", "b")
        #expect(row?.text(0) == "bab")
        #expect(throws: DatabaseError.self) { try database.row("SELECT $1, $2", "a") }
    }

    @Test("a broken rule is told apart from a broken statement")
    func errors() throws {
        let store = try TestStore()
        let database = try store.connect()
        try database.run("INSERT INTO categories VALUES ('a', '{}')")
        do {
            try database.run("INSERT INTO categories VALUES ('a', '{}')")
            Issue.record("accepted")
        } catch .constraint {
        } catch { Issue.record("\(error)") }
        do {
            try database.run("SELEC")
            Issue.record("accepted")
        } catch .misuse {
        } catch { Issue.record("\(error)") }
    }

    @Test("a reader cannot write")
    func readOnly() throws {
        let store = try TestStore()
        let reader = try SQLiteDatabase(path: store.path, role: .reader)
        #expect(throws: DatabaseError.self) {
            try reader.run("INSERT INTO categories VALUES ('a', '{}')")
        }
    }

    @Test("the log is moved to the file when it has its size, and begun anew")
    func logSize() throws {
        let growing = try GrowingStore()
        try growing.write(mebibytes: 8)
        #expect(growing.fileBytes > 7 << 20)
        #expect((1..<3 << 20).contains(growing.logBytes))
    }

    @Test("a damaged file and another program's are refused with what to do")
    func foreignFiles() throws {
        let directory = FileManager.default.temporaryDirectory
            .appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let damaged = directory.appendingPathComponent("damaged.db")
        try Data(repeating: 7, count: 8192).write(to: damaged)
        let other = directory.appendingPathComponent("other.db")
        try TestStore.foreignFile(at: other.path)
        for file in [damaged, other] {
            do throws(DatabaseError) {
                _ = try SQLiteDatabase(path: file.path)
                Issue.record("\(file.lastPathComponent) was accepted")
            } catch {
                #expect(error.message.contains("CATALOGD_DATABASE_URL"), "\(error)")
            }
        }
    }

    @Test("the name of a file is no address with settings")
    func names() throws {
        let store = try TestStore(migrated: false)
        #expect(throws: DatabaseError.self) {
            try SQLiteDatabase(path: "file:\(store.path)?psow=0")
        }
        #expect(!FileManager.default.fileExists(atPath: store.path))
    }

    @Test("a second process is kept out of the file, by name")
    func lock() throws {
        let store = try TestStore()
        let first = try SQLiteLock(path: store.path)
        do throws(DatabaseError) {
            _ = try SQLiteLock(path: store.path)
            Issue.record("locked twice")
        } catch {
            #expect(error.message.contains("in use by process"))
        }
        withExtendedLifetime(first) {}
    }
}
