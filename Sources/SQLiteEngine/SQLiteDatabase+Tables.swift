import SQL

extension SQLiteDatabase {
    /// The tables of the program, without those of the engine.
    public func tables() throws(DatabaseError) -> [StoredTable] {
        let names = try rows(
            """
            SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
            ORDER BY name
            """
        ).map { $0.text(0) }
        var tables: [StoredTable] = []
        for name in names { tables.append(try table(name)) }
        return tables
    }

    private func table(_ name: String) throws(DatabaseError) -> StoredTable {
        let columns = try rows("SELECT name, pk FROM pragma_table_info($1) ORDER BY cid", name)
        let links = try rows("SELECT \"table\", \"from\" FROM pragma_foreign_key_list($1)", name)
        return StoredTable(
            name: name, columns: columns.map { $0.text(0) },
            key: columns.filter { $0.int(1) > 0 }.sorted { $0.int(1) < $1.int(1) }
                .map { $0.text(0) },
            parentColumn: links.first { $0.text(0) == name }?.text(1),
            references: Set(links.map { $0.text(0) }).subtracting([name]))
    }
}
