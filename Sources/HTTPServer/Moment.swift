import Foundation

/// A time of the monotonic clock. Smaller and cheaper than `ContinuousClock.Instant`, of which
/// each request would need several.
struct Moment: Sendable {
    private let nanoseconds: UInt64

    static var now: Moment {
        var time = timespec()
        // Writes to the value that it is given; this clock cannot fail.
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Moment(
            nanoseconds: UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec))
    }

    /// Zero where `earlier` is later.
    func duration(since earlier: Moment) -> Duration {
        .nanoseconds(nanoseconds > earlier.nanoseconds ? nanoseconds - earlier.nanoseconds : 0)
    }

    func seconds(since earlier: Moment) -> Double {
        (Double(nanoseconds) - Double(earlier.nanoseconds)) / 1e9
    }
}
