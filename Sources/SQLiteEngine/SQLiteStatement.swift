import CSQLite
import Foundation
import SQL

/// One prepared statement; prepared in `init`, finalized in `deinit`.
@safe final class SQLiteStatement {
    private let handle: SQLiteHandle
    private let pointer: OpaquePointer
    /// The position of `$1`, `$2`, … in SQLite's own numbering, which follows first appearance.
    private let positions: [Int32]
    private let columns: Int32
    private let bytes = BoundBytes()

    init(_ sql: String, on handle: SQLiteHandle) throws(DatabaseError) {
        var prepared: OpaquePointer?
        let code = unsafe handle.withUnsafePointer { database in
            // SQLite copies the text; statements are kept, hence PERSISTENT.
            unsafe sqlite3_prepare_v3(
                database, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
        }
        guard code == SQLITE_OK, let prepared = unsafe prepared else {
            throw code == SQLITE_OK ? .misuse("an empty statement") : handle.error(code)
        }
        unsafe pointer = prepared
        self.handle = handle
        unsafe columns = sqlite3_column_count(prepared)
        var positions: [Int32] = []
        for number in 1...max(1, Int(unsafe sqlite3_bind_parameter_count(prepared))) {
            unsafe positions.append(sqlite3_bind_parameter_index(prepared, "$\(number)"))
        }
        self.positions = positions.filter { $0 > 0 }
    }

    deinit {
        unsafe sqlite3_finalize(pointer)
    }

    /// Runs to the end and returns the rows.
    func rows(binding values: [SQLValue]) throws(DatabaseError) -> [Row] {
        // A reset statement holds no lock; its bindings are overwritten by the next use.
        defer { unsafe sqlite3_reset(pointer) }
        try bind(values)
        var rows: [Row] = []
        while true {
            let code = unsafe sqlite3_step(pointer)
            if code == SQLITE_DONE { return rows }
            guard code == SQLITE_ROW else { throw handle.error(code) }
            rows.append(row())
        }
    }

    private func bind(_ values: [SQLValue]) throws(DatabaseError) {
        guard values.count == positions.count else {
            throw .misuse("\(positions.count) parameters expected, \(values.count) given")
        }
        bytes.reserve(values)
        for index in values.indices {
            let code = try bind(values[index], at: positions[index])
            guard code == SQLITE_OK else { throw handle.error(code) }
        }
    }

    private func bind(_ value: SQLValue, at position: Int32) throws(DatabaseError) -> Int32 {
        switch value {
        case .null: return unsafe sqlite3_bind_null(pointer, position)
        case .integer(let number): return unsafe sqlite3_bind_int64(pointer, position, number)
        case .real(let number): return unsafe sqlite3_bind_double(pointer, position, number)
        case .text(let text):
            let copy = unsafe bytes.add(text)
            guard let start = copy.baseAddress, unsafe memchr(start, 0, copy.count) == nil
            else { throw .zeroCharacter }
            return unsafe sqlite3_bind_text(
                pointer, position, start, Int32(copy.count), nil)
        case .blob(let blob):
            let copy = unsafe bytes.add(blob)
            return unsafe sqlite3_bind_blob(
                pointer, position, copy.baseAddress, Int32(copy.count), nil)
        }
    }

    private func row() -> Row {
        var values: [SQLValue] = []
        values.reserveCapacity(Int(columns))
        for column in 0..<columns { values.append(value(column)) }
        return Row(values: values)
    }

    /// Column pointers are valid until the next step; their bytes are copied here.
    private func value(_ column: Int32) -> SQLValue {
        switch unsafe sqlite3_column_type(pointer, column) {
        case SQLITE_INTEGER: return unsafe .integer(sqlite3_column_int64(pointer, column))
        case SQLITE_FLOAT: return unsafe .real(sqlite3_column_double(pointer, column))
        case SQLITE_TEXT:
            guard let start = unsafe sqlite3_column_text(pointer, column) else { return .text("") }
            let count = Int(unsafe sqlite3_column_bytes(pointer, column))
            let bytes = unsafe UnsafeBufferPointer(start: start, count: count)
            return unsafe .text(String(decoding: bytes, as: UTF8.self))
        case SQLITE_BLOB:
            let count = Int(unsafe sqlite3_column_bytes(pointer, column))
            guard count > 0, let start = unsafe sqlite3_column_blob(pointer, column) else {
                return .blob([])
            }
            return unsafe .blob(Array(UnsafeRawBufferPointer(start: start, count: count)))
        default: return .null
        }
    }
}
