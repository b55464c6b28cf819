import SQL

extension PostgreSQLDatabase {
    /// Drops every table of ours; the database was found to hold no others when it was opened.
    /// - Throws: `.busy` while another process has the database open; nothing is dropped then.
    public func dropEverything() throws(DatabaseError) {
        try beginExclusive()
        do throws(DatabaseError) {
            let others = try row(
                """
                SELECT count(*) FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid()
                    AND backend_type = 'client backend'
                """)?.int(0)
            guard others == 0 else {
                throw DatabaseError.busy("the database is in use: stop every instance first")
            }
            let tables = try rows(
                """
                SELECT quote_ident(c.relname) FROM pg_class AS c
                JOIN pg_namespace AS n ON n.oid = c.relnamespace
                WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p')
                """
            ).map { $0.text(0) }
            if !tables.isEmpty {
                try script("DROP TABLE \(tables.joined(separator: ", ")) CASCADE")
            }
        } catch {
            try rollback()
            throw error
        }
        try commit()
    }
}
