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
        try prepared.catalogd.run(
            "copy", ["--from", "sqlite:" + source, "--to", store.url], database: source,
            seconds: 1800)
        // A fresh copy has no statistics yet.
        try store.script("VACUUM ANALYZE;")
        let peer = try Pgbench(bench: bench).measure()
        let server = try CatalogdServer(prepared.catalogd, database: store.url)
        defer { server.stop() }
        let tape = try Webhooks.tape(
            events, of: orders.entries, prepared.catalogd.platformsFile, host: server.host)
        let result = try bench.load(port: server.port).run(tape)
        let ours = Measurement(
            subject: "catalogd", result, residentBytes: server.residentBytes)
        report.noteErrors(of: result, subject: "catalogd", expected: 200...200)
        server.stop()
        report.measurements = [ours, peer]
        report.bars = [.errors(ours)]
        report.notes.append(try proof(prepared.catalogd, store.url, answered: result.finished))
        return report
    }

    /// What was acknowledged must be there, and the books must balance.
    private func proof(_ catalogd: Catalogd, _ url: String, answered: Int) throws -> String {
        let reader = try PostgreSQLDatabase(PostgreSQLAddress(url), role: .reader)
        let row = try reader.row(
            "SELECT count(*), count(*) FILTER (WHERE verdict = 'applied') FROM webhook_events")
        let (events, applied) = (row?.int(0) ?? 0, row?.int(1) ?? 0)
        guard events >= answered, applied == events else {
            throw BenchError(
                "\(answered) events were acknowledged, \(events) are stored, \(applied) applied")
        }
        try catalogd.run("audit", database: url)
        return "every acknowledged event is stored and applied (\(events)), "
            + "catalogd audit is clean"
    }
}
