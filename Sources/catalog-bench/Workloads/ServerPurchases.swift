import Foundation

/// Purchases over HTTP on PostgreSQL, by one instance and by several, beside pgbench's default
/// transaction on a server that is set up alike.
struct ServerPurchases {
    let bench: Bench

    static let timesPeer = 1.0
    /// What several instances bring together, compared with one; a run differs by a little.
    static let timesOne = 0.95
    /// How many instances buy, load after load: there and back, since the store grows meanwhile,
    /// and the machine is not the same from one minute to the next. Each has half of the seconds.
    private static let turns = [1, 2, 3, 3, 2, 1]
    /// Until every instance has planned its statements and met many of the buyers once.
    private static let warmUpSeconds = 4.0
    /// As many buyers at once, however many instances there are: enough for each of them.
    private static let connections = 192
    /// Rate for which there are enough purchases.
    private static let rateMax = 9_000

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
        // A fresh copy has no statistics yet.
        try store.script("VACUUM ANALYZE;")
        let peer = try Pgbench(bench: bench).measure()
        var results: [Int: LoadResult] = [:]
        var resident: [Int: Int] = [:]
        let seconds = bench.options.seconds / 2
        let count = try self.count(of: shelf.courses.count * prepared.tokens.count, seconds)
        for (turn, instances) in Self.turns.enumerated() {
            // What the loads before it left for the log to do is not this one's work.
            try store.script("CHECKPOINT;")
            let tape = shelf.tape(
                prepared.tokens, host: "127.0.0.1", count: count, after: turn * count)
            let (result, bytes) = try load(tape, seconds, instances, prepared, store)
            results[instances, default: LoadResult()].add(result)
            resident[instances] = bytes
        }
        let ours = results.sorted { $0.key < $1.key }.map { instances, result in
            let subject = instances == 1 ? "catalogd" : "catalogd, \(instances) instances"
            report.noteErrors(of: result, subject: subject, expected: 201...201)
            return Measurement(subject: subject, result, residentBytes: resident[instances])
        }
        try prepared.catalogd.run("audit", database: store.url)
        report.notes.append(
            "catalogd audit is clean after all of them; \(Self.connections) connections buy from "
                + Self.turns.map(String.init).joined(separator: ", ") + " instances, "
                + "up to \(Number.short(seconds)) s each after "
                + "\(Number.short(Self.warmUpSeconds)) s that do not count")
        report.measurements = ours + [peer]
        report.bars = [
            .ratio(ours[0], to: peer, atLeast: Self.timesPeer), .errors(ours[0]),
        ]
        for several in ours.dropFirst() {
            report.bars.append(.ratio(several, to: ours[0], atLeast: Self.timesOne))
        }
        return report
    }

    /// The purchases of one load: enough for its time, or its share of all that can be made.
    private func count(of all: Int, _ seconds: Double) throws -> Int {
        let wanted = Int((seconds + Self.warmUpSeconds) * Double(Self.rateMax))
        let count = min(wanted, all / Self.turns.count)
        guard Double(count) > Self.warmUpSeconds * Double(Self.rateMax) else {
            throw BenchError("\(all) purchases are too few for six loads: more --participants")
        }
        return count
    }

    /// - Returns: what came of it, and the memory that the instances held in the end.
    private func load(
        _ tape: RequestTape, _ seconds: Double, _ instances: Int, _ prepared: PreparedStore,
        _ store: PostgreSQLPeer
    ) throws -> (LoadResult, residentBytes: Int) {
        let servers = try (0..<instances).map { _ in
            try CatalogdServer(prepared.catalogd, database: store.url)
        }
        defer { for server in servers { server.stop() } }
        var load = bench.load(ports: servers.map(\.port), expected: 201...201)
        load.connections = Self.connections
        load.seconds = seconds
        load.warmUpSeconds = Self.warmUpSeconds
        let result = try load.run(tape)
        return (result, servers.map(\.residentBytes).reduce(0, +))
    }
}
