import Foundation

/// A PostgreSQL server of its own for one run: fsync and synchronous_commit on as ever, reached by
/// a Unix socket, removed when it is stopped.
final class PostgreSQLPeer {
    /// What one pgbench run brought.
    struct Outcome {
        /// In which transactions counted.
        var seconds = 0.0
        var latencies = Latencies()

        mutating func add(_ other: Outcome) {
            seconds += other.seconds
            latencies.add(other.latencies)
        }
    }

    static let user = "postgres"
    /// Room that the defaults do not give: memory for pages, and log between checkpoints.
    static let settings = [
        "listen_addresses=", "shared_buffers=512MB", "max_wal_size=4GB", "fsync=on",
        "synchronous_commit=on",
    ]

    let subject: String
    private let directory: String
    private let workspace: Workspace
    private let server: ChildProcess
    private let programs: String

    /// - Parameter name: of its directory, one for each cluster of a run.
    init(in workspace: Workspace, name: String) throws {
        self.workspace = workspace
        programs = try Self.findPrograms()
        directory = try workspace.directory(name)
        try Self.giveAway(directory)
        try ChildProcess.output(
            [
                programs + "/initdb", "-D", directory + "/data", "-A", "trust", "-U", Self.user,
                "-E", "UTF8", "--locale=C.UTF-8",
            ], user: Self.user, log: workspace.file("initdb.log"))
        var words = [programs + "/postgres", "-D", directory + "/data", "-k", directory]
        for setting in Self.settings { words += ["-c", setting] }
        server = try ChildProcess(
            words, user: Self.user, log: workspace.file("postgresql.log"),
            stopSignal: .interrupt)
        let version = try ChildProcess.output(
            [programs + "/postgres", "--version"], log: workspace.file("version.log"))
        let number = version.split(separator: " ").first { $0.first?.isNumber == true } ?? "?"
        subject = "PostgreSQL " + number.trimmingCharacters(in: .whitespacesAndNewlines)
        try waitUntilReady()
    }

    var residentBytes: Int { ResidentMemory.bytesOfTree(server.pid) }

    /// Its directory is free then for another of the same name.
    func stop() {
        server.stop()
        try? FileManager.default.removeItem(atPath: directory)
    }

    /// Runs a script of SQL.
    func script(_ sql: String) throws {
        let file = try workspace.write(sql, to: "script.sql")
        try ChildProcess.output(
            [programs + "/psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", file] + connection,
            log: workspace.file("psql.log"))
    }

    /// Runs pgbench with these arguments and measures every transaction.
    /// - Parameters:
    ///   - seconds: in which transactions count, from the end of settling.
    ///   - settlingSeconds: from the end of the first transaction.
    func bench(
        _ arguments: [String], seconds: Double, settlingSeconds: Double = 0
    ) throws -> Outcome {
        let logs = try workspace.directory("pgbench-\(MonotonicClock.nanoseconds)")
        // Longer than is counted, so that all clients are at work to the end.
        let length = Int(seconds + settlingSeconds) + 1
        try ChildProcess.output(
            [
                programs + "/pgbench", "-n", "-T", "\(length)", "--log",
                "--log-prefix=\(logs)/t",
            ] + arguments + connection, log: workspace.file("pgbench.log"),
            seconds: Double(length) + 60)
        let transactions = try Self.transactions(in: logs)
        guard let first = transactions.map(\.endedAt).min() else {
            throw BenchError("pgbench finished no transactions")
        }
        let begin = first + settlingSeconds
        var outcome = Outcome(seconds: seconds)
        for transaction in transactions
        where transaction.endedAt > begin && transaction.endedAt <= begin + seconds {
            outcome.latencies.record(microseconds: transaction.microseconds)
        }
        return outcome
    }

    /// Fills pgbench's own tables.
    func initialise(scale: Int) throws {
        try ChildProcess.output(
            [programs + "/pgbench", "-i", "-q", "-s", "\(scale)"] + connection,
            log: workspace.file("pgbench-init.log"))
    }

    /// Fills the new cluster's database with what an SQLite one holds.
    func fill(from source: String, by catalogd: Catalogd) throws {
        try catalogd.run(
            "copy", ["--from", "sqlite:" + source, "--to", url], database: source, seconds: 1800)
        // A fresh copy has no statistics yet.
        try script("VACUUM ANALYZE;")
    }

    /// Of the database that a new cluster has, as catalogd takes it.
    var url: String { "postgresql://\(Self.user)@/postgres?host=\(directory)" }

    private var connection: [String] { ["-h", directory, "-U", Self.user, "postgres"] }

    private func waitUntilReady() throws {
        let begun = MonotonicClock.nanoseconds
        while MonotonicClock.seconds(since: begun) < 30 {
            let words = [programs + "/pg_isready", "-q", "-h", directory]
            if (try? ChildProcess.output(words, log: workspace.file("ready.log"))) != nil {
                return
            }
            try Interruption.check()
            guard server.isRunning else { break }
            Thread.sleep(forTimeInterval: 0.1)
        }
        throw BenchError("PostgreSQL did not start:\n\(server.lastWords)")
    }

    /// The newest version's programs; Debian keeps them by version.
    private static func findPrograms() throws -> String {
        let root = "/usr/lib/postgresql"
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        guard let newest = versions.compactMap({ Int($0) }).max() else {
            throw BenchError("PostgreSQL is not installed (Debian package postgresql)")
        }
        return "\(root)/\(newest)/bin"
    }

    /// PostgreSQL refuses to run as root, so its directory belongs to its own user.
    private static func giveAway(_ path: String) throws {
        guard geteuid() == 0 else { return }
        try FileManager.default.setAttributes(
            [.ownerAccountName: user, .groupOwnerAccountName: user], ofItemAtPath: path)
    }

    /// A line is: client, number, microseconds, script, and the second and microsecond of its end.
    private static func transactions(
        in directory: String
    ) throws -> [(microseconds: UInt32, endedAt: Double)] {
        var transactions: [(UInt32, Double)] = []
        transactions.reserveCapacity(100_000)
        for name in try FileManager.default.contentsOfDirectory(atPath: directory) {
            let data = try Data(contentsOf: URL(fileURLWithPath: directory + "/" + name))
            for line in data.split(separator: UInt8(ascii: "\n")) {
                let words = line.split(separator: UInt8(ascii: " ")).map {
                    String(decoding: $0, as: UTF8.self)
                }
                guard words.count > 5, let time = UInt32(words[2]), let second = Double(words[4]),
                    let part = Double(words[5])
                else { continue }
                transactions.append((time, second + part / 1e6))
            }
        }
        return transactions
    }
}
