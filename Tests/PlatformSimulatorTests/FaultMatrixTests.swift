import Catalog
import Foundation
import PlatformAdapters
import PlatformSimulator
import SQL
import TestKit
import Testing

/// Every dialect of `catalog-seed/platforms.json` against everything that a platform can do wrong
/// with its answers and its courses. `FAULT_MATRIX=FILE` writes what became of each;
/// `FAULT_MATRIX_PLATFORMS=FILE` takes other platforms.
@Suite("Faults of platforms", .serialized)
struct FaultMatrixTests {
    /// What a sync may end in.
    private enum Expectation {
        /// The adapter waits or asks again, and has everything.
        case applied
        /// Nothing is changed.
        case failed
        /// Nothing is changed, though what came may count as a feed without a usable record.
        case unchanged
        /// A person has to look.
        case held
        /// The faulty part is refused, or nothing is changed; whatever it is, courses stay.
        case survived
    }

    private static let expectations: [(Fault, Expectation)] = [
        (.latency, .applied), (.tooManyRequests, .applied), (.unavailable, .applied),
        (.expiredTokens, .survived), (.hang, .failed), (.drip, .failed), (.truncate, .failed),
        (.reset, .failed), (.falseGzip, .failed), (.gzipBomb, .failed), (.deepNesting, .unchanged),
        (.notTheDialect, .failed), (.serverError, .failed), (.refusedCredentials, .failed),
        (.redirectToItself, .failed), (.redirectToLoopback, .failed), (.redirectToFile, .failed),
        (.endlessRedirects, .failed), (.endlessPages, .survived), (.shrinkingFeed, .held),
        (.pricesTimes1000, .held), (.wrongTypes, .survived), (.wrongEncoding, .survived),
    ]

    /// Longer than every limit of the tools below together.
    private static let secondsMax = 60.0

    /// Most of it is waiting for what never comes: so many faults at the same time.
    private static let partsCount = 3

    @Test("every dialect survives every fault")
    func matrix() async throws {
        let rows = try await withThrowingTaskGroup(of: [(place: Int, row: FaultTable.Row)].self) {
            parts in
            for part in 0..<Self.partsCount {
                parts.addTask {
                    try await Self.rows(
                        Self.expectations.indices.filter { $0 % Self.partsCount == part })
                }
            }
            return try await parts.reduce(into: []) { $0 += $1 }
        }
        try FaultTable.write(rows.sorted { $0.place < $1.place }.map(\.row))
    }

    /// What becomes of the faults at these places of `expectations`, one after another.
    private static func rows(_ places: [Int]) async throws -> [(place: Int, row: FaultTable.Row)] {
        let ground = try FaultyGround()
        defer { ground.discard() }
        let calm = try await ground.sync(FaultPlan())
        for outcome in calm {
            #expect(outcome.report?.state == .applied, "\(outcome.dialect): \(outcome.words)")
        }
        let before = try await ground.published()
        var rows: [(place: Int, row: FaultTable.Row)] = []
        for place in places {
            let (fault, expectation) = expectations[place]
            let plan = FaultPlan(rules: try FaultPlan(names: fault.rawValue).rules)
            let outcomes = try await ground.sync(plan)
            for outcome in outcomes { check(outcome, of: fault, expectation) }
            let after = try await ground.published()
            if expectation != .survived { #expect(after == before, "\(fault.rawValue)") }
            #expect(Double(after) >= Double(before) * 0.8, "\(fault.rawValue)")
            rows.append((place, (fault, outcomes)))
        }
        // What was spoilt is mended by the next sound feed.
        for outcome in try await ground.sync(FaultPlan(), accept: true) {
            #expect(outcome.report?.state == .applied, "\(outcome.dialect): \(outcome.words)")
        }
        #expect(try await ground.published() == before)
        return rows
    }

    private static func check(
        _ outcome: FaultyGround.Outcome, of fault: Fault, _ expectation: Expectation
    ) {
        let what: Comment = "\(fault.rawValue), \(outcome.dialect): \(outcome.words)"
        #expect(outcome.seconds < secondsMax, what)
        let state = outcome.report?.state
        switch expectation {
        case .applied: #expect(state == .applied, what)
        case .failed: #expect(state == .failed, what)
        case .unchanged: #expect(state == .failed || state == .applied, what)
        case .held: #expect(state == .held, what)
        case .survived: #expect(state != nil && state != .running, what)
        }
        if fault == .refusedCredentials {
            #expect(outcome.report?.failure == .unauthorized, what)
        }
    }
}

/// One platform of each dialect, on ports of its own, and a store that they are synced into.
private final class FaultyGround: Sendable {
    struct Outcome: Sendable {
        let dialect: String
        let report: SyncReport?
        let words: String
        let seconds: Double
    }

