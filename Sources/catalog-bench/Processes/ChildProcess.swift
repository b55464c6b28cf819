import Foundation

/// A program started for the run: stopped when this is, at the latest when the run's process
/// dies, however it dies.
final class ChildProcess {
    /// Seconds until a child that does not stop is killed.
    static let graceSeconds = 20.0

    /// What asks it to stop at once but in order; PostgreSQL gives SIGTERM another meaning.
    enum StopSignal: String {
        case terminate = "TERM"
        case interrupt = "INT"

        var number: Int32 { self == .terminate ? SIGTERM : SIGINT }
    }

    let name: String
    private let process = Process()
    private let stopSignal: StopSignal
    private let log: String

    var pid: Int32 { process.processIdentifier }
    var isRunning: Bool { process.isRunning }

    /// - Parameters:
    ///   - words: the program (found on the PATH unless a path) and its arguments.
    ///   - user: whom to run as, where we are root; nobody else may change it.
    ///   - log: file for what it prints.
    init(
        _ words: [String], user: String? = nil, log: String, stopSignal: StopSignal = .terminate,
        environment: [String: String] = [:]
    ) throws {
        name = words[0].split(separator: "/").last.map(String.init) ?? words[0]
        self.stopSignal = stopSignal
        self.log = log
        _ = FileManager.default.createFile(atPath: log, contents: nil)
        process.executableURL = URL(fileURLWithPath: "/usr/bin/setpriv")
        process.arguments = Self.prefix(user: user, stopSignal: stopSignal) + words
        process.environment = Self.environment(adding: environment)
        process.standardInput = FileHandle.nullDevice
        let output = FileHandle(forWritingAtPath: log)
        process.standardOutput = output
        process.standardError = output
        try process.run()
        try? output?.close()
    }

    deinit {
        stop()
    }

    /// Asks it to stop, waits, and kills it when that is not heeded.
    func stop() {
        guard process.isRunning else { return }
        kill(pid, stopSignal.number)
        let begun = MonotonicClock.nanoseconds
        while process.isRunning {
            if MonotonicClock.seconds(since: begun) > Self.graceSeconds { kill(pid, SIGKILL) }
            Thread.sleep(forTimeInterval: 0.01)
        }
    }

    /// Waits for its end.
    /// - Throws: ``BenchError`` with its last words unless it ended well, and when it takes longer
    ///   than `seconds`.
    func wait(seconds: Double) throws {
        let begun = MonotonicClock.nanoseconds
        while process.isRunning {
            try Interruption.check()
            guard MonotonicClock.seconds(since: begun) < seconds else {
                throw BenchError("\(name) takes longer than \(Int(seconds)) s")
            }
            Thread.sleep(forTimeInterval: 0.005)
        }
        guard process.terminationStatus == 0 else {
            throw BenchError("\(name) failed (\(process.terminationStatus)):\n\(lastWords)")
        }
    }

    /// The end of what it printed.
    var lastWords: String {
        let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").suffix(12).joined(separator: "\n")
    }

    /// Runs a program to its end and returns what it printed.
    @discardableResult
    static func output(
        _ words: [String], user: String? = nil, log: String, seconds: Double = 600
    ) throws -> String {
        let child = try ChildProcess(words, user: user, log: log)
        try child.wait(seconds: seconds)
        return (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
    }

    /// setpriv (util-linux) becomes the program itself, so the pid is the program's.
    private static func prefix(user: String?, stopSignal: StopSignal) -> [String] {
        var words: [String] = []
        if let user, geteuid() == 0 {
            words += ["--reuid", user, "--regid", user, "--init-groups"]
        }
        return words + ["--pdeathsig", stopSignal.rawValue, "--"]
    }

    /// Debian keeps servers and PostgreSQL's tools out of an ordinary PATH.
    private static func environment(adding: [String: String]) -> [String: String] {
        var environment = ProcessInfo.processInfo.environment
        environment = environment.filter { !$0.key.hasPrefix("CATALOGD_") }
        environment["PATH"] = (environment["PATH"] ?? "/usr/bin:/bin") + ":/usr/sbin:/sbin"
        environment["LC_ALL"] = "C.UTF-8"
        return environment.merging(adding) { $1 }
    }
}
