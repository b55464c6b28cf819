import Catalog
import Synchronization

/// Spares a platform that is down, and us the waiting: after some failures in a row no call is
/// made for a while, then one is let through to try, and its outcome decides.
public final class CircuitBreaker: Sendable {
    /// Failures in a row that open it.
    public static let failuresMax = 5
    /// How long it stays open before one call may try.
    public static let openSpan = Span.seconds(30)

    private enum State: Equatable {
        case closed(failures: Int)
        case open(until: Instant)
        /// One call is under way to find out.
        case halfOpen
    }

    private let clock: WallClock
    private let state = Mutex(State.closed(failures: 0))

    public init(clock: WallClock) {
        self.clock = clock
    }

    /// Where it stands, for people.
    public enum Condition: String, Sendable {
        /// Calls are made.
        case closed
        /// No call is made for now.
        case open
        /// One call is under way, or the next will be, to find out.
        case halfOpen = "half_open"
    }

    public var condition: Condition {
        let now = clock.now()
        return state.withLock { state in
            switch state {
            case .closed: return .closed
            case .open(let until): return now < until ? .open : .halfOpen
            case .halfOpen: return .halfOpen
            }
        }
    }

    /// Nil when a call may be made, whose outcome must then be reported with ``record(_:)``;
    /// else how long to wait.
    public func admit() -> Span? {
        let now = clock.now()
        return state.withLock { state in
            switch state {
            case .closed: return nil
            case .halfOpen: return Span.seconds(1)
            case .open(let until):
                guard now >= until else { return until - now }
                state = .halfOpen
                return nil
            }
        }
    }

    /// What became of a call that was admitted.
    public enum Outcome: Sendable {
        case answered
        case failed
        /// We gave up ourselves, so it says nothing about the platform.
        case abandoned
    }

    public func record(_ outcome: Outcome) {
        let now = clock.now()
        state.withLock { state in
            switch (outcome, state) {
            case (.answered, _): state = .closed(failures: 0)
            case (.failed, .closed(let failures)) where failures + 1 < Self.failuresMax:
                state = .closed(failures: failures + 1)
            case (.failed, .open): break
            case (.failed, _): state = .open(until: now + Self.openSpan)
            case (.abandoned, .halfOpen): state = .open(until: now)
            case (.abandoned, _): break
            }
        }
    }
}
