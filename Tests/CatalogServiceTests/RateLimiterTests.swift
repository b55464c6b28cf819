import Catalog
import Testing

@testable import CatalogService

@Suite struct RateLimiterTests {
    @Test("so many at once, then refilled evenly, each caller apart")
    func refill() {
        let clock = ManualClock(Instant(milliseconds: 1_000_000))
        let limiter = RateLimiter(
            .init(name: "orders", quota: 3, window: .seconds(30)), clock: clock.clock)
        for left in [2, 1, 0] {
            let verdict = limiter.attempt(by: "a")
            #expect(verdict.isAllowed && verdict.remaining == left)
        }
        let refused = limiter.attempt(by: "a")
        #expect(!refused.isAllowed && refused.resetSeconds == 10)
        #expect(limiter.attempt(by: "b").isAllowed)
        clock.advance(by: .seconds(9))
        #expect(!limiter.attempt(by: "a").isAllowed)
        clock.advance(by: .seconds(1))
        #expect(limiter.attempt(by: "a").isAllowed)
    }

    @Test("too many callers make new ones wait, and nobody's empty bucket is forgotten")
    func crowd() {
        let clock = ManualClock(Instant(milliseconds: 1_000_000))
        let limiter = RateLimiter(
            .init(name: "orders", quota: 1, window: .seconds(10)), callersMax: 3,
            clock: clock.clock)
        for caller in ["a", "b", "c"] { #expect(limiter.attempt(by: caller).isAllowed) }
        #expect(!limiter.attempt(by: "d").isAllowed)
        #expect(!limiter.attempt(by: "a").isAllowed)
        clock.advance(by: .seconds(5))
        #expect(!limiter.attempt(by: "d").isAllowed)
        clock.advance(by: .seconds(6))
        #expect(limiter.attempt(by: "d").isAllowed, "the full buckets were forgotten")
    }

    @Test("long names are told apart as short ones are")
    func longNames() {
        let clock = ManualClock(Instant(milliseconds: 1_000_000))
        let limiter = RateLimiter(
            .init(name: "sign-in", quota: 1, window: .seconds(10)), clock: clock.clock)
        let name = String(repeating: "n", count: 400)
        #expect(limiter.attempt(by: name + "1").isAllowed)
        #expect(limiter.attempt(by: name + "2").isAllowed)
        #expect(!limiter.attempt(by: name + "1").isAllowed)
    }

    @Test("a command that is run twice is one attempt")
    func admission() throws {
        let clock = ManualClock(Instant(milliseconds: 1_000_000))
        let limiter = RateLimiter(
            .init(name: "orders", quota: 1, window: .seconds(10)), clock: clock.clock)
        let first = Admission(limiter)
        for _ in 0..<2 {
            try first.check("a")
            #expect(first.fields.map(\.name).contains("RateLimit"))
        }
        #expect(throws: Problem.self) { try Admission(limiter).check("a") }
    }
}
