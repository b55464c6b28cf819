import Foundation

/// Purchases over HTTP on PostgreSQL, by one instance and by several, beside pgbench's default
/// transaction on a server that is set up alike.
struct ServerPurchases {
    let bench: Bench

    static let timesPeer = 1.0
    /// What several instances bring together, compared with one; a run differs by a little.
    static let timesOne = 0.95
    private static let instancesMax = 3
    /// As many buyers at once, however many instances there are: enough for each of them.
    private static let connections = 64 * instancesMax
    /// Rate for which there are enough purchases.
    private static let rateMax = 10_000

    func measure() throws -> WorkloadReport {
        let prepared = try bench.prepared()
        var report = WorkloadReport(
            .serverPurchases, title: "POST /v1/orders, durable, PostgreSQL")
        let source = try bench.workspace.copyDatabase(prepared.database, to: "copied.db")
        let shelf = try CourseShelf(database: source)
        let store = try PostgreSQLPeer(in: bench.workspace, name: "postgresql-market")
        defer { store.stop() }
        try prepared.catalogd.run(
            "copy", ["--from", "sqlite:" + source, "--to", store.url], database: source,
            seconds: 1800)
        // A fresh copy has no statistics yet, and a checkpoint to come.
        try store.script("VACUUM ANALYZE; CHECKPOINT;")
        let peer = try Pgbench(bench: bench).measure()
        var ours: [Measurement] = []
        let count = bench.requests(perSecond: Self.rateMax)
        for instances in 1...Self.instancesMax {
            let measured = try load(
                instances, prepared, store, shelf, after: (instances - 1) * count, count: count,
                &report)
            ours.append(measured)
        }
        try prepared.catalogd.run("audit", database: store.url)
        report.notes.append(
            "catalogd audit is clean after all of them; \(Self.connections) connections buy")
        report.measurements = ours + [peer]
        report.bars = [
            .ratio(ours[0], to: peer, atLeast: Self.timesPeer), .errors(ours[0]),
        ]
        for several in ours.dropFirst() {
            report.bars.append(.ratio(several, to: ours[0], atLeast: Self.timesOne))
        }
        return report
    }

    private func load(
        _ instances: Int, _ prepared: PreparedStore, _ store: PostgreSQLPeer,
        _ shelf: CourseShelf, after skipped: Int, count: Int, _ report: inout WorkloadReport
    ) throws -> Measurement {
        let servers = try (0..<instances).map { _ in
            try CatalogdServer(prepared.catalogd, database: store.url)
        }
        defer { for server in servers { server.stop() } }
        let tape = shelf.tape(
            prepared.tokens, host: servers[0].host, count: count, after: skipped)
        var load = bench.load(ports: servers.map(\.port), expected: 201...201)
        load.connections = Self.connections
        let result = try load.run(tape)
        let subject = instances == 1 ? "catalogd" : "catalogd, \(instances) instances"
        report.noteErrors(of: result, subject: subject, expected: 201...201)
        return Measurement(
            subject: subject, result,
            residentBytes: servers.map(\.residentBytes).reduce(0, +))
    }
}
