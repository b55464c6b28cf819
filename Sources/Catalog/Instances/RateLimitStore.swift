import SQL

/// What callers have left of a limit, over all instances: one bucket of tokens each, refilled
/// evenly.
public struct RateLimitStore {
    /// Rows that one sweep deletes.
    public static let sweepMax = 1_000

    private let database: any Database

    public init(_ database: any Database) {
        self.database = database
    }

    /// Takes what an instance has admitted since it last said so.
    /// - Parameters:
    ///   - used: attempts admitted.
    ///   - quota: tokens of a full bucket, refilled within `window`.
    /// - Returns: tokens that are left; below zero where instances together admitted too many.
    public func settle(
        policy: String, caller: String, used: Int, quota: Int, window: Span, now: Instant
    ) throws -> Double {
        let perMillisecond = Double(quota) / Double(window.milliseconds)
        let row = try database.row(
            """
            INSERT INTO rate_limits (policy, caller, tokens, filled_at) VALUES ($1, $2, $3, $4)
            ON CONFLICT (policy, caller) DO UPDATE SET filled_at = excluded.filled_at,
                tokens = excluded.tokens - $5 + CASE
                    WHEN rate_limits.filled_at >= excluded.filled_at THEN rate_limits.tokens
                    WHEN rate_limits.tokens
                        + (excluded.filled_at - rate_limits.filled_at)
                            * CAST($6 AS DOUBLE PRECISION) > $5 THEN $5
                    ELSE rate_limits.tokens
                        + (excluded.filled_at - rate_limits.filled_at)
                            * CAST($6 AS DOUBLE PRECISION) END
            RETURNING tokens
            """,
            policy, caller, Double(quota - used), now, Double(quota), perMillisecond)
        return row?.real(0) ?? 0
    }

    /// Deletes buckets that are full again, having been left alone for a whole window.
    public func sweep(policy: String, filledBefore instant: Instant) throws {
        try database.run(
            """
            DELETE FROM rate_limits WHERE policy = $1 AND caller IN (
                SELECT caller FROM rate_limits WHERE policy = $1 AND filled_at < $2 LIMIT $3)
            """,
            policy, instant, Self.sweepMax)
    }
}
