import Catalog
import Testing

@testable import CatalogService

@Suite struct SharedLimitTests {
    private let clock = ManualClock(Instant(milliseconds: 1_000_000))

    private func limiter() -> RateLimiter {
        RateLimiter(.init(name: "orders", quota: 20, window: .seconds(20)), clock: clock.clock)
    }

    @Test("only what busy callers use is told, and only once")
    func busyOnly() {
        let limiter = limiter()
        _ = limiter.attempt(by: "calm")
        for _ in 0..<5 { _ = limiter.attempt(by: "busy") }
        let uses = limiter.takeUses(max: 10)
        #expect(uses.map(\.caller) == ["busy"] && uses.map(\.count) == [5])
        #expect(limiter.takeUses(max: 10).isEmpty)
        limiter.giveBack(uses)
        #expect(limiter.takeUses(max: 10).map(\.count) == [5])
    }

    @Test("what all have left is adopted, less what was admitted meanwhile")
    func adoption() {
        let limiter = limiter()
        for _ in 0..<5 { _ = limiter.attempt(by: "a") }
        _ = limiter.takeUses(max: 10)
        _ = limiter.attempt(by: "a")
        limiter.adopt(3, for: "a")
        #expect(limiter.attempt(by: "a").remaining == 1)
        #expect(limiter.attempt(by: "a").isAllowed)
        let refused = limiter.attempt(by: "a")
        #expect(!refused.isAllowed && refused.remaining == 0)
        limiter.adopt(-4, for: "a")
        clock.advance(by: .seconds(4))
        #expect(!limiter.attempt(by: "a").isAllowed, "a debt is paid first")
    }
}
