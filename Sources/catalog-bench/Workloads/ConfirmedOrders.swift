import Catalog
import SQL
import SQLiteEngine

/// Orders that wait for their completion, made by the domain's own steps in this process before a
/// server has the file: bought, placed, confirmed.
struct ConfirmedOrders {
    /// One order as its platform knows it.
    struct Entry {
        let platformID: String
        let enrolmentReference: String
    }

    /// In no order, as learners are at work.
    let entries: [Entry]

    /// Steps of one transaction.
    private static let batchMax = 2_000

    /// - Throws: ``BenchError`` where the participants cannot buy so many courses.
    init(_ count: Int, database path: String) throws {
        let shelf = try CourseShelf(database: path)
        let database = try SQLiteDatabase(path: path)
        let buyers = try Self.buyers(database, upTo: count)
        guard buyers.count * shelf.courses.count >= count else {
            throw BenchError(
                "\(buyers.count) participants cannot buy \(count) courses: raise --participants")
        }
        let orders = OrderStore(database, schemes: try SchemeStore(database).load())
        let now = WallClock.system.now()
        try Self.inBatches(of: database, count) { number in
            let course = shelf.courses[number / buyers.count]
            guard let key = IdempotencyKey("prepared-\(number)") else { return }
            _ = try orders.buy(
                PurchaseCommand(
                    participantID: buyers[number % buyers.count],
                    course: PurchaseCommand.CourseReference(course), key: key, now: now), now: now)
        }
        entries = try Self.confirmAll(orders, database, now: now).shuffled()
    }

    private static func buyers(
        _ database: SQLiteDatabase, upTo count: Int
    ) throws -> [Identifier<Participant>] {
        try database.rows(
            "SELECT id FROM participants WHERE password_hash IS NULL ORDER BY id LIMIT $1", count
        ).map { Identifier(stored: $0.text(0)) }
    }

    private static func confirmAll(
        _ orders: OrderStore, _ database: SQLiteDatabase, now: Instant
    ) throws -> [Entry] {
        let outbox = OutboxStore(database)
        var entries: [Entry] = []
        for platform in try outbox.backlog().map(\.platform) {
            while true {
                try Interruption.check()
                try database.begin()
                let rows = try outbox.claim(
                    platform: platform, limit: OutboxStore.claimMax, lease: .minutes(10), now: now)
                for row in rows {
                    _ = try orders.markPlaced(row, now: now)
                    let reference = "enr-\(row.orderID)"
                    try orders.confirm(row, enrolment: reference, now: now)
                    entries.append(Entry(platformID: platform, enrolmentReference: reference))
                }
                try database.commit()
                if rows.isEmpty { break }
            }
        }
        return entries
    }

    private static func inBatches(
        of database: SQLiteDatabase, _ count: Int, _ step: (Int) throws -> Void
    ) throws {
        for start in stride(from: 0, to: count, by: batchMax) {
            try Interruption.check()
            try database.begin()
            for number in start..<min(start + batchMax, count) { try step(number) }
            try database.commit()
        }
    }
}
