/// A statement's text and the values of its parameters.
public struct StatementCall: Sendable {
    /// So many are run at once at most (``Database/rows(of:)``): few enough for the buffers on the
    /// way to a server.
    public static let atOnceMax = 32

    public let text: String
    public let values: [SQLValue]

    public init(_ text: String, _ values: [SQLValue]) {
        self.text = text
        self.values = values
    }
}
