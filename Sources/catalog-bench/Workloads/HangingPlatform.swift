import Foundation
import SQLiteEngine

/// Purchases from seven platforms, with and without the eighth hanging.
struct HangingPlatform {
    let bench: Bench

    static let hanging = "bukalapak"
    static let p99RatioMax = 1.10
    private static let readySeconds = 30.0
    private static let rounds = 2
    private static let connections = 8
    /// Orders at the platform that hangs.
    private static let stuckOrders = 200

    func measure() throws -> WorkloadReport {
        let prepared = try bench.prepared()
        var calm: [Measurement] = []
        var hung: [Measurement] = []
        for _ in 0..<Self.rounds {
            calm.append(try run(prepared, faults: []))
            hung.append(try run(prepared, faults: ["--fault", "hang@\(Self.hanging)"]))
        }
        let best = { (runs: [Measurement]) in
            runs.min { $0.p99Milliseconds < $1.p99Milliseconds } ?? Measurement(subject: "none")
        }
        let (before, after) = (best(calm), best(hung))
        let ratio =
            before.p99Milliseconds > 0 ? after.p99Milliseconds / before.p99Milliseconds : 99
        var report = WorkloadReport(
            .hangingPlatform, title: "purchases while one platform hangs, workers running")
        report.measurements = [after, before]
        report.bars = [
            Bar(
                text: "p99 at most 1.1 x that without", reached: ratio,
                isMet: ratio <= Self.p99RatioMax),
            .errors(after),
        ]
        report.notes.append(
            "the better of \(Self.rounds) runs each; \(Self.stuckOrders) orders wait at "
                + "\(Self.hanging), \(Self.connections) connections buy from the others")
        return report
    }

    private func run(_ prepared: PreparedStore, faults: [String]) throws -> Measurement {
        let platforms = try SimulatedPlatforms(in: bench.workspace, named: "hanging.json")
        let catalogd = try Catalogd(platformsFile: platforms.file, in: bench.workspace)
        let database = try bench.workspace.copyDatabase(prepared.database, to: "hanging.db")
        let simulator = try catalogd.start(
            "simulate", ["--target", "http://127.0.0.1:9"] + faults, database: database)
        defer { simulator.stop() }
        Thread.sleep(forTimeInterval: 3)
        let courses = try Self.courses(in: database)
        let server = try CatalogdServer(catalogd, database: database, workers: true)
        defer { server.stop() }
        let stuck = tape(
            prepared.tokens.suffix(Self.stuckOrders), courses.hanging, server.host, prefix: "stuck")
        var load = bench.load(port: server.port, expected: 201...201)
        load.connections = Self.connections
        var first = load
        first.seconds = 1
        first.warmUpSeconds = 0
        _ = try first.run(stuck)
        let result = try load.run(
            tape(
                prepared.tokens.dropLast(Self.stuckOrders), courses.others, server.host,
                prefix: "bench"))
        return Measurement(
            subject: faults.isEmpty ? "all platforms well" : "\(Self.hanging) hangs", result,
            residentBytes: server.residentBytes)
    }

    private func tape(
        _ tokens: ArraySlice<String>, _ courses: [String], _ host: String, prefix: String
    ) -> RequestTape {
        var tape = RequestTape(end: .stop)
        for course in courses {
            for token in tokens {
                tape.post(
                    "/v1/orders", host: host,
                    fields: "Authorization: Bearer \(token)\r\n"
                        + "Idempotency-Key: \(prefix)-\(tape.count)\r\n",
                    json: "{\"course_id\":\"\(course)\"}")
            }
        }
        return tape
    }

    /// The cheapest courses without dates: one of the platform that hangs, some of the others.
    private static func courses(
        in path: String
    ) throws -> (hanging: [String], others: [String]) {
        let reader = try SQLiteDatabase(path: path, role: .reader)
        let rows = try reader.rows(
            """
            SELECT id, platform_id FROM courses WHERE state = 'published' AND price > 0
                AND delivery = 'self-paced'
                AND NOT EXISTS (SELECT 1 FROM schedules AS s WHERE s.course_id = courses.id)
            ORDER BY price, id LIMIT 400
            """)
        let hung = rows.filter { $0.text(1) == hanging }.map { $0.text(0) }
        let others = rows.filter { $0.text(1) != hanging }.map { $0.text(0) }
        return (Array(hung.prefix(1)), Array(others.prefix(10)))
    }
}
