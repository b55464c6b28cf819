import Foundation
import Synchronization

/// The source of "now". Injected everywhere, so that tests run years in milliseconds.
public struct WallClock: Sendable {
    public let now: @Sendable () -> Instant

    public init(now: @escaping @Sendable () -> Instant) {
        self.now = now
    }

    /// The machine's clock.
    public static let system = WallClock {
        Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) + offset
    }

    #if DEBUG
        /// Debug builds only: years pass in a test that has them named here.
        private static let offset = Span.seconds(
            Int(ProcessInfo.processInfo.environment["CATALOGD_CLOCK_OFFSET_SECONDS"] ?? "") ?? 0)
    #else
        private static let offset = Span.seconds(0)
    #endif
}

/// A clock that stands still until a test moves it.
public final class ManualClock: Sendable {
    private let current: Mutex<Instant>

    public init(_ start: Instant) {
        current = Mutex(start)
    }

    public var clock: WallClock { WallClock { self.now } }

    public var now: Instant { current.withLock { $0 } }

    public func advance(by span: Span) {
        current.withLock { $0 = $0 + span }
    }
}
