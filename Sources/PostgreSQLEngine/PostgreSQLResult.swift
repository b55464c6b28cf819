import CPostgreSQL
import SQL

/// Owns one `PGresult*`; cleared when the last reference goes.
@safe final class PostgreSQLResult {
    private let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) {
        unsafe self.pointer = unsafe pointer
    }

    deinit {
        unsafe PQclear(pointer)
    }

    var status: ExecStatusType { unsafe PQresultStatus(pointer) }

    var isSuccess: Bool { status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK }

    /// What the server did: `UPDATE 1`, `COMMIT`.
    var tag: String {
        // The words are libpq's until the result is cleared; they are copied.
        unsafe PQcmdStatus(pointer).map { unsafe String(cString: $0) } ?? ""
    }

    /// Rows inserted, updated or deleted; 0 for a statement that only reads.
    var changeCount: Int {
        let words = tag.split(separator: " ")
        guard let first = words.first, ["INSERT", "UPDATE", "DELETE"].contains(first) else {
            return 0
        }
        return words.last.flatMap { Int($0) } ?? 0
    }

    var fault: PostgreSQLFault {
        let message = unsafe Self.copy(catalog_pq_message(pointer)) ?? libpqWords
        return unsafe PostgreSQLFault(
            sqlState: Self.copy(catalog_pq_sqlstate(pointer)),
            severity: Self.copy(catalog_pq_severity(pointer)), message: message)
    }

    private var libpqWords: String {
        let words = unsafe Self.copy(PQresultErrorMessage(pointer)) ?? ""
        return words.isEmpty ? "the connection broke" : words.withoutLineEnd
    }

    private static func copy(_ text: UnsafePointer<CChar>?) -> String? {
        unsafe text.map { unsafe String(cString: $0) }
    }

    private static func copy(_ text: UnsafeMutablePointer<CChar>?) -> String? {
        unsafe text.map { unsafe String(cString: $0) }
    }

    // MARK: - Rows

    /// The types whose text form is known here, by their number in `pg_type`.
    private enum Kind {
        case integer, real, text, bytes, truth, numeric

        init?(_ type: Oid) {
            switch type {
            case 20, 21, 23, 26: self = .integer
            case 700, 701: self = .real
            case 18, 19, 25, 1042, 1043, 705, 2278: self = .text
            case 17: self = .bytes
            case 16: self = .truth
            case 1700: self = .numeric
            default: return nil
            }
        }
    }

    /// All rows, in the forms that both engines have: a truth value is 0 or 1, a sum (NUMERIC) an
    /// integer where it is whole.
    /// - Throws: `.misuse` for a type that the statement should cast.
    func rows() throws(DatabaseError) -> [Row] {
        let count = unsafe PQntuples(pointer)
        guard count > 0 else { return [] }
        var kinds: [Kind] = []
        for column in 0..<(unsafe PQnfields(pointer)) {
            let type = unsafe PQftype(pointer, column)
            guard let kind = Kind(type) else {
                throw .misuse("column \(column) has type \(type): cast it to one of ours")
            }
            kinds.append(kind)
        }
        var rows: [Row] = []
        rows.reserveCapacity(Int(count))
        for row in 0..<count {
            var values: [SQLValue] = []
            values.reserveCapacity(kinds.count)
            for (column, kind) in kinds.enumerated() {
                values.append(try value(row, Int32(column), kind))
            }
            rows.append(Row(values: values))
        }
        return rows
    }

    /// A value's bytes are libpq's until the result is cleared; they are copied here.
    private func value(
        _ row: Int32, _ column: Int32, _ kind: Kind
    ) throws(DatabaseError) -> SQLValue {
        guard unsafe PQgetisnull(pointer, row, column) == 0,
            let start = unsafe PQgetvalue(pointer, row, column)
        else { return .null }
        let count = Int(unsafe PQgetlength(pointer, row, column))
        let bytes = unsafe UnsafeRawBufferPointer(start: start, count: count)
        switch kind {
        case .text: return unsafe .text(String(decoding: bytes, as: UTF8.self))
        case .bytes: return unsafe .blob(Self.unhex(bytes))
        case .truth: return unsafe .integer(bytes.first == UInt8(ascii: "t") ? 1 : 0)
        case .integer, .real, .numeric: break
        }
        let text = unsafe String(decoding: bytes, as: UTF8.self)
        if kind != .real, let number = Int64(text) { return .integer(number) }
        guard kind != .integer, let number = Double(text) else {
            throw .misuse("column \(column) is no number: \(text)")
        }
        return .real(number)
    }

    /// `\x00ff` as the bytes it stands for.
    private static func unhex(_ text: UnsafeRawBufferPointer) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 2)
        var place = 2
        while place + 1 < text.count {
            unsafe bytes.append(nibble(text[place]) << 4 | nibble(text[place + 1]))
            place += 2
        }
        return bytes
    }

    private static func nibble(_ digit: UInt8) -> UInt8 {
        digit < UInt8(ascii: "a") ? digit &- UInt8(ascii: "0") : digit &- UInt8(ascii: "a") &+ 10
    }
}

extension String {
    /// libpq ends its messages with a line feed.
    var withoutLineEnd: String {
        var text = self
        while text.last?.isNewline == true { text.removeLast() }
        return text
    }
}
