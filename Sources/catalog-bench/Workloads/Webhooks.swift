import Catalog
import Foundation
import PlatformAdapters
import SQLiteEngine

/// Signed events of confirmed orders over HTTP, each durable before it is answered.
struct Webhooks {
    let bench: Bench

    static let floorPerSecond = 25_000.0
    /// Rate for which there are enough events.
    private static let rateMax = 40_000
    /// Events of one order: progress, and at last the completion.
    static let progresses = [0.25, 0.5, 0.75]

    func measure() throws -> WorkloadReport {
        let prepared = try bench.prepared()
        let perOrder = Self.progresses.count + 1
        let events = bench.requests(perSecond: Self.rateMax)
        var report = WorkloadReport(
            .webhooks,
            title: "POST /v1/webhooks/…, signed progress and completions, durable")
        let database = try bench.workspace.copyDatabase(prepared.database, to: "webhooks.db")
        let orders = try ConfirmedOrders(events / perOrder + 1, database: database)
        let server = try CatalogdServer(prepared.catalogd, database: database)
        defer { server.stop() }
        let tape = try Self.tape(
            events, of: orders.entries, prepared.catalogd.platformsFile, host: server.host)
        let result = try bench.load(port: server.port).run(tape)
        let ours = Measurement(
            subject: "catalogd", result, residentBytes: server.residentBytes)
        report.noteErrors(of: result, subject: "catalogd", expected: 200...200)
        server.stop()
        report.measurements = [ours]
        report.bars = [.perSecond(ours, atLeast: Self.floorPerSecond), .errors(ours)]
        report.notes.append(try proof(prepared.catalogd, database, answered: result.finished))
        report.notes.append(
            "\(tape.count) events prepared for \(orders.entries.count) confirmed orders: "
                + "\(Self.progresses.count) of progress and the completion of each")
        return report
    }

    /// The first progress of all orders, then the second, and so on: neighbours are of different
    /// orders, as when many learners learn at once.
    static func tape(
        _ count: Int, of orders: [ConfirmedOrders.Entry], _ platformsFile: String, host: String
    ) throws -> RequestTape {
        let signers = try signers(platformsFile)
        let now = WallClock.system.now()
        let seconds = now.milliseconds / 1000
        var tape = RequestTape(end: .stop)
        for progress in progresses + [1] {
            for order in orders {
                if tape.count == count { return tape }
                guard let signer = signers[order.platformID] else {
                    throw BenchError("\(order.platformID) has no webhook secret")
                }
                let id = "msg-\(tape.count)"
                let body = body(order, progress: progress, at: now.description)
                let signature = signer.sign(id: id, timestamp: seconds, body: Array(body.utf8))
                tape.post(
                    "/v1/webhooks/" + order.platformID, host: host,
                    fields: "webhook-id: \(id)\r\nwebhook-timestamp: \(seconds)\r\n"
                        + "webhook-signature: \(signature)\r\n", json: body)
            }
        }
        return tape
    }

    private static func body(
        _ order: ConfirmedOrders.Entry, progress: Double, at time: String
    ) -> String {
        let reference = "\"enrolment_ref\":\"\(order.enrolmentReference)\""
        guard progress < 1 else {
            return "{\"type\":\"course.completed\",\"timestamp\":\"\(time)\",\"data\":{\(reference)"
                + ",\"score\":85,\"completed_at\":\"\(time)\"}}"
        }
        return "{\"type\":\"course.progressed\",\"timestamp\":\"\(time)\",\"data\":{\(reference)"
            + ",\"progress\":\(progress)}}"
    }

    static func signers(_ path: String) throws -> [String: StandardWebhooks] {
        let data = try Data(contentsOf: URL(fileURLWithPath: path))
        var signers: [String: StandardWebhooks] = [:]
        for platform in try PlatformConfiguration.load(
            from: Array(data), dialects: PlatformAdapters.dialects)
        {
            guard let secret = platform.webhookSecret else { continue }
            signers[platform.id] = StandardWebhooks(secrets: [secret])
        }
        return signers
    }

    /// What was acknowledged must be there, and the books must balance.
    private func proof(_ catalogd: Catalogd, _ path: String, answered: Int) throws -> String {
        let reader = try SQLiteDatabase(path: path, role: .reader)
        let events = try reader.row("SELECT count(*) FROM webhook_events")?.int(0) ?? 0
        let applied =
            try reader.row("SELECT count(*) FROM webhook_events WHERE verdict = 'applied'")?
            .int(0) ?? 0
        guard events >= answered, applied == events else {
            throw BenchError(
                "\(answered) events were acknowledged, \(events) are stored, \(applied) applied")
        }
        try catalogd.run("audit", database: path)
        return "every acknowledged event is stored and applied (\(events)), "
            + "catalogd audit is clean"
    }
}
