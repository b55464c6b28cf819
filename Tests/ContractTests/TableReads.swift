import SQL
import TestKit
import Testing

/// How much of each table a piece of work reads on PostgreSQL: the results of a plan that reads
/// all of a table are right, and only a table that has grown shows what it costs.
enum TableReads {
    /// Rows, and entries of indexes, that each table may be read for one item of work.
    static let eachMax = 8

    /// Rows and entries of indexes that this connection read lately, by table (PostgreSQL,
    /// "Viewing Statistics").
    private static let counts = """
        SELECT t.relname, pg_stat_get_xact_tuples_returned(t.oid)
            + coalesce(sum(pg_stat_get_xact_tuples_returned(i.indexrelid)), 0)::bigint
        FROM pg_class AS t LEFT JOIN pg_index AS i ON i.indrelid = t.oid
        WHERE t.relkind = 'r' AND t.relnamespace = 'public'::regnamespace
        GROUP BY t.oid, t.relname
        """

    /// Runs `body` in a transaction and expects that orders were read, and no table further than so
    /// many items need.
    static func areFew(
        for items: Int, in store: TestStore, on database: any Database,
        _ body: (any Database) throws -> Void
    ) throws {
        // Rows that were changed before would be read in their earlier versions too.
        try database.script("VACUUM (ANALYZE);")
        try store.command(on: database) { database in
            let earlier = try read(database)
            try body(database)
            let rows = try read(database).map { table, count in
                (table: table, count: count - earlier[table, default: 0])
            }
            for (table, count) in rows {
                #expect(count <= eachMax * items, "rows of \(table) for \(items) items")
            }
            #expect(rows.contains { $0.table == "orders" && $0.count > 0 }, "reads are counted")
        }
    }

    private static func read(_ database: any Database) throws -> [String: Int] {
        let rows = try database.rows(counts)
        return Dictionary(uniqueKeysWithValues: rows.map { ($0.text(0), $0.int(1)) })
    }
}
