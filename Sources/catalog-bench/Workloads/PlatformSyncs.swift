import Foundation

/// Syncs of the eight simulated platforms: their whole catalogues, and again when nothing changed.
struct PlatformSyncs {
    let bench: Bench

    static let fullSecondsMax = 3.0
    static let unchangedSecondsMax = 0.5
    private static let readySeconds = 30.0
    private static let times = 3

    func measure() throws -> WorkloadReport {
        let platforms = try SimulatedPlatforms(in: bench.workspace, named: "syncs.json")
        let catalogd = try Catalogd(platformsFile: platforms.file, in: bench.workspace)
        let simulator = try catalogd.start(
            "simulate", ["--target", "http://127.0.0.1:9"],
            database: bench.workspace.file("none.db"))
        defer { simulator.stop() }
        try platforms.wait(for: simulator, seconds: Self.readySeconds)
        var full: [Double] = []
        var unchanged: [Double] = []
        var courses = 0
        for number in 0..<Self.times {
            let database = bench.workspace.file("syncs-\(number).db")
            try catalogd.run("migrate", database: database)
            let text = try timed(&full) { try catalogd.run("sync", ["--json"], database: database) }
            courses = Self.published(in: text)
            try timed(&unchanged) { try catalogd.run("sync", ["--json"], database: database) }
        }
        let first = full.sorted()[Self.times / 2]
        let second = unchanged.sorted()[Self.times / 2]
        var report = WorkloadReport(.syncs, title: "sync of eight platforms, \(courses) courses")
        report.bars = [
            Bar(
                text: "a full sync under 3 s", reached: first,
                isMet: first < Self.fullSecondsMax),
            Bar(
                text: "under 0.5 s when nothing changed", reached: second,
                isMet: second < Self.unchangedSecondsMax),
        ]
        report.notes.append(
            "medians of \(Self.times), from the start of the command to its end")
        return report
    }

    @discardableResult
    private func timed(_ seconds: inout [Double], _ work: () throws -> String) rethrows -> String {
        let begun = MonotonicClock.nanoseconds
        let text = try work()
        seconds.append(MonotonicClock.seconds(since: begun))
        return text
    }

    private struct Report: Decodable {
        let new: Int
    }

    private static func published(in text: String) -> Int {
        guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix("[") }),
            let reports = try? JSONDecoder().decode([Report].self, from: Data(line.utf8))
        else { return 0 }
        return reports.map(\.new).reduce(0, +)
    }
}
