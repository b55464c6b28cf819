import Catalog

/// The way to one platform: who we are to it, its circuit breaker, and what is tried again.
final class PlatformConnection: Sendable {
    /// How a call names us.
    enum Identification: Sendable {
        /// A token of OAuth 2, sent as `{scheme} {token}`.
        case tokens(AccessTokens, scheme: String)
        case basic(ClientCredentials)
        /// A bearer token that never changes.
        case fixed(String)
        /// By the call's own content, or not at all.
        case none
    }

    /// One call as an adapter sees it.
    struct Call: Sendable {
        var method: String
        var address: HTTPAddress
        var headers: [(name: String, value: String)] = []
        var body: [UInt8]?

        /// Changes nothing at the platform, so it may be repeated freely.
        var isRead: Bool

        /// - Parameter isRead: nil means that the method tells: only GET is.
        init(
            method: String, address: HTTPAddress, headers: [(name: String, value: String)] = [],
            body: [UInt8]? = nil, isRead: Bool? = nil
        ) {
            self.method = method
            self.address = address
            self.headers = headers
            self.body = body
            self.isRead = isRead ?? (method == "GET")
        }
    }

    let base: HTTPAddress
    let clock: WallClock
    private let identification: Identification
    private let tools: AdapterTools
    private let breaker: CircuitBreaker

    init(base: HTTPAddress, identification: Identification, tools: AdapterTools) {
        self.base = base
        self.identification = identification
        self.tools = tools
        clock = tools.clock
        breaker = CircuitBreaker(clock: tools.clock)
        tools.vitals.watch(breaker)
    }

    /// A budget for one catalogue run.
    func catalogueBudget() -> RetryBudget {
        RetryBudget(deadline: clock.now() + tools.syncSpanMax, retriesMax: 20)
    }

    /// A budget for one question between other work.
    func lookUpBudget() -> RetryBudget {
        RetryBudget(deadline: clock.now() + .seconds(5), retriesMax: 1)
    }

    /// Makes the call; reads are tried again within the budget, writes are not: whoever ordered
    /// one decides, since only they know whether it is still wanted.
    ///
    /// - Returns: an answer of 2xx, 304, or 4xx except 401, 403 and 429.
    func send(_ call: Call, budget: inout RetryBudget) async throws(PlatformFailure) -> HTTPAnswer {
        var attempt = 0
        while true {
            guard clock.now() <= budget.deadline else {
                throw .unavailable("the time for this run is over", retryAfterSeconds: nil)
            }
            let failure: PlatformFailure
            do throws(PlatformFailure) {
                return try await sendOnce(call)
            } catch {
                failure = error
            }
            guard call.isRead, case .unavailable(_, let told) = failure, !Task.isCancelled else {
                throw failure
            }
            guard await pause(attempt: attempt, told: told, budget: &budget) else { throw failure }
            attempt += 1
        }
    }

    /// Waits before something is asked again; false where the budget does not allow it.
    ///
    /// - Parameters:
    ///   - attempt: 0 for the first repetition.
    ///   - told: seconds that the platform named.
    func pause(attempt: Int, told: Int? = nil, budget: inout RetryBudget) async -> Bool {
        let wait =
            told.map(Span.seconds)
            ?? RetryRules.wait(attempt: attempt, fraction: Double.random(in: 0..<1))
        guard budget.spend(wait, at: clock.now()) else { return false }
        do {
            try await tools.pause.wait(wait)
            return true
        } catch {
            return false
        }
    }

    /// One attempt, and a second one with a new token where the first token was not accepted. Some
    /// frameworks answer 403 to a token that has expired: a kept one is then taken anew, too.
    private func sendOnce(_ call: Call) async throws(PlatformFailure) -> HTTPAnswer {
        guard case .tokens(let tokens, let scheme) = identification else {
            return try judged(try await exchange(call, authorization: authorization), call)
        }
        let token = try await token(from: tokens)
        let answer = try await exchange(call, authorization: scheme + " " + token.text)
        guard answer.status == 401 || (answer.status == 403 && token.isKept) else {
            return try judged(answer, call)
        }
        await tokens.refuse(token.text)
        let fresh = try await self.token(from: tokens)
        return try judged(
            try await exchange(call, authorization: scheme + " " + fresh.text), call)
    }

