/// One statement for several rows: a text for 1, 2, 4, … rows, so that few texts are prepared
/// however many rows come together.
///
/// A round trip to a server costs more than what most rows do there. What binds a row adds
/// its values where they are bound; it is inlined, so that they take no memory of their own.
public struct RowsStatement: Sendable {
    /// Rows of the longest text.
    public static let rowsMax = 64

    /// The text for 2^index rows.
    @usableFromInline let texts: [String]
    /// Parameters of one row.
    @usableFromInline let columns: Int

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

    /// For what NULL finds nothing in: texts of at most ``rowsMax`` rows, the last one filled up
    /// with rows of NULL.
    /// - Parameters:
    ///   - items: what becomes a row each.
    ///   - shared: the values before those of the rows.
    ///   - bind: adds the values of one row, as many as it has columns.
    @inlinable public func padded<Item>(
        _ items: [Item], after shared: [SQLValue] = [],
        _ bind: (Item, inout [SQLValue]) -> Void
    ) -> [StatementCall] {
        var calls: [StatementCall] = []
        var next = 0
        while next < items.count {
            let end = min(next + Self.rowsMax, items.count)
            let index = shortest(for: end - next)
            let count = shared.count + columns << index
            var values: [SQLValue] = []
            values.reserveCapacity(count)
            values += shared
            for item in items[next..<end] { bind(item, &values) }
            precondition(values.count == shared.count + columns * (end - next))
            while values.count < count { values.append(.null) }
            calls.append(StatementCall(texts[index], values))
            next = end
        }
        return calls
    }

    /// For what is written: as few texts as have exactly these rows together.
    /// - Parameters:
    ///   - items: what becomes a row each.
    ///   - rowsMax: the most rows of one text, one to ``rowsMax``.
    ///   - bind: adds the values of one row, as many as it has columns.
    @inlinable public func split<Item>(
        _ items: [Item], rowsMax: Int = rowsMax, _ bind: (Item, inout [SQLValue]) -> Void
    ) -> [StatementCall] {
        var calls: [StatementCall] = []
        var next = 0
        while next < items.count {
            let index = longest(within: min(rowsMax, items.count - next))
            let end = next + 1 << index
            var values: [SQLValue] = []
            values.reserveCapacity(columns << index)
            for item in items[next..<end] { bind(item, &values) }
            precondition(values.count == columns << index)
            calls.append(StatementCall(texts[index], values))
            next = end
        }
        return calls
    }

    /// The index of the shortest text with room for so many rows.
    @usableFromInline func shortest(for rows: Int) -> Int {
        var index = 0
        while 1 << index < rows { index += 1 }
        return index
    }

    /// The index of the longest text with no more rows than these.
    @usableFromInline func longest(within rows: Int) -> Int {
        precondition(rows > 0)
        var index = texts.count - 1
        while 1 << index > rows { index -= 1 }
        return index
    }
}
