/// One row of a result; columns are read by position, in the order of the SELECT list.
///
/// A wrong position or type is a fault of the program (the SQL and the reading code stand side
/// by side in one store), so it stops the process instead of throwing.
public struct Row: Sendable, Equatable {
    public let values: [SQLValue]

    public init(values: [SQLValue]) {
        self.values = values
    }

    public func isNull(_ column: Int) -> Bool {
        if case .null = values[column] { true } else { false }
    }

    public func text(_ column: Int) -> String {
        guard case .text(let value) = values[column] else { wrongType(column, "text") }
        return value
    }

    public func integer(_ column: Int) -> Int64 {
        guard case .integer(let value) = values[column] else { wrongType(column, "integer") }
        return value
    }

    public func int(_ column: Int) -> Int { Int(integer(column)) }

    public func bool(_ column: Int) -> Bool { integer(column) != 0 }

    /// Integers are widened: an engine may hand a whole number back as one.
    public func real(_ column: Int) -> Double {
        switch values[column] {
        case .real(let value): return value
        case .integer(let value): return Double(value)
        default: wrongType(column, "real")
        }
    }

    public func blob(_ column: Int) -> [UInt8] {
        guard case .blob(let value) = values[column] else { wrongType(column, "blob") }
        return value
    }

    public func textIfPresent(_ column: Int) -> String? { isNull(column) ? nil : text(column) }
    public func integerIfPresent(_ column: Int) -> Int64? {
        isNull(column) ? nil : integer(column)
    }
    public func intIfPresent(_ column: Int) -> Int? { isNull(column) ? nil : int(column) }
    public func realIfPresent(_ column: Int) -> Double? { isNull(column) ? nil : real(column) }
    public func blobIfPresent(_ column: Int) -> [UInt8]? { isNull(column) ? nil : blob(column) }

    private func wrongType(_ column: Int, _ expected: String) -> Never {
        preconditionFailure("column \(column) is not \(expected): \(values[column])")
    }
}
