/// pgbench's default transaction on a server of its own, the peer of durable purchases.
struct Pgbench {
    let bench: Bench

    private static let scale = 50
    /// More are slower: 64 by a tenth, 128 by a quarter (two cores).
    static let clients = 32

    func measure() throws -> Measurement {
        let peer = try PostgreSQLPeer(in: bench.workspace, name: "postgresql-pgbench")
        defer { peer.stop() }
        try peer.initialise(scale: Self.scale)
        // What filling the tables left for the log to do is no transaction's work.
        try peer.script("CHECKPOINT;")
        let outcome = try peer.bench(
            ["-c", "\(Self.clients)", "-j", "2"], seconds: bench.options.seconds)
        var measured = Measurement(
            subject: peer.subject + " pgbench", outcome.latencies,
            answered: outcome.latencies.count, seconds: bench.options.seconds)
        measured.perSecond = outcome.perSecond
        measured.residentBytes = peer.residentBytes
        return measured
    }
}
