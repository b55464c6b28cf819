import Foundation

/// Resident memory after load, and the time from start to first answer, with many participants.
struct MemoryAndStart {
    let bench: Bench

    static let residentBytesMax = 200 * 1_048_576
    static let startSecondsMax = 1.0
    private static let starts = 3

    func measure() throws -> WorkloadReport {
        let prepared = try bench.prepared()
        let crowd = bench.options.crowd
        let database = try bench.workspace.copyDatabase(prepared.database, to: "crowd.db")
        let tokensFile = bench.workspace.file("crowd-tokens")
        try prepared.catalogd.run(
            "seed", ["--participants", "\(crowd)", "--tokens", tokensFile], database: database,
            seconds: 3600)
        var report = WorkloadReport(
            .memory,
            title: "resident memory and start, \(prepared.courses) courses, "
                + "\(crowd) participants")
        var seconds: [Double] = []
        for _ in 1..<Self.starts {
            let server = try CatalogdServer(prepared.catalogd, database: database)
            seconds.append(server.startSeconds)
            server.stop()
        }
        let server = try CatalogdServer(prepared.catalogd, database: database)
        defer { server.stop() }
        seconds.append(server.startSeconds)
        let idle = server.residentBytes
        let text = try String(contentsOfFile: tokensFile, encoding: .utf8)
        let tape = tape(text.split(separator: "\n"), host: server.host)
        let result = try bench.load(port: server.port).run(tape)
        let ours = Measurement(
            subject: "catalogd, mixed reads", result, residentBytes: server.residentBytes)
        report.noteErrors(of: result, subject: "catalogd", expected: 200...200)
        report.measurements = [ours]
        let start = seconds.sorted()[seconds.count / 2]
        report.bars = [
            Bar(
                text: "at most 200 MB resident after load",
                reached: Double(server.residentBytes) / 1_048_576,
                isMet: server.residentBytes <= Self.residentBytesMax),
            Bar(
                text: "at most 1 s from start to first answer", reached: start,
                isMet: start <= Self.startSecondsMax),
            .errors(ours),
        ]
        report.notes += [
            "\(Number.megabytes(idle)) MB before the load; starts: "
                + seconds.map { Number.fixed($0, 3) }.joined(separator: ", ") + " s, their median",
            "the load mixes searches with GET /v1/me and /v1/me/card of all participants in turn",
        ]
        return report
    }

    private func tape(_ tokens: [Substring], host: String) -> RequestTape {
        var tape = RequestTape(end: .rewind)
        // A step that shares no factor with round numbers spreads the few over the whole table.
        let step = 7919
        for number in 0..<min(tokens.count, 200_000) {
            let token = tokens[number * step % tokens.count]
            let fields = "Authorization: Bearer \(token)\r\n"
            tape.get("/v1/me/card", host: host, fields: fields)
            if number % 2 == 0 { tape.get("/v1/me", host: host, fields: fields) }
            let query = SearchQueries.all[number % SearchQueries.all.count]
            tape.get("/v1/courses?" + query, host: host)
        }
        return tape
    }
}