    private let platforms: [PlatformConfiguration]
    private let courses: URL
    private let store: TestStore
    private let commands: CommandQueue
    private let reads: ReadPool
    private let sync: CatalogueSync

    init() throws {
        let seed = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("catalog-seed")
        courses = seed.appendingPathComponent("courses")
        let named = ProcessInfo.processInfo.environment["FAULT_MATRIX_PLATFORMS"]
        let text = try String(
            contentsOf: named.map(URL.init(fileURLWithPath:))
                ?? seed.appendingPathComponent("platforms.json"), encoding: .utf8)
        let all = try PlatformConfiguration.load(
            from: Array(text.utf8), dialects: PlatformAdapters.dialects)
        var moved = text
        for (platform, port) in zip(all, FreePorts.take(all.count)) {
            guard let base = HTTPAddress(platform.baseURL) else { continue }
            moved = moved.replacingOccurrences(
                of: "127.0.0.1:\(base.origin.port)", with: "127.0.0.1:\(port)")
        }
        var dialects: Set<String> = []
        platforms = try PlatformConfiguration.load(
            from: Array(moved.utf8), dialects: PlatformAdapters.dialects
        ).filter {
            dialects.insert($0.dialect.name).inserted
        }
        store = try TestStore()
        commands = try store.queue()
        reads = store.readPool()
        sync = CatalogueSync(commands: commands, reads: reads, clock: .system)
    }

    func discard() {
        reads.stop()
        commands.stop()
    }

    func published() async throws -> Int {
        try await reads.run { try CourseStore($0).count(.published) }
    }

    /// Syncs all dialects at the same time, each with its whole catalogue.
    func sync(_ faults: FaultPlan, accept: Bool = false) async throws -> [Outcome] {
        let simulator = try PlatformSimulator(
            platforms: platforms, coursesDirectory: courses,
            callbackTarget: "http://127.0.0.1:9", faults: faults)
        try simulator.start()
        defer { simulator.stop() }
        var limits = HTTPLimits()
        limits.callMilliseconds = 6_000
        limits.idleSeconds = 2
        let client = HTTPClient(workersMax: 8)
        defer { client.close() }
        let tools = AdapterTools(client: client, limits: limits, syncSpanMax: .seconds(25))
        return try await withThrowingTaskGroup(of: (Int, Outcome).self) { group in
            for (index, configuration) in platforms.enumerated() {
                let platform = try PlatformAdapters.make(configuration, tools: tools)
                group.addTask { [sync] in
                    let began = ContinuousClock.now
                    var report: SyncReport?
                    var words: String
                    do {
                        report = try await sync.run(
                            platform, publish: .automatic,
                            options: .init(full: true, accept: accept))
                        words = report?.detail ?? ""
                    } catch {
                        words = "threw \(error)"
                    }
                    let seconds = (ContinuousClock.now - began) / .seconds(1)
                    return (
                        index,
                        Outcome(
                            dialect: configuration.dialect.name, report: report, words: words,
                            seconds: seconds)
                    )
                }
            }
            var outcomes: [Int: Outcome] = [:]
            for try await (index, outcome) in group { outcomes[index] = outcome }
            return outcomes.sorted { $0.key < $1.key }.map(\.value)
        }
    }
}

/// The result as a table in Markdown.
private enum FaultTable {
    typealias Row = (fault: Fault, outcomes: [FaultyGround.Outcome])

    static func write(_ table: [Row]) throws {
        guard let path = ProcessInfo.processInfo.environment["FAULT_MATRIX"],
            let dialects = table.first?.outcomes.map(\.dialect)
        else { return }
        var lines = [
            "| fault | what it is | \(dialects.joined(separator: " | ")) |",
            "|---|---|" + String(repeating: "---|", count: dialects.count),
        ]
        for (fault, outcomes) in table {
            let cells = outcomes.map { outcome -> String in
                guard let report = outcome.report else { return "lost" }
                if report.state == .failed, let failure = report.failure {
                    return "failed: \(failure.rawValue)"
                }
                if report.state == .applied, report.rejected > 0 {
                    return "applied, \(report.rejected) rejected"
                }
                return report.state.rawValue
            }
            lines.append(
                "| `\(fault.rawValue)` | \(fault.words) | \(cells.joined(separator: " | ")) |")
        }
        try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: URL(fileURLWithPath: path))
    }
}
