import Foundation

/// catalogd as it is delivered: the program beside this one, started as a process of its own.
struct Catalogd {
    let program: String
    let seedDirectory: String
    let platformsFile: String
    private let workspace: Workspace

    /// - Throws: ``BenchError`` where the program or the seed data are not in their places.
    /// - Parameter seed: the directory whose `courses` the simulated platforms serve.
    init(
        platformsFile: String, seed: String = "catalog-seed", in workspace: Workspace
    ) throws {
        let own = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        program = own.deletingLastPathComponent().appendingPathComponent("catalogd").path
        seedDirectory = seed
        self.platformsFile = platformsFile
        self.workspace = workspace
        let manager = FileManager.default
        guard manager.isExecutableFile(atPath: program) else {
            throw BenchError("\(program) is missing: swift build -c release --product catalogd")
        }
        guard manager.fileExists(atPath: seedDirectory + "/platforms.json") else {
            throw BenchError("run from the directory that has catalog-seed/")
        }
    }

    /// Runs a command to its end and returns what it printed.
    @discardableResult
    /// - Parameter database: the path of an SQLite file, or a PostgreSQL URL.
    func run(
        _ command: String, _ words: [String] = [], database: String, seconds: Double = 300
    ) throws -> String {
        try ChildProcess.output(
            [program, command] + words + options(database: database),
            log: workspace.file("catalogd-\(command).log"), seconds: seconds)
    }

    /// Starts a command that stays.
    /// - Parameter isElsewhere: for what stands for another machine and is not to take this one's
    ///   processors from what is measured.
    func start(
        _ command: String, _ words: [String], database: String, isElsewhere: Bool = false
    ) throws -> ChildProcess {
        try ChildProcess(
            (isElsewhere ? ["nice", "-n", "19"] : []) + [program, command] + words
                + options(database: database),
            log: workspace.file("catalogd-\(command).log"))
    }

    private func options(database: String) -> [String] {
        [
            "--database-url", database.contains("://") ? database : "sqlite:" + database, "--seed",
            seedDirectory,
            "--platforms", platformsFile, "--log-level", "warning",
        ]
    }
}

/// A running server; without workers it answers requests and does nothing else.
final class CatalogdServer {
    let port: UInt16
    /// Seconds from the start of the process to the first whole answer.
    let startSeconds: Double
    /// The first page of the catalogue, as it was first answered.
    let firstPage: [UInt8]
    private let process: ChildProcess

    /// An answer shorter than this has no courses in it.
    static let firstPageBytesMin = 5_000

    init(
        _ catalogd: Catalogd, database: String, workers: Bool = false, words: [String] = []
    ) throws {
        port = try LoopbackPort.free()[0]
        let begun = MonotonicClock.nanoseconds
        process = try catalogd.start(
            "serve",
            (workers ? [] : ["--no-workers"]) + words + ["--listen", "127.0.0.1:\(port)"],
            database: database)
        let answer = try HTTPProbe.waitForAnswer(
            port: port, target: "/v1/courses", of: process, seconds: 60)
        startSeconds = MonotonicClock.seconds(since: begun)
        firstPage = answer.body
        guard firstPage.count >= Self.firstPageBytesMin else {
            throw BenchError("the first page has no courses: \(firstPage.count) bytes")
        }
    }

    var host: String { "127.0.0.1:\(port)" }
    var pid: Int32 { process.pid }
    var residentBytes: Int { ResidentMemory.bytes(of: pid) }

    func stop() { process.stop() }
}
