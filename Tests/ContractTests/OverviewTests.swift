import SQL
import TestKit
import Testing

@testable import Catalog

@Suite("The operators' overview", .bothEngines, .namingEngine)
struct OverviewTests {
    /// Counts all that there is, as the worker does.
    private func count(_ world: CompletionsWorld, until: Instant) throws {
        for source in OverviewSource.allCases {
            var isLast = false
            while !isLast {
                let counted = try OverviewStore(world.database).count(source, until: until)
                try world.store.command(on: world.database) {
                    _ = try OverviewStore($0).add(counted)
                }
                isLast = counted.isLast
            }
        }
    }

    @Test("orders, completions and incentives are counted once, by week and by group")
    func counts() throws {
        let world = try CompletionsWorld()
        let participant = try world.participant()
        try world.database.run(
            "UPDATE participants SET regency = '31.74' WHERE id = $1", participant)
        let order = try world.order(.confirmed, of: participant)
        _ = try world.order(.cancelled)
        try world.receive("msg_1", type: "course.completed", order: order)
        try world.receive(
            "msg_2", type: "certificate.issued", order: order,
            more: "," + CompletionsWorld.certificate("BKL-1"))
        _ = try OrderStore(world.database).rate(
            order, by: participant, stars: 5, review: "Bagus sekali", now: world.now)
        let isGranted = try IncentiveStore(world.database).evaluate(participant, now: world.now)
        #expect(isGranted)

        let until = world.now + .minutes(1)
        for _ in 0..<2 { try count(world, until: until) }
        let overview = try OverviewStore(world.database).overview(weeks: 2, now: until)
        #expect(overview.countedUntil == until)
        // 2026-03-01 is a Sunday, so the completion falls into the week after the orders.
        #expect(overview.weeks.map(\.figures.orders) == [2, 0])
        #expect(overview.weeks.map(\.figures.orderTotal.rupiah) == [500_000, 0])
        #expect(overview.weeks.map(\.figures.completions) == [0, 1])
        #expect(overview.weeks.map(\.figures.incentives) == [0, 1])
        #expect(overview.weeks.last?.figures.incentiveTotal.rupiah == 700_000)
        #expect(overview.platforms.map(\.value) == [CompletionsWorld.platform])
        #expect(overview.categories.map(\.value) == [""])
        #expect(
            overview.provinces.map { "\($0.value) \($0.figures.orders)" }
                == [" 1", "31 1"])

        // What comes later is added, what was counted stays.
        _ = try world.order(.reserved)
        try world.database.run(
            "UPDATE orders SET created_at = $1, id = $2 WHERE state = 'reserved'",
            until, Identifier<Order>(at: until))
        try count(world, until: until + .minutes(1))
        let later = try OverviewStore(world.database).overview(weeks: 1, now: until)
        #expect(later.weeks.map(\.figures.orders) == [1])
        #expect(later.weeks.map(\.figures.completions) == [1])
    }

    @Test("of two that count the same window, one does")
    func once() throws {
        let world = try CompletionsWorld()
        _ = try world.order(.confirmed)
        let store = OverviewStore(world.database)
        let counted = try store.count(.orders, until: world.now)
        #expect(try store.add(counted))
        #expect(try !store.add(counted))
        let overview = try store.overview(weeks: 4, now: world.now)
        #expect(overview.weeks.map(\.figures.orders).reduce(0, +) == 1)
    }

    @Test("a window takes so many rows, and the next one goes on behind it")
    func windows() throws {
        let world = try CompletionsWorld()
        let participant = try world.participant()
        let count = OverviewStore.windowRowsMax + 5
        try world.store.command(on: world.database) { database in
            for number in 0..<count {
                let at = CompletionsWorld.start + Span(milliseconds: Int64(number))
                try database.later(
                    """
                    INSERT INTO orders (id, participant_id, course_id, platform_id, scheme_id,
                        price, state, created_at, ended_at, idempotency_key, input_hash, answer)
                    VALUES ($1, $2, $3, $4, 'normal-2023', 1, 'cancelled', $5, $5, $1, $6, $6)
                    """, Identifier<Order>(at: at), participant, world.course,
                    CompletionsWorld.platform, at, Array("{}".utf8))
            }
        }
        let first = try OverviewStore(world.database).count(.orders, until: world.now)
        #expect(!first.isLast)
        try self.count(world, until: world.now)
        let overview = try OverviewStore(world.database).overview(weeks: 2, now: world.now)
        #expect(overview.weeks.map(\.figures.orders).reduce(0, +) == count)
    }

    @Test("a day begins at midnight in western time, a week on Monday")
    func days() throws {
        let sunday = try #require(Instant("2026-03-01T16:59:59Z"))
        let monday = try #require(Instant("2026-03-01T17:00:00Z"))
        let (before, after) = (OverviewDay.number(of: sunday), OverviewDay.number(of: monday))
        #expect(after == before + 1)
        #expect(OverviewDay.monday(of: after) == after)
        #expect(OverviewDay.monday(of: before) == after - 7)
        #expect(OverviewDay.start(of: after) == monday)
    }
}
