/// pgbench's default transaction on a server of its own, the peer of durable purchases.
final class Pgbench {
    private let peer: PostgreSQLPeer
    private var latencies = Latencies()
    private var transactions = 0.0
    private var seconds = 0.0

    private static let scale = 50
    /// More are slower: 64 by a tenth, 128 by a quarter (two cores).
    static let clients = 32

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

    /// Runs for so many seconds, whole ones, and one at least.
    func run(seconds: Double) throws {
        let seconds = max(1, seconds.rounded(.down))
        let outcome = try peer.bench(["-c", "\(Self.clients)", "-j", "2"], seconds: seconds)
        latencies.add(outcome.latencies)
        transactions += outcome.perSecond * seconds
        self.seconds += seconds
    }

    /// What all runs brought together.
    var measured: Measurement {
        var measured = Measurement(
            subject: peer.subject + " pgbench", latencies, answered: latencies.count,
            seconds: seconds)
        // pgbench leaves out the time in which its clients connect.
        measured.perSecond = seconds > 0 ? transactions / seconds : 0
        measured.residentBytes = peer.residentBytes
        return measured
    }
}
