import Catalog
import HTTPServer
import Synchronization

extension RateLimiter {
    /// - Throws: 429 with Retry-After where the caller's bucket is empty.
    func check(_ caller: String) throws(Problem) -> [(name: String, value: String)] {
        try admit(attempt(by: caller))
    }

    fileprivate func admit(_ verdict: Verdict) throws(Problem) -> [(name: String, value: String)] {
        let fields = fields(verdict)
        guard verdict.isAllowed else {
            throw Problem(
                429, "rate_limited",
                "That was too often; try again in \(verdict.resetSeconds) seconds.",
                headers: fields + [("Retry-After", "\(verdict.resetSeconds)")])
        }
        return fields
    }

    /// The fields of draft-ietf-httpapi-ratelimit-headers.
    fileprivate func fields(_ verdict: Verdict) -> [(name: String, value: String)] {
        [
            ("RateLimit-Policy", policy.field),
            ("RateLimit", "\"\(policy.name)\";r=\(verdict.remaining);t=\(verdict.resetSeconds)"),
        ]
    }
}

/// One request's attempt at what is limited. It is counted once, though the command that asks
/// may be run twice.
final class Admission: Sendable {
    private let limiter: RateLimiter
    private let verdict = Mutex<RateLimiter.Verdict?>(nil)

    init(_ limiter: RateLimiter) {
        self.limiter = limiter
    }

    /// - Throws: 429 with Retry-After where the caller's bucket is empty.
    func check(_ caller: String) throws(Problem) {
        let verdict = verdict.withLock { verdict in
            let known = verdict ?? limiter.attempt(by: caller)
            verdict = known
            return known
        }
        if !verdict.isAllowed { _ = try limiter.admit(verdict) }
    }

    /// The header fields of the answer, once the attempt was made.
    var fields: [(name: String, value: String)] {
        verdict.withLock { $0 }.map(limiter.fields) ?? []
    }
}
