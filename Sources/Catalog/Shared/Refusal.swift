/// A decision against a request, in words for the person who asked: a stable code, what was
/// wrong, and what would fix it. Routes render it as RFC 9457 problem details.
public struct Refusal: Error, Sendable, Equatable {
    /// One of the reasons for a no.
    public struct Reason: Sendable, Equatable, Codable {
        /// Stable, snake case: `balance_too_low`.
        public let code: String
        /// English, with the facts of the case.
        public let detail: String
        /// English: what the person can do about it; empty where nothing can be done.
        public let fix: String

        public init(code: String, detail: String, fix: String) {
            self.code = code
            self.detail = detail
            self.fix = fix
        }
    }

    /// The HTTP status that fits: 404, 409, 422 …
    public let status: Int
    /// Stable, snake case; the problem's `code`.
    public let code: String
    public let detail: String
    public let reasons: [Reason]

    public init(status: Int, code: String, detail: String, reasons: [Reason] = []) {
        self.status = status
        self.code = code
        self.detail = detail
        self.reasons = reasons
    }

    /// A refusal whose only reason is its code.
    public init(status: Int, code: String, detail: String, fix: String) {
        self.init(
            status: status, code: code, detail: detail,
            reasons: [Reason(code: code, detail: detail, fix: fix)])
    }

    public static func notFound(_ noun: String) -> Refusal {
        Refusal(status: 404, code: "not_found", detail: "There is no such \(noun).")
    }
}
