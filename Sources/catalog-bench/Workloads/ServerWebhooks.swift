import PostgreSQLEngine

/// Signed progress on PostgreSQL, by one instance, beside pgbench's default transaction on a server
/// that is set up alike.
struct ServerWebhooks {
    let bench: Bench

    /// Rate for which there are enough events.
    private static let rateMax = 20_000

    func measure() throws -> WorkloadReport {
        let prepared = try bench.prepared()
        let events = bench.requests(perSecond: Self.rateMax)
        var report = WorkloadReport(
            .serverWebhooks,
            title: "POST /v1/webhooks/…, signed progress, durable, PostgreSQL")
        let source = try bench.workspace.copyDatabase(prepared.database, to: "told.db")
        let orders = try ConfirmedOrders(
            events / Webhooks.progresses.count + 1, database: source)
        let store = try PostgreSQLPeer(in: bench.workspace, name: "postgresql-webhooks")
        defer { store.stop() }
        try store.fill(from: source, by: prepared.catalogd)
        let peer = try Pgbench.measure(bench)
        let ours = try Webhooks.deliver(
            events, of: orders, to: store.url, bench, into: &report
        ) { try PostgreSQLDatabase(PostgreSQLAddress(store.url), role: .reader) }
        report.measurements = [ours, peer]
        report.bars = [.errors(ours)]
        return report
    }
}
