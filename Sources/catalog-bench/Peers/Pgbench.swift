/// pgbench's default transaction on a server of its own, the peer of durable purchases.
final class Pgbench {
    private let peer: PostgreSQLPeer
    private var outcome = PostgreSQLPeer.Outcome()

    private static let scale = 50
    /// More are slower: 64 by a tenth, 128 by a quarter (two cores).
    static let clients = 32
    /// Until a new connection's process knows its tables.
    private static let settlingSeconds = 0.25

    /// Starts the server and fills its tables.
    init(bench: Bench) throws {
        peer = try PostgreSQLPeer(in: bench.workspace, name: "postgresql-pgbench")
        do {
            try peer.initialise(scale: Self.scale)
            // What filling the tables left for the log to do is no transaction's work.
            try peer.script("CHECKPOINT;")
        } catch {
            peer.stop()
            throw error
        }
    }

    func stop() { peer.stop() }

    /// Measures for so many seconds.
    static func measure(_ bench: Bench) throws -> Measurement {
        let pgbench = try Pgbench(bench: bench)
        defer { pgbench.stop() }
        try pgbench.run(seconds: bench.options.seconds)
        return pgbench.measured
    }

    /// Runs for a second that does not count.
    func warmUp() throws { _ = try bench(1) }

    /// Runs for so many seconds.
    func run(seconds: Double) throws { outcome.add(try bench(seconds)) }

    private func bench(_ seconds: Double) throws -> PostgreSQLPeer.Outcome {
        try peer.bench(
            ["-c", "\(Self.clients)", "-j", "2"], seconds: seconds,
            settlingSeconds: Self.settlingSeconds)
    }

    /// What all runs brought together.
    var measured: Measurement {
        var measured = Measurement(
            subject: peer.subject + " pgbench", outcome.latencies,
            answered: outcome.latencies.count, seconds: outcome.seconds)
        measured.residentBytes = peer.residentBytes
        return measured
    }
}
