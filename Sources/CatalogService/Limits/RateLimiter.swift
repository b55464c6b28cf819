import Catalog
import Synchronization

/// A token bucket for each caller: so many at once, refilled evenly.
///
/// Memory is bounded: when too many callers are known, those whose buckets are full again are
/// forgotten, which changes no answer.
public final class RateLimiter: Sendable {
    /// How often something may be done.
    public struct Policy: Sendable {
        public let name: String
        public let quota: Int
        public let window: Span

        public init(name: String, quota: Int, window: Span) {
            self.name = name
            self.quota = quota
            self.window = window
        }
    }

    /// The verdict on one attempt, with what the RateLimit fields say.
    public struct Verdict: Sendable, Equatable {
        public let isAllowed: Bool
        public let remaining: Int
        /// Seconds until the next attempt is allowed, or the bucket is full.
        public let resetSeconds: Int
    }

    /// Callers remembered at once.
    static let callersMax = 100_000

    private struct Bucket {
        var tokens: Double
        var filledAt: Instant
    }

    public let policy: Policy
    private let clock: WallClock
    private let buckets = Mutex<[String: Bucket]>([:])

    public init(_ policy: Policy, clock: WallClock) {
        self.policy = policy
        self.clock = clock
    }

    /// Takes one token of the caller's bucket if there is one.
    public func attempt(by caller: String) -> Verdict {
        let now = clock.now()
        return buckets.withLock { buckets in
            if buckets.count >= Self.callersMax, buckets[caller] == nil {
                buckets = buckets.filter { tokens(in: $0.value, at: now) < Double(policy.quota) }
                if buckets.count >= Self.callersMax { buckets.removeAll() }
            }
            var available = buckets[caller].map { tokens(in: $0, at: now) } ?? Double(policy.quota)
            let isAllowed = available >= 1
            if isAllowed { available -= 1 }
            buckets[caller] = Bucket(tokens: available, filledAt: now)
            let missing = isAllowed ? Double(policy.quota) - available : 1 - available
            return Verdict(
                isAllowed: isAllowed, remaining: Int(available),
                resetSeconds: max(1, Int((missing / refillPerSecond).rounded(.up))))
        }
    }

    private var refillPerSecond: Double {
        Double(policy.quota) / (Double(policy.window.milliseconds) / 1000)
    }

    private func tokens(in bucket: Bucket, at now: Instant) -> Double {
        let seconds = Double((now - bucket.filledAt).milliseconds) / 1000
        return min(Double(policy.quota), bucket.tokens + max(0, seconds) * refillPerSecond)
    }
}
