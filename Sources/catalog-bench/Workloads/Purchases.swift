import Foundation
import SQL
import SQLiteEngine

/// Purchases over HTTP, each durable before it is answered, beside pgbench's default transaction.
struct Purchases {
    let bench: Bench

    static let floorPerSecond = 25_000.0
    static let p99Milliseconds = 50.0
    static let timesPeer = 4.0
    /// Unless others are asked for: the more wait, the more share a transaction. The peer has as
    /// many clients as are best for it.
    static let connections = 128
    /// Rate for which there are enough purchases.
    private static let rateMax = 60_000.0
    /// Both take turns of this length, since the machine is not the same from one second to the
    /// next.
    private static let turnSeconds = 2.0
    private static let turnsMin = 2
    /// Until those who connected anew for a turn have settled down.
    private static let settlingSeconds = 0.25

    func measure() throws -> WorkloadReport {
        let prepared = try bench.prepared()
        var report = WorkloadReport(
            .purchases, title: "POST /v1/orders, durable, SQLite synchronous=FULL")
        let database = try bench.workspace.copyDatabase(prepared.database, to: "purchases.db")
        let shelf = try CourseShelf(database: database)
        let pgbench = try Pgbench(bench: bench)
        defer { pgbench.stop() }
        let server = try CatalogdServer(prepared.catalogd, database: database)
        defer { server.stop() }
        var purchases = PurchaseTurns(
            shelf, prepared.tokens, host: server.host, rateMax: Self.rateMax)
        var load = bench.load(port: server.port, expected: 201...201)
        load.connections = bench.options.connectionsAsked ?? Self.connections
        let (result, turns) = try takeTurns(load, beside: pgbench, &purchases)
        let ours = Measurement(
            subject: "catalogd", result, residentBytes: server.residentBytes)
        let peer = pgbench.measured
        report.noteErrors(of: result, subject: "catalogd", expected: 201...201)
        server.stop()
        let reader = try SQLiteDatabase(path: database, role: .reader)
        report.notes.append(try Self.proof(reader, acknowledged: purchases.acknowledged))
        try prepared.catalogd.run("audit", database: database)
        report.notes.append("catalogd audit is clean")
        report.notes.append(
            "\(purchases.count) purchases prepared: \(prepared.tokens.count) participants, up to "
                + "\(shelf.courses.count) courses each, no two alike, in no order of buyers")
        report.notes.append(
            "\(load.connections) connections buy; pgbench has \(Pgbench.clients) clients, with "
                + "which it is fastest; they take turns, \(turns) each")
        report.measurements = [ours, peer]
        report.bars = [
            .perSecond(ours, atLeast: Self.floorPerSecond),
            .p99(ours, underMilliseconds: Self.p99Milliseconds),
            .ratio(ours, to: peer, atLeast: Self.timesPeer), .errors(ours),
        ]
        return report
    }

    /// As long as there are purchases to make.
    /// - Returns: what came of ours, and how many turns each took; pgbench keeps what came of its
    ///   own.
    private func takeTurns(
        _ load: LoadGenerator, beside pgbench: Pgbench, _ purchases: inout PurchaseTurns
    ) throws -> (LoadResult, Int) {
        let wanted = max(Self.turnsMin, Int(bench.options.seconds / Self.turnSeconds))
        var load = load
        load.seconds = 0
        load.warmUpSeconds = bench.options.warmUpSeconds
        let warmUp = try purchases.run(load)
        try pgbench.warmUp()
        var result = LoadResult()
        (result.lost, result.stalled) = (warmUp.lost, warmUp.stalled)
        load.seconds = bench.options.seconds / Double(wanted)
        load.warmUpSeconds = Self.settlingSeconds
        var turns = 0
        while turns < wanted, !purchases.isOver {
            result.add(try purchases.run(load))
            try pgbench.run(seconds: load.seconds)
            turns += 1
        }
        return (result, turns)
    }

    /// - Throws: ``BenchError`` where an order that was acknowledged is not stored.
    static func proof(_ reader: any Database, acknowledged: Int) throws -> String {
        let orders = try reader.row("SELECT count(*) FROM orders")?.int(0) ?? 0
        guard orders >= acknowledged else {
            throw BenchError("\(acknowledged) purchases were acknowledged, \(orders) are stored")
        }
        return "every acknowledged purchase is stored (\(orders) orders)"
    }
}

/// The cheapest courses that one training balance can buy together, none bound to a date.
struct CourseShelf {
    /// Ids.
    let courses: [String]

    private static let coursesMax = 40

    init(database path: String) throws {
        let reader = try SQLiteDatabase(path: path, role: .reader)
        var balance =
            try reader.row(
                """
                SELECT min(k.balance) FROM cards AS k JOIN participants AS p
                    ON p.id = k.participant_id WHERE p.password_hash IS NULL
                """)?.integerIfPresent(0) ?? 0
        var courses: [String] = []
        for row in try reader.rows(
            """
            SELECT id, price FROM courses WHERE state = 'published' AND price > 0
                AND delivery = 'self-paced'
                AND NOT EXISTS (SELECT 1 FROM schedules AS s WHERE s.course_id = courses.id)
            ORDER BY price, id LIMIT $1
            """, Self.coursesMax)
        {
            balance -= row.integer(1)
            if balance < 0 { break }
            courses.append(row.text(0))
        }
        guard !courses.isEmpty else { throw BenchError("no course can be bought") }
        self.courses = courses
    }

    /// One course for everybody, then the next for everybody, in the order of the tokens:
    /// neighbours never share a card.
    /// - Parameter skipped: purchases of this order that were made before.
    func tape(
        _ tokens: [String], host: String, count: Int, after skipped: Int = 0
    ) -> RequestTape {
        var tape = RequestTape(end: .stop)
        for place in skipped..<min(skipped + count, courses.count * tokens.count) {
            let (course, number) = (courses[place / tokens.count], place % tokens.count)
            tape.post(
                "/v1/orders", host: host,
                fields: "Authorization: Bearer \(tokens[number])\r\n"
                    + "Idempotency-Key: bench-\(number)-\(course)\r\n",
                json: "{\"course_id\":\"\(course)\"}")
        }
        return tape
    }
}
