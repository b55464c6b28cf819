import Glibc

/// Time that only goes forward, for measuring.
enum MonotonicClock {
    static var nanoseconds: UInt64 { clock_gettime_nsec_np(CLOCK_MONOTONIC) }

    static func seconds(since start: UInt64) -> Double { Double(nanoseconds - start) / 1e9 }

    private static func clock_gettime_nsec_np(_ clock: clockid_t) -> UInt64 {
        var time = timespec()
        // The structure is ours and lives for the call.
        unsafe clock_gettime(clock, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
