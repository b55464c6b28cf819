import Catalog

/// When and how often a call that is safe to repeat is made again.
public enum RetryRules {
    /// The longest first wait; it doubles with each try.
    public static let baseSpan = Span(milliseconds: 200)
    public static let spanMax = Span.seconds(10)

    /// Full jitter: anything between nothing and the doubled base, so that many clients that
    /// failed together do not come back together.
    ///
    /// - Parameters:
    ///   - attempt: 0 for the first repetition.
    ///   - fraction: a random number from 0 up to 1.
    public static func wait(attempt: Int, fraction: Double) -> Span {
        let doubled = baseSpan.milliseconds << min(attempt, 16)
        return Span(milliseconds: Int64(Double(min(doubled, spanMax.milliseconds)) * fraction))
    }
}

/// What one run of calls may still spend on trying again.
public struct RetryBudget: Sendable {
    /// No wait reaches beyond it.
    public let deadline: Instant
    public private(set) var retriesLeft: Int

    public init(deadline: Instant, retriesMax: Int) {
        self.deadline = deadline
        retriesLeft = retriesMax
    }

    /// Whether there is time and a try left for waiting that long; if so, one try is spent.
    public mutating func spend(_ wait: Span, at now: Instant) -> Bool {
        guard retriesLeft > 0, now + wait <= deadline else { return false }
        retriesLeft -= 1
        return true
    }
}

/// How to wait. Injected, so that tests do not.
public struct Pause: Sendable {
    public let wait: @Sendable (Span) async throws -> Void

    public init(wait: @escaping @Sendable (Span) async throws -> Void) {
        self.wait = wait
    }

    /// Waits in truth; ends early, with an error, when the task is cancelled.
    public static let real = Pause { try await Task.sleep(for: .milliseconds($0.milliseconds)) }
}
