import SQL
import SQLiteEngine

/// SQLite's own full-text index over the same courses, asked in this process, without HTTP.
struct FTS5Peer {
    let subject: String
    private let database: SQLiteDatabase

    private static let schema = """
        CREATE TABLE courses (
            id INTEGER PRIMARY KEY, title TEXT, description TEXT, provider TEXT, skills TEXT,
            platform TEXT, category TEXT, delivery TEXT, level TEXT, language TEXT,
            price_band TEXT, duration_band TEXT, price INTEGER
        );
        CREATE VIRTUAL TABLE course_words USING fts5(
            title, description, provider, skills, content='courses', content_rowid='id',
            tokenize='unicode61', prefix='2 3');
        """

    /// Facet columns of the found courses, computed once for the page and all counts.
    private static let columns =
        "c.id, c.title, "
        + PeerCourses.facets.map { "c." + $0 }
        .joined(separator: ", ")
    private static let filters = """
        c.price <= $2 AND ($3 = '' OR instr($3, ',' || c.platform || ',') > 0)
            AND ($4 = '' OR instr($4, ',' || c.delivery || ',') > 0)
            AND ($5 = '' OR instr($5, ',' || c.level || ',') > 0)
            AND ($6 = '' OR instr($6, ',' || c.language || ',') > 0)
        """
    private static let bySearch = PeerCourses.select(
        found: """
            WITH q AS (SELECT $7 AS page),
            found AS MATERIALIZED (
                SELECT \(columns), w.rank AS rank
                FROM course_words AS w JOIN courses AS c ON c.id = w.rowid
                WHERE w.course_words MATCH $1 AND \(filters))

            """)
    private static let byFilters = PeerCourses.select(
        found: """
            WITH q AS (SELECT $7 AS page),
            found AS MATERIALIZED (
                SELECT \(columns), 0 AS rank FROM courses AS c WHERE $1 = '' AND \(filters))

            """)

    init(_ courses: PeerCourses, path: String) throws {
        database = try SQLiteDatabase(path: path)
        try database.script(Self.schema)
        try database.begin()
        let parameters = (1...PeerCourses.columns.count).map { "$\($0)" }.joined(separator: ", ")
        for row in courses.rows {
            try database.run("INSERT INTO courses VALUES (\(parameters))", binding: row.values)
        }
        try database.run("INSERT INTO course_words (course_words) VALUES ('rebuild')")
        try database.run("INSERT INTO course_words (course_words) VALUES ('optimize')")
        try database.run("ANALYZE")
        try database.commit()
        let version = try database.row("SELECT sqlite_version()")?.text(0) ?? "?"
        subject = "SQLite \(version) FTS5"
    }

    /// Asks the queries in turn for so long.
    func measure(_ queries: [PeerQuery], seconds: Double) throws -> Measurement {
        var latencies = Latencies(expecting: 100_000)
        let begun = MonotonicClock.nanoseconds
        var count = 0
        while MonotonicClock.seconds(since: begun) < seconds {
            try Interruption.check()
            let started = MonotonicClock.nanoseconds
            _ = try ask(queries[count % queries.count])
            latencies.record(nanoseconds: MonotonicClock.nanoseconds - started)
            count += 1
        }
        return Measurement(
            subject: subject, latencies, answered: count,
            seconds: MonotonicClock.seconds(since: begun))
    }

    /// The page of courses and the counts of all facets.
    func ask(_ query: PeerQuery) throws(DatabaseError) -> [Row] {
        try database.rows(
            query.words.isEmpty ? Self.byFilters : Self.bySearch, query.fts5, query.priceMax,
            query.platforms, query.deliveries, query.levels, query.languages, query.limit)
    }
}
