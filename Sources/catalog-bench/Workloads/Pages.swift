import Foundation

/// The pages that everybody opens, as a browser asks for them: so many a second, evenly, and then
/// as many as there can be.
struct Pages {
    let bench: Bench

    /// What is asked for in the paced run; the public record's peak is 1,333.
    static let pacePerSecond = 2_000.0
    static let p99Milliseconds = 5.0
    /// Course pages among them.
    private static let coursesMax = 200

    func measure() throws -> WorkloadReport {
        let prepared = try bench.prepared()
        let database = try bench.workspace.copyDatabase(prepared.database, to: "pages.db")
        let server = try CatalogdServer(prepared.catalogd, database: database)
        defer { server.stop() }
        let tape = try tape(of: server)
        var report = WorkloadReport(
            .pages, title: "front page, results and \(Self.coursesMax) courses, as brotli")
        let paced = try run(
            "catalogd, \(Int(Self.pacePerSecond)) a second", server, tape,
            pace: Self.pacePerSecond, &report)
        let full = try run("catalogd, as many as there can be", server, tape, pace: nil, &report)
        report.measurements = [paced, full]
        report.bars = [
            .p99(paced, underMilliseconds: Self.p99Milliseconds),
            .perSecond(paced, atLeast: Self.pacePerSecond * 0.98), .errors(paced), .errors(full),
        ]
        report.notes.append(
            "half of the requests are course pages; searches (q=) are made and packed anew each "
                + "time; a paced request's time begins when it was due")
        return report
    }

    private func run(
        _ subject: String, _ server: CatalogdServer, _ tape: RequestTape, pace: Double?,
        _ report: inout WorkloadReport
    ) throws -> Measurement {
        var load = bench.load(port: server.port, of: server.pid)
        load.perSecond = pace
        let result = try load.run(tape)
        report.noteErrors(of: result, subject: subject, expected: 200...200)
        return Measurement(subject: subject, result, residentBytes: server.residentBytes)
    }

    private struct Listed: Decodable {
        struct Item: Decodable {
            let slug: String
        }
        let items: [Item]
    }

    private func tape(of server: CatalogdServer) throws -> RequestTape {
        let first = try JSONDecoder().decode(Listed.self, from: Data(server.firstPage))
        let fields = "Accept-Encoding: gzip, deflate, br\r\n"
        let lists = [
            "/", "/kelas", "/kelas?delivery=webinar", "/kelas?sort=price", "/kelas?q=barista",
        ]
        var tape = RequestTape(end: .rewind)
        for number in 0..<Self.coursesMax {
            let slug = first.items[number % first.items.count].slug
            tape.get("/kelas/\(slug)", host: server.host, fields: fields)
            tape.get(lists[number % lists.count], host: server.host, fields: fields)
        }
        return tape
    }
}
