import SQL
import TestKit
import Testing

@testable import Catalog

@Suite("Instances that share a store", .bothEngines, .namingEngine)
struct InstancesTests {
    private let now = Instant(milliseconds: 1_750_000_000_000)

    @Test("a lease is one instance's until it ends or is given back")
    func lease() throws {
        let database = try TestStore().connect()
        let leases = LeaseStore(database)
        #expect(try leases.take("sync", by: "a", until: now + .seconds(60), now: now))
        #expect(try !leases.isFree("sync", for: "b", now: now + .seconds(59)))
        #expect(
            try !leases.take(
                "sync", by: "b", until: now + .seconds(119), now: now + .seconds(59)))
        #expect(
            try leases.take("sync", by: "a", until: now + .seconds(90), now: now + .seconds(30)))
        #expect(try leases.isFree("sync", for: "b", now: now + .seconds(90)))
        #expect(
            try leases.take(
                "sync", by: "b", until: now + .seconds(150), now: now + .seconds(90)))
        try leases.release("sync", by: "a")
        #expect(try !leases.isFree("sync", for: "a", now: now + .seconds(91)))
        try leases.release("sync", by: "b")
        #expect(try leases.isFree("sync", for: "a", now: now + .seconds(91)))
    }

    @Test(
        "what instances admit comes out of one bucket, which fills evenly and not beyond its brim")
    func limits() throws {
        let store = RateLimitStore(try TestStore().connect())
        func settle(_ used: Int, after seconds: Int) throws -> Double {
            try store.settle(
                policy: "orders", caller: "ptc", used: used, quota: 60, window: .minutes(1),
                now: now + .seconds(seconds))
        }
        #expect(try settle(20, after: 0) == 40)
        #expect(try settle(20, after: 0) == 20)
        #expect(try settle(10, after: 10) == 20)
        #expect(try settle(5, after: 1_000) == 55)
        #expect(try settle(70, after: 1_000) == -15, "together too many: the debt is remembered")
        #expect(try settle(0, after: 990) == -15, "a clock that lags takes nothing back")
    }

    @Test("buckets that were left alone for a window are forgotten")
    func sweep() throws {
        let database = try TestStore().connect()
        let store = RateLimitStore(database)
        for (caller, seconds) in [("a", 0), ("b", 50)] {
            _ = try store.settle(
                policy: "orders", caller: caller, used: 1, quota: 60, window: .minutes(1),
                now: now + .seconds(seconds))
        }
        try store.sweep(policy: "orders", filledBefore: now + .seconds(10))
        #expect(try database.rows("SELECT caller FROM rate_limits").map { $0.text(0) } == ["b"])
    }

    @Test("of workers that claim at once each gets other calls")
    func claims() throws {
        let world = try OrdersWorld()
        let course = try world.course(price: 0)
        for _ in 0..<6 { try world.buy(try world.participant(), course) }
        let other = try world.store.connect()
        let first = try world.command {
            try OutboxStore($0).claim(
                platform: "bukalapak", limit: 4, lease: .minutes(2), now: world.now)
        }
        let second = try world.store.command(on: other) {
            try OutboxStore($0).claim(
                platform: "bukalapak", limit: 4, lease: .minutes(2), now: world.now)
        }
        #expect(first.count == 4 && second.count == 2)
        #expect(Set(first.map(\.id)).isDisjoint(with: second.map(\.id)))
    }
}