    /// A dead token endpoint counts as a dead platform; one that works proves nothing yet.
    private func token(
        from tokens: AccessTokens
    ) async throws(PlatformFailure) -> (text: String, isKept: Bool) {
        try admit()
        let began = ContinuousClock.now
        do throws(PlatformFailure) {
            let token = try await tokens.token()
            breaker.record(.abandoned)
            return token
        } catch {
            let took = ContinuousClock.now - began
            if case .unavailable = error {
                breaker.record(.failed)
                tools.vitals.note(.failed, took: took, words: error.words)
            } else {
                breaker.record(.answered)
                tools.vitals.note(.unauthorized, took: took, words: error.words)
            }
            throw error
        }
    }

    private func admit() throws(PlatformFailure) {
        guard let wait = breaker.admit() else { return }
        let seconds = Int((wait.milliseconds + 999) / 1000)
        throw .unavailable("spared after repeated failures", retryAfterSeconds: seconds)
    }

    private var authorization: String? {
        switch identification {
        case .basic(let credentials): credentials.basic
        case .fixed(let token): "Bearer " + token
        case .tokens, .none: nil
        }
    }

    private func exchange(
        _ call: Call, authorization: String?
    ) async throws(PlatformFailure) -> HTTPAnswer {
        try admit()
        let proof = authorization.map { [(name: "Authorization", value: $0)] } ?? []
        let http = HTTPCall(
            call.method, call.address, headers: call.headers + proof,
            body: call.body, limits: tools.limits, peers: .configured(base.origin.host))
        let began = ContinuousClock.now
        do throws(HTTPFailure) {
            let answer = try await tools.client.send(http)
            breaker.record(answer.status >= 500 ? .failed : .answered)
            note(answer, took: ContinuousClock.now - began)
            return answer
        } catch {
            let took = ContinuousClock.now - began
            switch error {
            case .notConnected, .forbiddenAddress, .lost:
                breaker.record(.failed)
                tools.vitals.note(.failed, took: took, words: "\(error)")
            case .cancelled, .tooManyCalls, .badCall: breaker.record(.abandoned)
            case .redirectRefused, .bodyTooLarge, .headTooLarge, .malformed:
                breaker.record(.answered)
                tools.vitals.note(.failed, took: took, words: "\(error)")
            }
            throw Self.failure(error, isRead: call.isRead)
        }
    }

    private func note(_ answer: HTTPAnswer, took: Duration) {
        let outcome: PlatformVitals.Outcome
        switch answer.status {
        case 401, 403: outcome = .unauthorized
        case 429, 503: outcome = .busy
        case 500...: outcome = .failed
        default: outcome = .answered
        }
        let words = outcome == .answered ? "" : AnswerWords.read(answer)
        tools.vitals.note(outcome, took: took, words: words)
    }

    private func judged(
        _ answer: HTTPAnswer, _ call: Call
    ) throws(PlatformFailure) -> HTTPAnswer {
        switch answer.status {
        case 200..<300, 304: return answer
        case 401, 403: throw .unauthorized(AnswerWords.read(answer))
        case 429, 503:
            let wait = answer.header("retry-after").flatMap {
                RetryAfter.seconds($0, now: clock.now())
            }
            throw .unavailable(AnswerWords.read(answer), retryAfterSeconds: wait)
        case 408 where !call.isRead: throw .unknown(AnswerWords.read(answer))
        case 408: throw .unavailable(AnswerWords.read(answer), retryAfterSeconds: nil)
        case 400..<500: return answer
        case 500..<600:
            let words = AnswerWords.read(answer)
            if call.isRead { throw .unavailable(words, retryAfterSeconds: nil) }
            throw .unknown(words)
        default:
            let words = "HTTP \(answer.status) where an answer was due"
            throw call.isRead ? .malformed(words) : .unknown(words)
        }
    }

    /// A read did nothing, whatever happened; of a write that may have gone out we do not know.
    static func failure(_ failure: HTTPFailure, isRead: Bool) -> PlatformFailure {
        switch failure {
        case .notConnected(let words), .forbiddenAddress(let words):
            return .unavailable(words, retryAfterSeconds: nil)
        case .tooManyCalls:
            return .unavailable("too many calls wait", retryAfterSeconds: 1)
        case .badCall(let words): return .malformed(words)
        case .lost(let words):
            return isRead ? .unavailable(words, retryAfterSeconds: nil) : .unknown(words)
        case .cancelled:
            return isRead
                ? .unavailable("cancelled", retryAfterSeconds: nil) : .unknown("cancelled")
        case .redirectRefused(let words), .malformed(let words):
            return isRead ? .malformed(words) : .unknown(words)
        case .bodyTooLarge(let limit):
            let words = "the answer is larger than \(limit) bytes"
            return isRead ? .malformed(words) : .unknown(words)
        case .headTooLarge:
            let words = "the answer's head is too large"
            return isRead ? .malformed(words) : .unknown(words)
        }
    }
}
