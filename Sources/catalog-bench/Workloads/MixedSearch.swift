/// ``SearchQueries`` over HTTP, each made unique so that no cache of pages helps, beside the
/// full-text indexes of SQLite and PostgreSQL without HTTP.
struct MixedSearch {
    let bench: Bench

    static let floorPerSecond = 15_000.0
    static let p99Milliseconds = 10.0
    static let timesPeers = 5.0
    /// Rate for which there are enough unique queries.
    private static let rateMax = 60_000

    func measure() throws -> WorkloadReport {
        let prepared = try bench.prepared()
        var report = WorkloadReport(
            .search,
            title: "GET /v1/courses?… with facets, \(SearchQueries.all.count) mixed queries, "
                + "\(prepared.courses) courses")
        let database = try bench.workspace.copyDatabase(prepared.database, to: "search.db")
        let server = try CatalogdServer(prepared.catalogd, database: database)
        defer { server.stop() }
        let unique = try measure(
            "catalogd, every query new", server,
            SearchTapes.unique(
                bench.requests(perSecond: Self.rateMax), host: server.host), &report)
        let repeated = try measure(
            "catalogd, queries repeated", server, SearchTapes.repeated(host: server.host), &report)
        server.stop()

        let courses = try PeerCourses(database: database)
        let queries = SearchQueries.all.map(PeerQuery.init)
        let fts5 = try FTS5Peer(courses, path: bench.workspace.file("fts5.db"))
            .measure(queries, seconds: bench.options.seconds)
        let postgreSQL = try measurePostgreSQL(courses, queries)
        report.measurements = [unique, repeated, fts5, postgreSQL]
        report.bars = [
            .perSecond(unique, atLeast: Self.floorPerSecond),
            .p99(unique, underMilliseconds: Self.p99Milliseconds),
            .ratio(unique, to: fts5, atLeast: Self.timesPeers),
            .ratio(unique, to: postgreSQL, atLeast: Self.timesPeers), .errors(unique),
        ]
        report.notes += [
            "catalogd answers over HTTP and corrects typing errors; the peers are asked without "
                + "HTTP: FTS5 in process on one thread, PostgreSQL by pgbench over a Unix socket",
            "the peers give LIMIT rows and the counts of 7 facets in one statement; price bands, "
                + "durations, provinces and orders of the queries are left out for them",
        ]
        return report
    }

    private func measure(
        _ subject: String, _ server: CatalogdServer, _ tape: RequestTape,
        _ report: inout WorkloadReport
    ) throws -> Measurement {
        let result = try bench.load(port: server.port, of: server.pid).run(tape)
        report.noteErrors(of: result, subject: subject, expected: 200...200)
        return Measurement(subject: subject, result, residentBytes: server.residentBytes)
    }

    private func measurePostgreSQL(
        _ courses: PeerCourses, _ queries: [PeerQuery]
    ) throws -> Measurement {
        let peer = try PostgreSQLPeer(in: bench.workspace, name: "postgresql-search")
        defer { peer.stop() }
        return try PostgreSQLSearch(courses, queries: queries, on: peer, in: bench.workspace)
            .measure(seconds: bench.options.seconds)
    }
}
