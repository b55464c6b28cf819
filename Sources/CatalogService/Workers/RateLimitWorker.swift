import Catalog

/// Makes limits hold across instances that share a store: each admits by itself, and tells the
/// others every second what its busy callers used. Callers who use little are told of to nobody,
/// which keeps the store out of ordinary requests; the price is that someone who spreads requests
/// over all instances may have what they admit within one second more.
struct RateLimitWorker: Sendable {
    static let pauseSeconds = 1
    /// Callers of one limit that are settled in one round.
    static let callersMax = 500
    /// Rounds between two sweeps.
    static let sweepRounds = 60

    let context: ServiceContext

    func run() async {
        var round = 0
        while !Task.isCancelled {
            try? await Task.sleep(for: .seconds(Self.pauseSeconds))
            round += 1
            for limiter in context.limits.all {
                do {
                    try await settle(limiter)
                    if round % Self.sweepRounds == 0 { try await sweep(limiter.policy) }
                } catch {
                    context.log.warning(
                        "rate_limits_failed", ["error": CommandFailure.words(for: error)])
                }
            }
        }
    }

    /// One round of one limit. What cannot be told is kept for the next.
    func settle(_ limiter: RateLimiter) async throws {
        let uses = limiter.takeUses(max: Self.callersMax)
        guard !uses.isEmpty else { return }
        let policy = limiter.policy
        let now = context.clock.now()
        do {
            let left = try await context.commands.run { database in
                let store = RateLimitStore(database)
                return try uses.map { use in
                    try store.settle(
                        policy: policy.name, caller: use.caller, used: use.count,
                        quota: policy.quota, window: policy.window, now: now)
                }
            }
            for (use, tokens) in zip(uses, left) { limiter.adopt(tokens, for: use.caller) }
        } catch {
            limiter.giveBack(uses)
            throw error
        }
    }

    private func sweep(_ policy: RateLimiter.Policy) async throws {
        let before = context.clock.now() - policy.window
        try await context.commands.run {
            try RateLimitStore($0).sweep(policy: policy.name, filledBefore: before)
        }
    }
}
