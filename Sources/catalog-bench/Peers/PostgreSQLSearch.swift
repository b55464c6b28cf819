import SQL

/// PostgreSQL's full-text search (tsvector, GIN) over the same courses, asked by pgbench with
/// prepared statements over a Unix socket.
struct PostgreSQLSearch {
    private static let clients = 8

    let peer: PostgreSQLPeer
    let subject: String
    private let script: String

    init(
        _ courses: PeerCourses, queries: [PeerQuery], on peer: PostgreSQLPeer,
        in workspace: Workspace
    )
        throws
    {
        self.peer = peer
        subject = peer.subject + " FTS"
        try peer.script(Self.tables(courses, queries))
        script = try workspace.write(
            "\\set number random(1, \(queries.count))\n" + Self.select + ";\n",
            to: "search.pgbench")
    }

    func measure(seconds: Double) throws -> Measurement {
        let outcome = try peer.bench(
            ["-M", "prepared", "-c", "\(Self.clients)", "-j", "1", "-f", script],
            seconds: seconds)
        var measured = Measurement(
            subject: subject, outcome.latencies, answered: outcome.latencies.count,
            seconds: outcome.seconds)
        measured.residentBytes = peer.residentBytes
        return measured
    }

    private static let columns =
        "c.id, c.title, "
        + PeerCourses.facets.map { "c." + $0 }
        .joined(separator: ", ")

    private static let filters = """
        c.price <= q.price_max
            AND (q.platforms = '' OR strpos(q.platforms, ',' || c.platform || ',') > 0)
            AND (q.deliveries = '' OR strpos(q.deliveries, ',' || c.delivery || ',') > 0)
            AND (q.levels = '' OR strpos(q.levels, ',' || c.level || ',') > 0)
            AND (q.languages = '' OR strpos(q.languages, ',' || c.language || ',') > 0)
        """

    /// With words and without are two branches, so that the index can serve the first.
    private static let select = PeerCourses.select(
        found: """
            WITH q AS (SELECT * FROM queries WHERE number = :number),
            found AS MATERIALIZED (
                SELECT \(columns), -ts_rank(c.words, q.words) AS rank
                FROM q JOIN courses AS c ON c.words @@ q.words AND \(filters)
                UNION ALL
                SELECT \(columns), 0 FROM q JOIN courses AS c ON q.words IS NULL AND \(filters))

            """)

    private static func tables(_ courses: PeerCourses, _ queries: [PeerQuery]) -> String {
        var sql = """
            CREATE TABLE courses (
                id bigint PRIMARY KEY, title text, description text, provider text, skills text,
                platform text, category text, delivery text, level text, language text,
                price_band text, duration_band text, price bigint);
            CREATE TABLE queries (
                number bigint PRIMARY KEY, words tsquery, platforms text, deliveries text,
                levels text, languages text, price_max bigint, page bigint);

            """
        for row in courses.rows {
            sql +=
                "INSERT INTO courses VALUES (" + row.values.map(literal).joined(separator: ", ")
                + ");\n"
        }
        for (index, query) in queries.enumerated() {
            let words =
                query.words.isEmpty
                ? "NULL" : "to_tsquery('simple', \(literal(.text(query.tsquery))))"
            let lists = [query.platforms, query.deliveries, query.levels, query.languages]
                .map { literal(.text($0)) }.joined(separator: ", ")
            sql +=
                "INSERT INTO queries VALUES (\(index + 1), \(words), \(lists), "
                + "\(query.priceMax), \(query.limit));\n"
        }
        return "BEGIN;\n" + sql + """
            ALTER TABLE courses ADD COLUMN words tsvector;
            UPDATE courses SET words = setweight(to_tsvector('simple', title), 'A')
                || to_tsvector('simple',
                    concat_ws(' ', description, provider, skills));
            CREATE INDEX courses_words ON courses USING gin (words);
            COMMIT;
            VACUUM ANALYZE;
            """
    }

    private static func literal(_ value: SQLValue) -> String {
        switch value {
        case .integer(let number): return "\(number)"
        case .text(let text):
            return "'"
                + text.split(separator: "'", omittingEmptySubsequences: false)
                .joined(separator: "''") + "'"
        default: return "NULL"
        }
    }
}
