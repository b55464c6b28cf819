import SQL
import Testing

@Suite("Rows of a statement") struct RowsStatementTests {
    private static let statement = RowsStatement(columns: 2, first: 2, row: "(?, ?)") { $0 }

    private func bind(_ item: Int, to values: inout [SQLValue]) {
        values += [.integer(Int64(item)), .text("\(item)")]
    }

    /// Rows that a call's text has, by its pairs of parameters.
    private func rows(_ call: StatementCall) -> Int { call.text.split(separator: "(").count }

    @Test(
        "padded, every row is there, what is shared stands before each part, NULL after the last",
        arguments: [
            (0, []), (1, [1]), (3, [4]), (64, [64]), (65, [64, 1]), (131, [64, 64, 4]),
        ])
    func padded(count: Int, sizes: [Int]) {
        let calls = Self.statement.padded(Array(0..<count), after: [.text("now")], bind)
        #expect(calls.map(rows) == sizes)
        var bound: [SQLValue] = []
        for call in calls {
            #expect(call.values.count == 1 + 2 * rows(call))
            #expect(call.values.first == .text("now"))
            #expect(call.text.hasSuffix("($\(2 * rows(call)), $\(2 * rows(call) + 1))"))
            bound += call.values.dropFirst()
        }
        var expected: [SQLValue] = []
        for item in 0..<count { bind(item, to: &expected) }
        #expect(Array(bound.prefix(2 * count)) == expected)
        #expect(bound.dropFirst(2 * count).allSatisfy { $0 == .null })
    }

    @Test(
        "split, there are exactly the rows, of as many at once as are asked for",
        arguments: [
            (0, 64, []), (1, 64, [1]), (67, 64, [64, 2, 1]), (3, 1, [1, 1, 1]),
            (7, 3, [2, 2, 2, 1]),
        ])
    func split(count: Int, rowsMax: Int, sizes: [Int]) {
        let calls = Self.statement.split(Array(0..<count), rowsMax: rowsMax, bind)
        #expect(calls.map(rows) == sizes)
        var expected: [SQLValue] = []
        for item in 0..<count { bind(item, to: &expected) }
        #expect(calls.flatMap(\.values) == expected)
    }
}
