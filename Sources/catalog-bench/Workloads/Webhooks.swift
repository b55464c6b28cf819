import Catalog
import Foundation
import PlatformAdapters
import SQL
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
        let ours = try Self.deliver(
            events, of: orders, to: database, bench, into: &report
        ) { try SQLiteDatabase(path: database, role: .reader) }
        report.measurements = [ours]
        report.bars = [.perSecond(ours, atLeast: Self.floorPerSecond), .errors(ours)]
        report.notes.append(
            "\(events) events prepared for \(orders.entries.count) confirmed orders: "
                + "\(Self.progresses.count) of progress and the completion of each")
        return report
    }

    /// Sends events to a server on this database, and proves that what was acknowledged is there.
    /// - Parameter reader: opens the database, once the server is gone.
    static func deliver(
        _ count: Int, of orders: ConfirmedOrders, to database: String, _ bench: Bench,
        into report: inout WorkloadReport, reader: () throws -> any Database
    ) throws -> Measurement {
        let catalogd = try bench.prepared().catalogd
        let server = try CatalogdServer(catalogd, database: database)
        defer { server.stop() }
        let tape = try tape(count, of: orders.entries, catalogd.platformsFile, host: server.host)
        let result = try bench.load(port: server.port).run(tape)
        let ours = Measurement(
            subject: "catalogd", result, residentBytes: server.residentBytes)
        report.noteErrors(of: result, subject: ours.subject, expected: 200...200)
        server.stop()
        report.notes.append(try proof(try reader(), acknowledged: result.acknowledged))
        try catalogd.run("audit", database: database)
        report.notes.append("catalogd audit is clean")
        return ours
    }

    /// The first progress of all orders, then the second, and so on: neighbours are of different
    /// orders, as when many learners learn at once.
    private static func tape(
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

    private static func proof(_ reader: any Database, acknowledged: Int) throws -> String {
        let row = try reader.row(
            """
            SELECT count(*), count(CASE WHEN verdict = 'applied' THEN 1 END) FROM webhook_events
            """)
        let (events, applied) = (row?.int(0) ?? 0, row?.int(1) ?? 0)
        guard events >= acknowledged, applied == events else {
            throw BenchError(
                "\(acknowledged) events were acknowledged, \(events) are stored, "
                    + "\(applied) applied")
        }
        return "every acknowledged event is stored and applied (\(events))"
    }
}
