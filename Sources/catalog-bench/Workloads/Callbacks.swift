import Catalog
import Foundation
import SQLiteEngine

/// How soon a participant sees what a platform told, and what it told in vain: the platforms are
/// simulated, every callback of theirs is lost, and the server asks them in short cycles.
struct Callbacks {
    let bench: Bench

    static let visibleMillisecondsMax = 1_000.0
    /// A short cycle in place of the 60 s by default: what is measured is the share of it.
    static let cycleSeconds = 5.0
    private static let platform = "bukalapak"
    private static let orders = 40
    private static let readySeconds = 30.0
    private static let confirmedSecondsMax = 30.0
    private static let completedSecondsMax = 120.0

    func measure() throws -> WorkloadReport {
        let prepared = try bench.prepared()
        let platforms = try SimulatedPlatforms(in: bench.workspace, named: "callbacks.json")
        let catalogd = try Catalogd(platformsFile: platforms.file, in: bench.workspace)
        let database = try bench.workspace.copyDatabase(prepared.database, to: "callbacks.db")
        let simulator = try catalogd.start(
            "simulate",
            ["--target", "http://127.0.0.1:9", "--fault", "lost-callbacks@\(Self.platform)"],
            database: database)
        defer { simulator.stop() }
        try platforms.wait(for: simulator, seconds: Self.readySeconds)
        let server = try CatalogdServer(
            catalogd, database: database, workers: true,
            words: ["--poll-seconds", "\(Int(Self.cycleSeconds))"])
        defer { server.stop() }
        let learners = try bought(prepared.tokens, in: database, server)
        let visible = try told(learners, platforms.file, server)
        let late = try completedLate(learners, server)

        var report = WorkloadReport(
            .callbacks, title: "what a platform told, seen by the participant")
        report.measurements = [
            Measurement(
                subject: "told, until it is seen", visible, answered: learners.count, seconds: 0)
        ]
        let worst = visible.milliseconds(at: [1])[0]
        report.bars = [
            Bar(
                text: "seen within 1000 ms", reached: worst,
                isMet: worst < Self.visibleMillisecondsMax),
            Bar(
                text: "a lost one within one cycle of \(Int(Self.cycleSeconds)) s",
                reached: late, isMet: late <= Self.cycleSeconds + 1),
        ]
        report.notes.append(
            "\(learners.count) orders, the slowest counts; a completion's time is in whole "
                + "seconds, so that up to one of them is not ours")
        return report
    }

    private struct Learner {
        let fields: String
        let orderID: String
    }

    /// What of an order is looked at.
    private struct Shown: Decodable {
        let id: String
        let state: String
        let progress: Double?
        let completed_at: String?
    }

    /// One order each, confirmed by the platform.
    private func bought(
        _ tokens: [String], in path: String, _ server: CatalogdServer
    ) throws -> [Learner] {
        let reader = try SQLiteDatabase(path: path, role: .reader)
        let row = try reader.row(
            """
            SELECT id FROM courses WHERE state = 'published' AND price > 0
                AND delivery = 'self-paced' AND platform_id = $1
                AND NOT EXISTS (SELECT 1 FROM schedules AS s WHERE s.course_id = courses.id)
            ORDER BY price, id LIMIT 1
            """, Self.platform)
        guard let course = row?.text(0) else { throw BenchError("no course without dates") }
        let learners = try tokens.prefix(Self.orders).map { token in
            let fields = "Authorization: Bearer \(token)\r\n"
            let answer = HTTPProbe.post(
                port: server.port, target: "/v1/orders",
                fields: fields + "Idempotency-Key: callbacks-1\r\n",
                json: "{\"course_id\":\"\(course)\"}")
            guard let answer, answer.status == 201 else {
                throw BenchError("a purchase was answered \(answer?.status ?? 0)")
            }
            let order = try JSONDecoder().decode(Shown.self, from: Data(answer.body))
            return Learner(fields: fields, orderID: order.id)
        }
        for learner in learners {
            _ = try shown(learner, server, seconds: Self.confirmedSecondsMax) {
                $0.state == "confirmed" || $0.state == "completed"
            }
        }
        return learners
    }

    /// A signed progress for each, until the participant's order shows it.
    private func told(
        _ learners: [Learner], _ platformsFile: String, _ server: CatalogdServer
    ) throws -> Latencies {
        guard let signer = try Webhooks.signers(platformsFile)[Self.platform] else {
            throw BenchError("\(Self.platform) has no webhook secret")
        }
        var latencies = Latencies()
        for (number, learner) in learners.enumerated() {
            let now = WallClock.system.now()
            let seconds = now.milliseconds / 1000
            let body =
                "{\"type\":\"course.progressed\",\"timestamp\":\"\(now)\",\"data\":{"
                + "\"order_id\":\"\(learner.orderID)\",\"progress\":0.99}}"
            let id = "seen-\(number)"
            let signature = signer.sign(id: id, timestamp: seconds, body: Array(body.utf8))
            let begun = MonotonicClock.nanoseconds
            let answer = HTTPProbe.post(
                port: server.port, target: "/v1/webhooks/" + Self.platform,
                fields: "webhook-id: \(id)\r\nwebhook-timestamp: \(seconds)\r\n"
                    + "webhook-signature: \(signature)\r\n", json: body)
            guard answer?.status == 200 else {
                throw BenchError("a callback was answered \(answer?.status ?? 0)")
            }
            _ = try shown(learner, server, seconds: Self.confirmedSecondsMax) {
                ($0.progress ?? 0) >= 0.99 || $0.state == "completed"
            }
            latencies.record(nanoseconds: MonotonicClock.nanoseconds - begun)
        }
        return latencies
    }

    /// Seconds from the latest completion at the platform until its order shows it.
    private func completedLate(_ learners: [Learner], _ server: CatalogdServer) throws -> Double {
        var waiting = learners
        var worst = 0.0
        let begun = MonotonicClock.nanoseconds
        while !waiting.isEmpty {
            guard MonotonicClock.seconds(since: begun) < Self.completedSecondsMax else {
                throw BenchError("\(waiting.count) orders were not completed by asking")
            }
            try Interruption.check()
            waiting = try waiting.filter { learner in
                guard let order = try look(learner, server), order.state == "completed" else {
                    return true
                }
                guard let text = order.completed_at, let completed = Instant(text) else {
                    throw BenchError("a completed order has no time")
                }
                let now = WallClock.system.now()
                worst = max(worst, Double((now - completed).milliseconds) / 1000)
                return false
            }
            Thread.sleep(forTimeInterval: 0.05)
        }
        return worst
    }

    private func look(_ learner: Learner, _ server: CatalogdServer) throws -> Shown? {
        let answer = HTTPProbe.get(
            port: server.port, target: "/v1/orders/" + learner.orderID, fields: learner.fields)
        guard let answer, answer.status == 200 else { return nil }
        return try JSONDecoder().decode(Shown.self, from: Data(answer.body))
    }

    private func shown(
        _ learner: Learner, _ server: CatalogdServer, seconds: Double,
        when isThere: (Shown) -> Bool
    ) throws -> Shown {
        let begun = MonotonicClock.nanoseconds
        while MonotonicClock.seconds(since: begun) < seconds {
            try Interruption.check()
            if let order = try look(learner, server), isThere(order) { return order }
            Thread.sleep(forTimeInterval: 0.001)
        }
        throw BenchError("\(learner.orderID) did not get on within \(Int(seconds)) s")
    }
}
