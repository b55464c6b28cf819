/// The mixed searches in a catalogue of a hundred times as many courses.
struct LargeSearch {
    let bench: Bench

    static let p99Milliseconds = 50.0
    /// Rate for which there are enough unique queries.
    private static let rateMax = 10_000

    func measure() throws -> WorkloadReport {
        let prepared = try bench.prepared()
        let database = try bench.workspace.copyDatabase(prepared.database, to: "large.db")
        let grown = try GrownCatalogue(database: database)
        var report = WorkloadReport(
            .largeSearch,
            title: "GET /v1/courses?… with facets, \(SearchQueries.all.count) mixed queries, "
                + "\(grown.courses) courses")
        let server = try CatalogdServer(prepared.catalogd, database: database)
        defer { server.stop() }
        let tape = SearchTapes.unique(
            bench.requests(perSecond: Self.rateMax), host: server.host)
        let result = try bench.load(port: server.port, of: server.pid).run(tape)
        let ours = Measurement(
            subject: "catalogd, every query new", result, residentBytes: server.residentBytes)
        report.noteErrors(of: result, subject: "catalogd", expected: 200...200)
        report.measurements = [ours]
        report.bars = [.p99(ours, underMilliseconds: Self.p99Milliseconds), .errors(ours)]
        report.notes.append(
            "\(Number.fixed(server.startSeconds, 1)) s from start to first answer; courses are "
                + "made of the titles, descriptions and prices of the others, each with a word "
                + "of its own")
        return report
    }
}
