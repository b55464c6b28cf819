/// Reads CSV (RFC 4180) row by row: quoted fields may hold commas, line breaks and doubled
/// quotes; lines end in CRLF or LF; a byte order mark is skipped.
///
/// A row that breaks the rules is reported, and reading goes on at the line after the one where
/// it began: a quote that is never closed costs its own row, not the rest of the file.
public struct CSVParser: Sendable {
    public static let rowBytesMax = 128 << 10
    public static let fieldsMax = 200

    /// A row that can be read, or what is wrong with it.
    public enum Row: Sendable, Equatable {
        /// `line` is where the row begins, counted from 1.
        case fields([[UInt8]], line: Int)
        case bad(line: Int, reason: String)
    }

    private enum End {
        case field
        case row
        case bad(String)
    }

    private let bytes: [UInt8]
    private var position = 0
    private var line = 1

    public init(_ bytes: [UInt8]) {
        self.bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    /// The next row that is not blank; nil at the end.
    public mutating func next() -> Row? {
        while position < bytes.count {
            let row = readRow()
            if case .fields(let fields, _) = row, fields.count == 1, fields[0].isEmpty { continue }
            return row
        }
        return nil
    }

    private mutating func readRow() -> Row {
        let start = position
        let startLine = line
        var fields: [[UInt8]] = []
        while true {
            var field: [UInt8] = []
            let isQuoted = position < bytes.count && bytes[position] == UInt8(ascii: "\"")
            var end = isQuoted ? readQuoted(&field, from: start) : readPlain(&field)
            fields.append(field)
            if fields.count > Self.fieldsMax || position - start > Self.rowBytesMax {
                end = .bad("the row is too large")
            }
            switch end {
            case .field: continue
            case .row: return .fields(fields, line: startLine)
            case .bad(let reason):
                skipLine(from: start, startLine)
                return .bad(line: startLine, reason: reason)
            }
        }
    }

    private mutating func readPlain(_ field: inout [UInt8]) -> End {
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") { return .bad("a quote inside an unquoted field") }
            if let end = separator() { return end }
            field.append(byte)
            position += 1
        }
        return .row
    }

    private mutating func readQuoted(_ field: inout [UInt8], from start: Int) -> End {
        position += 1
        while position < bytes.count, position - start <= Self.rowBytesMax {
            let byte = bytes[position]
            position += 1
            guard byte == UInt8(ascii: "\"") else {
                if byte == UInt8(ascii: "\n") { line += 1 }
                field.append(byte)
                continue
            }
            if position < bytes.count, bytes[position] == UInt8(ascii: "\"") {
                field.append(byte)
                position += 1
                continue
            }
            if position == bytes.count { return .row }
            return separator() ?? .bad("text behind a closing quote")
        }
        return .bad("a quote is not closed")
    }

    /// Steps over a comma or the end of a line, if one stands here.
    private mutating func separator() -> End? {
        switch bytes[position] {
        case UInt8(ascii: ","):
            position += 1
            return .field
        case UInt8(ascii: "\n"):
            position += 1
            line += 1
            return .row
        case UInt8(ascii: "\r"):
            guard position + 1 < bytes.count else {
                position += 1
                return .row
            }
            guard bytes[position + 1] == UInt8(ascii: "\n") else {
                return .bad("a carriage return without a line feed")
            }
            position += 2
            line += 1
            return .row
        default: return nil
        }
    }

    private mutating func skipLine(from start: Int, _ startLine: Int) {
        let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n"))
        position = end.map { $0 + 1 } ?? bytes.count
        line = startLine + 1
    }
}
