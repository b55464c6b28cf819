import Catalog
import Cryptography
import Synchronization

/// A token bucket for each caller: so many at once, refilled evenly.
///
/// Memory is bounded: when too many callers are known, those whose buckets are full again are
/// forgotten, which changes no answer. Where even that makes no room, callers that are not known
/// yet wait: nobody gets a new bucket by making the limiter forget the old one.
public final class RateLimiter: Sendable {
    /// How often something may be done.
    public struct Policy: Sendable {
        public let name: String
        public let quota: Int
        public let window: Span
        /// Its part of the RateLimit-Policy field.
        let field: String

        public init(name: String, quota: Int, window: Span) {
            self.name = name
            self.quota = quota
            self.window = window
            field = "\"\(name)\";q=\(quota);w=\(window.milliseconds / 1000)"
        }
    }

    /// The verdict on one attempt, with what the RateLimit fields say.
    public struct Verdict: Sendable, Equatable {
        public let isAllowed: Bool
        public let remaining: Int
        /// Seconds until the next attempt is allowed, or the bucket is full.
        public let resetSeconds: Int
    }

    /// Longest name of a caller that is kept as it is, in bytes; of others, a digest.
    static let callerBytesMax = 64
    /// At the least this long between two looks for buckets to forget.
    static let sweepPause = Span.seconds(1)

    /// Below this part of its quota a caller is busy: what it uses is told to other instances.
    static let busyBelow = 0.9

    private struct Bucket {
        var tokens: Double
        var filledAt: Instant
        /// Attempts admitted that no other instance knows of yet.
        var untold = 0
    }

    private struct State {
        var buckets: [String: Bucket] = [:]
        var sweptAt: Instant?
    }

    public let policy: Policy
    private let callersMax: Int
    private let clock: WallClock
    private let state = Mutex(State())

    /// - Parameter callersMax: callers remembered at once.
    public init(_ policy: Policy, callersMax: Int = 100_000, clock: WallClock) {
        self.policy = policy
        self.callersMax = callersMax
        self.clock = clock
    }

    /// Takes one token of the caller's bucket if there is one.
    public func attempt(by caller: String) -> Verdict {
        let now = clock.now()
        let key = Self.key(caller)
        return state.withLock { state in
            let known = state.buckets[key]
            if known == nil, !makeRoom(in: &state, at: now) {
                let wait = Int(Self.sweepPause.milliseconds / 1000)
                return Verdict(isAllowed: false, remaining: 0, resetSeconds: wait)
            }
            let full = Double(policy.quota)
            var available = known.map { tokens(in: $0, at: now) } ?? full
            let isAllowed = available >= 1
            if isAllowed { available -= 1 }
            let untold = (known?.untold ?? 0) + (isAllowed ? 1 : 0)
            state.buckets[key] = Bucket(tokens: available, filledAt: now, untold: untold)
            let missing = isAllowed ? full - available : 1 - available
            return Verdict(
                isAllowed: isAllowed, remaining: Int(max(0, available)),
                resetSeconds: max(1, Int((missing / refillPerSecond).rounded(.up))))
        }
    }

    /// Whether there is a place for one more caller. A look at all buckets takes milliseconds,
    /// so it is not made for every caller that comes.
    private func makeRoom(in state: inout State, at now: Instant) -> Bool {
        if state.buckets.count < callersMax { return true }
        if let sweptAt = state.sweptAt, now - sweptAt < Self.sweepPause { return false }
        state.sweptAt = now
        state.buckets = state.buckets.filter {
            tokens(in: $0.value, at: now) < Double(policy.quota)
        }
        return state.buckets.count < callersMax
    }

    private static func key(_ caller: String) -> String {
        guard caller.utf8.count > callerBytesMax else { return caller }
        return Hex.encode(SHA256.digest(Array(caller.utf8)))
    }

    private var refillPerSecond: Double {
        Double(policy.quota) / (Double(policy.window.milliseconds) / 1000)
    }

    private func tokens(in bucket: Bucket, at now: Instant) -> Double {
        let seconds = Double((now - bucket.filledAt).milliseconds) / 1000
        return min(Double(policy.quota), bucket.tokens + max(0, seconds) * refillPerSecond)
    }
}

// MARK: - With other instances

extension RateLimiter {
    /// What a caller was admitted to since it was last told.
    struct Use: Sendable {
        let caller: String
        let count: Int
    }

    /// The untold uses of busy callers, which are told from here on.
    func takeUses(max: Int) -> [Use] {
        let now = clock.now()
        let busy = Double(policy.quota) * Self.busyBelow
        return state.withLock { state in
            var uses: [Use] = []
            for (caller, bucket) in state.buckets
            where bucket.untold > 0 && tokens(in: bucket, at: now) < busy {
                uses.append(Use(caller: caller, count: bucket.untold))
                if uses.count == max { break }
            }
            for use in uses { state.buckets[use.caller]?.untold = 0 }
            return uses
        }
    }

    /// Untold again, because telling failed.
    func giveBack(_ uses: [Use]) {
        state.withLock { state in
            for use in uses { state.buckets[use.caller]?.untold += use.count }
        }
    }

    /// What all instances together have left the caller; what was admitted meanwhile goes off it.
    func adopt(_ tokens: Double, for caller: String) {
        let now = clock.now()
        state.withLock { state in
            guard let untold = state.buckets[caller]?.untold else { return }
            state.buckets[caller] = Bucket(
                tokens: tokens - Double(untold), filledAt: now, untold: untold)
        }
    }
}
