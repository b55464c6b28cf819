import Foundation

/// A value behind a POSIX mutex. `Synchronization.Mutex` would do, but for ThreadSanitizer: it
/// sees nothing of the futex that a contended `Mutex` waits with, and reports races that are none.
@safe final class Guarded<Value>: @unchecked Sendable {
    // Sendable because the value is only touched while the mutex is held.
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    // Unchecked because the mutex is what makes the access exclusive.
    @exclusivity(unchecked) private var value: Value

    init(_ value: sending Value) {
        unsafe self.value = value
        unsafe mutex = .allocate(capacity: 1)
        // Allocated here, and destroyed only with `self`, which nobody can hold then.
        unsafe pthread_mutex_init(mutex, nil)
    }

    deinit {
        unsafe pthread_mutex_destroy(mutex)
        unsafe mutex.deallocate()
    }

    func withLock<Result>(
        _ body: (inout sending Value) throws -> sending Result
    ) rethrows -> sending Result {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        return unsafe try body(&value)
    }
}
