import Foundation
import SQLiteEngine

/// A database with the catalogue, filled once through catalogd's own commands: migrated, synced
/// from the simulated platforms, and given participants with tokens. Workloads take copies.
struct PreparedStore {
    let catalogd: Catalogd
    /// The closed database file.
    let database: String
    /// Bearer tokens of the synthetic participants, in no order: those who come one after the
    /// other are no neighbours in the store.
    let tokens: [String]
    let courses: Int

    static let coursesMin = 900
    private static let readySeconds = 30.0

    init(participants: Int, in workspace: Workspace) throws {
        let platforms = try SimulatedPlatforms(in: workspace)
        let catalogd = try Catalogd(platformsFile: platforms.file, in: workspace)
        let database = workspace.file("prepared.db")
        let tokensFile = workspace.file("tokens")
        try catalogd.run("migrate", database: database)
        let simulator = try catalogd.start(
            "simulate", ["--target", "http://127.0.0.1:9"], database: database)
        defer { simulator.stop() }
        try platforms.wait(for: simulator, seconds: Self.readySeconds)
        try catalogd.run(
            "seed", ["--participants", "\(participants)", "--tokens", tokensFile],
            database: database, seconds: 1800)
        try catalogd.run("sync", database: database)
        let text = try String(contentsOfFile: tokensFile, encoding: .utf8)
        tokens = text.split(separator: "\n").map(String.init).shuffled()
        courses = try Self.countCourses(database)
        guard courses >= Self.coursesMin else {
            throw BenchError("the sync brought \(courses) courses, not \(Self.coursesMin)")
        }
        self.catalogd = catalogd
        self.database = database
    }

    private static func countCourses(_ path: String) throws -> Int {
        let reader = try SQLiteDatabase(path: path, role: .reader)
        let row = try reader.row("SELECT count(*) FROM courses WHERE state = 'published'")
        return row?.int(0) ?? 0
    }
}

/// A platforms.json like the delivered one, on ports that nobody uses, so that a run does not
/// meet a demo on the same machine.
struct SimulatedPlatforms {
    let file: String
    private let ports: [UInt16]

    static let delivered = "catalog-seed/platforms.json"

    init(in workspace: Workspace, named name: String = "platforms.json") throws {
        guard var text = try? String(contentsOfFile: Self.delivered, encoding: .utf8) else {
            throw BenchError("run from the directory that has \(Self.delivered)")
        }
        let prefix = "http://127.0.0.1:"
        let pieces = text.split(separator: prefix, omittingEmptySubsequences: false).dropFirst()
        let old = Set(pieces.map { $0.prefix { $0.isNumber } }).sorted()
        ports = try LoopbackPort.free(old.count)
        for (number, port) in zip(old, ports) {
            text = text.split(separator: prefix + number, omittingEmptySubsequences: false)
                .joined(separator: prefix + "\(port)")
        }
        file = try workspace.write(text, to: name)
    }

    /// Waits until every platform answers something.
    func wait(for simulator: ChildProcess, seconds: Double) throws {
        let begun = MonotonicClock.nanoseconds
        for port in ports {
            while HTTPProbe.get(port: port, target: "/") == nil {
                try Interruption.check()
                guard simulator.isRunning, MonotonicClock.seconds(since: begun) < seconds else {
                    throw BenchError("the simulator did not start:\n\(simulator.lastWords)")
                }
                Thread.sleep(forTimeInterval: 0.02)
            }
        }
    }
}
