/// One statement for several rows: a text for 1, 2, 4, … rows, so that few texts are prepared
/// however many rows come together.
///
/// A round trip to a server costs more than what most rows do there.
public struct RowsStatement: Sendable {
    /// Rows of the longest text.
    public static let rowsMax = 64

    /// The text for 2^index rows.
    private let texts: [String]
    /// Parameters of one row.
    private let columns: Int

    /// - Parameters:
    ///   - columns: parameters of one row.
    ///   - first: the number of the first row's first parameter; those before it are shared.
    ///   - row: how one row is written, where each `?` stands for the next parameter.
    ///   - text: the statement around the rows, which are separated by commas.
    public init(
        columns: Int, first: Int = 1, row: String, _ text: (_ rows: String) -> String
    ) {
        self.columns = columns
        let pieces = row.split(separator: "?", omittingEmptySubsequences: false)
        precondition(pieces.count == columns + 1, "a row has one ? for each column")
        var texts: [String] = []
        var rows = 1
        while rows <= Self.rowsMax {
            var number = first
            var list: [String] = []
            for _ in 0..<rows {
                var words = String(pieces[0])
                for piece in pieces.dropFirst() {
                    words += "$\(number)" + piece
                    number += 1
                }
                list.append(words)
            }
            texts.append(text(list.joined(separator: ", ")))
            rows *= 2
        }
        self.texts = texts
    }

    /// The shortest text that has room, its last rows NULL: for what NULL finds nothing in.
    /// - Parameters:
    ///   - shared: the values before those of the rows.
    ///   - rows: one to ``rowsMax``, the values of each.
    public func padded(
        _ rows: [[SQLValue]], after shared: [SQLValue] = []
    ) -> StatementCall {
        precondition((1...Self.rowsMax).contains(rows.count))
        var index = 0
        while 1 << index < rows.count { index += 1 }
        var values = shared
        values.reserveCapacity(shared.count + columns << index)
        for row in rows { values += row }
        for _ in rows.count..<(1 << index) {
            for _ in 0..<columns { values.append(.null) }
        }
        return StatementCall(texts[index], values)
    }

    /// As few texts as have exactly these rows together: for what is written.
    public func split(_ rows: [[SQLValue]]) -> [StatementCall] {
        if rows.count == 1 { return [StatementCall(texts[0], rows[0])] }
        var rest = rows[...]
        var calls: [StatementCall] = []
        while !rest.isEmpty {
            var index = texts.count - 1
            while 1 << index > rest.count { index -= 1 }
            calls.append(StatementCall(texts[index], rest.prefix(1 << index).flatMap { $0 }))
            rest = rest.dropFirst(1 << index)
        }
        return calls
    }
}

extension Array {
    /// The elements in their order, in arrays of at most `count`.
    public func chunked(_ count: Int) -> [[Element]] {
        stride(from: 0, to: self.count, by: count).map {
            Array(self[$0..<Swift.min($0 + count, self.count)])
        }
    }
}
