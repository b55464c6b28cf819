import SQL

/// What every session is told, and the portable schema text in PostgreSQL's words.
enum PostgreSQLSession {
    /// The advisory lock under which the schema is changed: "ctlg".
    static let migrationLock: Int64 = 0x6374_6c67

    /// A lock is waited for at most five seconds (a deadlock is found after one), and the server
    /// frees what a client holds that is gone. COMMIT has no limit: it may wait for the standby as
    /// long as that takes. Short statements are not worth compiling.
    static var settings: String {
        Sabotage.forgetsStandby.isOn ? common + "SET synchronous_commit = local;" : common
    }

    private static let common = """
        SET lock_timeout = '5s';
        SET idle_in_transaction_session_timeout = '60s';
        SET tcp_keepalives_idle = 5;
        SET tcp_keepalives_interval = 2;
        SET tcp_keepalives_count = 3;
        SET jit = off;
        SET bytea_output = 'hex';
        SET extra_float_digits = 1;
        SET client_min_messages = 'warning';
        SELECT set_config('synchronous_commit', CASE current_setting('synchronous_commit')
            WHEN 'remote_apply' THEN 'remote_apply' ELSE 'on' END, false);
        """

    /// A writer finds rows by their keys. A plan is kept with its statement, and one that was made
    /// while a table was empty would read all of it for every command once it has grown, until the
    /// server happens to count the rows again. Values never change which way is best, so nothing is
    /// planned anew for them.
    static let writing = """
        SET enable_seqscan = off;
        SET enable_hashjoin = off;
        SET enable_mergejoin = off;
        SET enable_material = off;
        SET plan_cache_mode = force_generic_plan;
        """

    /// The number of tables, and whether ours that lists the steps of the schema is among them.
    static let ownership = """
        SELECT count(*), count(*) FILTER (WHERE c.relname = 'schema_migrations' AND EXISTS (
                SELECT 1 FROM pg_attribute AS a
                WHERE a.attrelid = c.oid AND a.attname = 'checksum')) > 0
        FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
        WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p')
        """

    /// Shorter than the second after which the server looks for a deadlock, so that of a change of
    /// the schema and a sale it is the change that gives way.
    static let hastyLocks = "SET LOCAL lock_timeout = '300ms'"

    /// The portable schema text in PostgreSQL's words: text is ordered by its bytes, as SQLite
    /// orders it, whatever the database's own order is.
    static func spelled(_ sql: String) -> String {
        var text = sql
        let bytewise = " TEXT COLLATE \"C\""
        for (portable, own) in [
            (" TEXT ", bytewise + " "), (" TEXT,", bytewise + ","), (" TEXT\n", bytewise + "\n"),
            ("\n) CLUSTERED;", "\n);"),
        ] {
            text = text.split(separator: portable, omittingEmptySubsequences: false)
                .joined(separator: own)
        }
        return text
    }
}
