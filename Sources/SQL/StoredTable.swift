/// What a table of a store looks like, for copying it as it is.
public struct StoredTable: Sendable, Equatable {
    public let name: String
    public let columns: [String]
    /// The columns of the primary key, in its order.
    public let key: [String]
    /// The column that names another row of this table; that row comes first.
    public let parentColumn: String?
    /// Tables whose rows must be there before.
    public let references: Set<String>

    public init(
        name: String, columns: [String], key: [String], parentColumn: String?,
        references: Set<String>
    ) {
        self.name = name
        self.columns = columns
        self.key = key
        self.parentColumn = parentColumn
        self.references = references
    }

    /// Tables in an order in which each comes after those that it references; by name where the
    /// order is free. Tables that reference each other in a ring come last.
    public static func ordered(_ tables: [StoredTable]) -> [StoredTable] {
        var waiting = tables.sorted { $0.name < $1.name }
        var ordered: [StoredTable] = []
        while !waiting.isEmpty {
            let names = Set(waiting.map(\.name))
            let ready = waiting.filter { $0.references.isDisjoint(with: names) }
            guard !ready.isEmpty else { return ordered + waiting }
            ordered += ready
            waiting.removeAll { table in ready.contains { $0.name == table.name } }
        }
        return ordered
    }
}
