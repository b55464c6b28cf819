import Foundation

/// The first page of the catalogue, asked for over and over, beside nginx with the same bytes.
struct HotPage {
    let bench: Bench

    func measure() throws -> WorkloadReport {
        let prepared = try bench.prepared()
        let database = try bench.workspace.copyDatabase(prepared.database, to: "hot-page.db")
        let server = try CatalogdServer(prepared.catalogd, database: database)
        defer { server.stop() }
        let page = server.firstPage
        var report = WorkloadReport(.hotPage, title: "GET /v1/courses, \(page.count) bytes")
        let result = try load(port: server.port, of: server.pid, target: "/v1/courses")
        let ours = Measurement(
            subject: "catalogd", result, residentBytes: server.residentBytes)
        report.noteErrors(of: result, subject: "catalogd", expected: 200...200)
        server.stop()

        // As many workers as catalogd has event loops: one a processor.
        let workers = ProcessInfo.processInfo.activeProcessorCount
        let nginx = try NginxPeer(page: page, workers: workers, in: bench.workspace)
        defer { nginx.stop() }
        let beside = try load(port: nginx.port, of: nginx.pid, target: nginx.target)
        let peer = Measurement(
            subject: nginx.subject, beside, residentBytes: nginx.residentBytes)
        report.noteErrors(of: beside, subject: nginx.subject, expected: 200...200)
        report.measurements = [ours, peer]
        report.bars = [.ratio(ours, to: peer, atLeast: 1), .errors(ours)]
        report.notes.append(
            "both over HTTP/1.1 keep-alive, identity encoding, \(workers) threads or workers, "
                + "the same load generator")
        return report
    }

    private func load(port: UInt16, of server: Int32, target: String) throws -> LoadResult {
        var tape = RequestTape(end: .rewind)
        tape.get(target, host: "127.0.0.1:\(port)")
        return try bench.load(port: port, of: server).run(tape)
    }
}
