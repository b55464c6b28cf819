import Foundation

/// A platform with very many courses: what a sync of it costs in memory, and what those who browse
/// notice.
struct GreatPlatform {
    let bench: Bench

    private static let id = "great"
    static let bytesMax = 150 * 1_048_576
    static let p99RatioMax = 1.5
    private static let connections = 4
    private static let readySeconds = 120.0
    private static let syncSecondsMax = 1_800.0
    /// Loads while the sync runs, and how long it has the machine for itself between two: those
    /// who browse here never rest, and it would not come to its end beside them.
    private static let loadsMax = 30
    private static let loadSeconds = 2.0
    private static let pauseSeconds = 3.0

    func measure() throws -> WorkloadReport {
        let count = bench.options.greatCourses
        let seed = try seedDirectory(courses: count)
        let port = try LoopbackPort.free()[0]
        let platforms = try bench.workspace.write(Self.platform(port: port), to: "great.json")
        let catalogd = try Catalogd(platformsFile: platforms, seed: seed, in: bench.workspace)
        let database = bench.workspace.file("great.db")
        try catalogd.run("migrate", database: database)
        let simulator = try catalogd.start(
            "simulate", ["--target", "http://127.0.0.1:9"], database: database, isElsewhere: true)
        defer { simulator.stop() }
        try wait(for: port, of: simulator)
        try catalogd.run("sync", database: database, seconds: Self.syncSecondsMax)
        let server = try CatalogdServer(catalogd, database: database)
        defer { server.stop() }
        let tape = SearchTapes.repeated(host: server.host, platform: Self.id)
        let idle = try load(server, tape)
        let before = server.residentBytes
        let sync = try catalogd.start("sync", ["--full"], database: database)
        let begun = MonotonicClock.nanoseconds
        var during: [Measurement] = []
        var peak = before
        while sync.isRunning {
            if during.count < Self.loadsMax {
                during.append(try load(server, tape, seconds: Self.loadSeconds))
            }
            peak = max(peak, server.residentBytes)
            Thread.sleep(forTimeInterval: Self.pauseSeconds)
        }
        let seconds = MonotonicClock.seconds(since: begun)
        try sync.wait(seconds: 1)
        let slowed = during.sorted { $0.p99Milliseconds < $1.p99Milliseconds }[during.count / 2]
        let ratio = idle.p99Milliseconds > 0 ? slowed.p99Milliseconds / idle.p99Milliseconds : 99
        var report = WorkloadReport(
            .greatPlatform, title: "browsing while a platform of \(count) courses is synced")
        report.measurements = [slowed, idle]
        report.bars = [
            Bar(
                text: "at most 150 MB above the snapshot",
                reached: Double(peak - before) / 1_048_576, isMet: peak - before <= Self.bytesMax),
            Bar(
                text: "p99 at most 1.5 x idle", reached: ratio, isMet: ratio <= Self.p99RatioMax),
            .errors(slowed),
        ]
        report.notes.append(
            "\(Number.megabytes(before)) MB before; the sync took \(Number.short(seconds)) s; "
                + "\(Self.connections) connections browse; the median of the loads' p99 counts")
        return report
    }

    private func load(
        _ server: CatalogdServer, _ tape: RequestTape, seconds: Double? = nil
    ) throws -> Measurement {
        var load = bench.load(port: server.port)
        load.connections = Self.connections
        load.seconds = seconds ?? load.seconds
        if seconds != nil { load.warmUpSeconds = 0 }
        let result = try load.run(tape)
        return Measurement(
            subject: seconds == nil ? "idle" : "during the sync", result,
            residentBytes: server.residentBytes)
    }

    private func wait(for port: UInt16, of simulator: ChildProcess) throws {
        let begun = MonotonicClock.nanoseconds
        while HTTPProbe.get(port: port, target: "/") == nil {
            try Interruption.check()
            guard simulator.isRunning, MonotonicClock.seconds(since: begun) < Self.readySeconds
            else { throw BenchError("the simulator did not start:\n\(simulator.lastWords)") }
            Thread.sleep(forTimeInterval: 0.05)
        }
    }

    /// The seed directory with one platform's courses, all else as it is.
    private func seedDirectory(courses count: Int) throws -> String {
        let manager = FileManager.default
        let directory = try bench.workspace.directory("great-seed")
        let own = URL(fileURLWithPath: "catalog-seed").path
        for name in try manager.contentsOfDirectory(atPath: own) where name != "courses" {
            try manager.createSymbolicLink(
                atPath: directory + "/" + name, withDestinationPath: own + "/" + name)
        }
        _ = try bench.workspace.directory("great-seed/courses")
        var text = "["
        let topics = ["Kopi", "Data", "Menjahit", "Bahasa Inggris", "Akuntansi", "Desain"]
        for number in 1...count {
            if number > 1 { text += "," }
            let topic = topics[number % topics.count]
            text +=
                #"{"id":"g\#(number)","title":"Kelas \#(topic) \#(number)","description":"<p>"#
                + #"Materi \#(topic).</p>","provider":"L\#(number % 97)","category":"Ragam","#
                + #""price":\#(1_000 * (1 + number % 500)),"currency":"IDR","delivery":"#
                + #""self-paced","level":null,"language":"id","duration_minutes":90,"skills":[],"#
                + #""practical":true,"url":"","image_url":"","updated_at":"2026-01-02T03:04:05Z","#
                + #""schedules":[]}"#
        }
        text += "]"
        return try write(text, to: directory)
    }

    private func write(_ text: String, to directory: String) throws -> String {
        try text.write(
            toFile: directory + "/courses/great.json", atomically: false, encoding: .utf8)
        return directory
    }

    private static func platform(port: UInt16) -> String {
        """
        [{"id": "\(id)", "name": "Great", "dialect": "jsonapi",
          "base_url": "http://127.0.0.1:\(port)",
          "credentials": {"client_id": "great", "client_secret": "secret",
            "token_url": "http://127.0.0.1:\(port)/oauth/token"},
          "webhook_secret": "whsec_ZGVtby13ZWJob29rLWdyZWF0LW5vdC1zZWNyZXQ=",
          "publish": "automatic", "enabled": true}]
        """
    }
}
