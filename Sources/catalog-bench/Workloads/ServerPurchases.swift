import Foundation
import PostgreSQLEngine

/// Purchases over HTTP on PostgreSQL, by one instance and by several, beside pgbench's default
/// transaction on a server that is set up alike.
struct ServerPurchases {
    let bench: Bench

    static let timesPeer = 1.0
    /// What several instances bring together, compared with one; a run differs by a little.
    static let timesOne = 0.95
    /// How many instances buy, slice after slice: there and back, since the store grows meanwhile.
    private static let turns = [1, 2, 3, 3, 2, 1]
    private static let rounds = 4
    /// A slice is this part of the seconds: short, because the machine is not the same from one
    /// second to the next.
    private static let slice = 0.08
    /// Until those who bought from other instances a moment ago have settled down.
    private static let settlingSeconds = 0.25
    /// Until every instance has planned its statements and met many of the buyers once.
    private static let warmUpSeconds = 4.0
    /// As many buyers at once, however many instances there are: enough for each of them.
    private static let connections = 192
    /// Rate for which there are enough purchases for all slices together, and for each of them.
    private static let rateMax = 17_000.0
    private static let sliceRateMax = 30_000.0

    func measure() throws -> WorkloadReport {
        let prepared = try bench.prepared()
        var report = WorkloadReport(
            .serverPurchases, title: "POST /v1/orders, durable, PostgreSQL")
        let source = try bench.workspace.copyDatabase(prepared.database, to: "copied.db")
        let shelf = try CourseShelf(database: source)
        try checkEnough(of: shelf, prepared.tokens.count)
        let store = try PostgreSQLPeer(in: bench.workspace, name: "postgresql-market")
        defer { store.stop() }
        try store.fill(from: source, by: prepared.catalogd)
        let peer = try Pgbench.measure(bench)
        let instances = try (0..<(Self.turns.max() ?? 1)).map { _ in
            try CatalogdServer(prepared.catalogd, database: store.url)
        }
        defer { for instance in instances { instance.stop() } }
        let (loads, acknowledged) = try load(instances, shelf, prepared.tokens)
        let ours = loads.sorted { $0.key < $1.key }.map { count, result in
            let subject = count == 1 ? "catalogd" : "catalogd, \(count) instances"
            report.noteErrors(of: result, subject: subject, expected: 201...201)
            return Measurement(
                subject: subject, result,
                residentBytes: instances.prefix(count).map(\.residentBytes).reduce(0, +))
        }
        let reader = try PostgreSQLDatabase(PostgreSQLAddress(store.url), role: .reader)
        report.notes.append(try Purchases.proof(reader, acknowledged: acknowledged))
        try prepared.catalogd.run("audit", database: store.url)
        report.notes.append(
            "catalogd audit is clean after all of them; \(Self.connections) connections buy from "
                + Self.turns.map(String.init).joined(separator: ", ")
                + " instances, \(Self.rounds) times over")
        report.measurements = ours + [peer]
        report.bars = [
            .ratio(ours[0], to: peer, atLeast: Self.timesPeer), .errors(ours[0]),
        ]
        for several in ours.dropFirst() {
            report.bars.append(.ratio(several, to: ours[0], atLeast: Self.timesOne))
        }
        return report
    }

    private static func purchases(in seconds: Double) -> Int { Int(seconds * rateMax) }

    private var sliceSeconds: Double { bench.options.seconds * Self.slice }

    private func checkEnough(of shelf: CourseShelf, _ participants: Int) throws {
        let slices = Self.turns.count * Self.rounds
        let wanted =
            Self.purchases(in: Self.warmUpSeconds)
            + slices * Self.purchases(in: sliceSeconds + Self.settlingSeconds)
        let there = shelf.courses.count * participants
        guard wanted <= there else {
            throw BenchError(
                "\(wanted) purchases are wanted and \(there) can be made: more --participants, or "
                    + "fewer --seconds")
        }
    }

    /// - Returns: what came of all slices of each number of instances, and how many purchases were
    ///   acknowledged in all, the warm-up's too.
    private func load(
        _ instances: [CatalogdServer], _ shelf: CourseShelf, _ tokens: [String]
    ) throws -> ([Int: LoadResult], acknowledged: Int) {
        var purchases = PurchaseTurns(
            shelf, tokens, host: "127.0.0.1", rateMax: Self.sliceRateMax)
        func buy(from count: Int, _ seconds: Double, after warmUp: Double) throws -> LoadResult {
            var load = bench.load(ports: instances.prefix(count).map(\.port), expected: 201...201)
            load.connections = Self.connections
            load.seconds = seconds
            load.warmUpSeconds = warmUp
            return try purchases.run(load)
        }
        _ = try buy(from: instances.count, 0, after: Self.warmUpSeconds)
        var results: [Int: LoadResult] = [:]
        for count in (0..<Self.rounds).flatMap({ _ in Self.turns }) {
            let result = try buy(from: count, sliceSeconds, after: Self.settlingSeconds)
            results[count, default: LoadResult()].add(result)
        }
        return (results, purchases.acknowledged)
    }
}
