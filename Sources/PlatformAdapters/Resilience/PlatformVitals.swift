import Catalog
import Synchronization

/// How the calls to one platform went lately: in memory and bounded, for those who look after it.
public final class PlatformVitals: Sendable {
    /// Calls that are remembered.
    public static let callsMax = 1_024
    /// Older calls say nothing about now.
    public static let window = Span.minutes(15)

    public enum Outcome: Sendable, Equatable {
        /// Any answer that is the platform's considered word, a refusal included.
        case answered
        /// Our credentials were not accepted: the platform works, we are not let in.
        case unauthorized
        /// "Later": 429 or 503 with a reason to wait.
        case busy
        /// Not reached, or an answer of 5xx, or none in time.
        case failed
    }

    private struct Call {
        let at: Instant
        let milliseconds: Double
        let outcome: Outcome
    }

    private struct State {
        var calls: [Call] = []
        var next = 0
        var lastAnsweredAt: Instant?
        var lastFailure: Failure?
        var breakers: [CircuitBreaker] = []
    }

    /// The last call that brought nothing.
    public struct Failure: Sendable, Equatable {
        public let at: Instant
        public let words: String
    }

    /// What the calls of the last ``PlatformVitals/window`` add up to.
    public struct Report: Sendable, Equatable {
        public enum Credentials: String, Sendable {
            case accepted, refused, unknown
        }

        public let calls: Int
        /// Of all calls those that were answered, 0 to 1; nil where there was none.
        public let successRate: Double?
        /// Of the calls that were answered, in milliseconds.
        public let medianMilliseconds: Double?
        public let p99Milliseconds: Double?
        public let circuit: CircuitBreaker.Condition
        public let credentials: Credentials
        /// Failures since the last call that was answered.
        public let failuresInARow: Int
        public let lastAnsweredAt: Instant?
        public let lastFailure: Failure?
    }

    private let clock: WallClock
    private let state = Mutex(State())

    public init(clock: WallClock = .system) {
        self.clock = clock
    }

    /// - Parameter words: of a failure.
    func note(_ outcome: Outcome, took: Duration, words: String = "") {
        let now = clock.now()
        let call = Call(at: now, milliseconds: took / .milliseconds(1), outcome: outcome)
        state.withLock { state in
            if state.calls.count < Self.callsMax {
                state.calls.append(call)
            } else {
                state.calls[state.next] = call
            }
            state.next = (state.next + 1) % Self.callsMax
            if outcome == .answered {
                state.lastAnsweredAt = now
            } else {
                state.lastFailure = Failure(at: now, words: String(words.prefix(300)))
            }
        }
    }

    /// The breakers of a platform's connections: few, and as long-lived as this.
    func watch(_ breaker: CircuitBreaker) {
        state.withLock { $0.breakers.append(breaker) }
    }

    public func report() -> Report {
        let since = clock.now() - Self.window
        let (all, state) = state.withLock { state in
            // From the oldest on: what is behind `next` was written a turn earlier.
            let split = state.calls.count == Self.callsMax ? state.next : 0
            return (Array(state.calls[split...] + state.calls[..<split]), state)
        }
        let calls = all.filter { $0.at >= since }
        let answered = calls.filter { $0.outcome == .answered }
        let times = answered.map(\.milliseconds).sorted()
        let decisive = calls.last { $0.outcome == .answered || $0.outcome == .unauthorized }
        let conditions = state.breakers.map(\.condition)
        return Report(
            calls: calls.count,
            successRate: calls.isEmpty ? nil : Double(answered.count) / Double(calls.count),
            medianMilliseconds: Self.quantile(0.5, of: times),
            p99Milliseconds: Self.quantile(0.99, of: times),
            circuit: conditions.contains(.open)
                ? .open : conditions.contains(.halfOpen) ? .halfOpen : .closed,
            credentials: decisive.map { $0.outcome == .answered ? .accepted : .refused }
                ?? .unknown,
            failuresInARow: calls.reversed().prefix { $0.outcome != .answered }.count,
            lastAnsweredAt: state.lastAnsweredAt, lastFailure: state.lastFailure)
    }

    /// The value below which that share lies, by the nearest rank.
    /// - Parameter sorted: ascending.
    public static func quantile(_ share: Double, of sorted: [Double]) -> Double? {
        guard !sorted.isEmpty else { return nil }
        let rank = Int((share * Double(sorted.count)).rounded(.up)) - 1
        return sorted[min(max(rank, 0), sorted.count - 1)]
    }
}
