import Catalog
import HTTPServer

extension RateLimiter {
    /// - Throws: 429 with Retry-After where the caller's bucket is empty.
    func check(_ caller: String) throws(Problem) -> [(name: String, value: String)] {
        let verdict = attempt(by: caller)
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
    private func fields(_ verdict: Verdict) -> [(name: String, value: String)] {
        let seconds = policy.window.milliseconds / 1000
        return [
            ("RateLimit-Policy", "\"\(policy.name)\";q=\(policy.quota);w=\(seconds)"),
            ("RateLimit", "\"\(policy.name)\";r=\(verdict.remaining);t=\(verdict.resetSeconds)"),
        ]
    }
}
