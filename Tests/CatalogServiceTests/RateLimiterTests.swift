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
}
