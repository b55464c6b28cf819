import Catalog
import Synchronization

/// Wakes the one task that waits for it; given while none waits, it is kept for the next.
final class Signal: Sendable {
    private struct State {
        var isGiven = false
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    func signal() {
        let waiter = state.withLock { state in
            defer { state.waiter = nil }
            state.isGiven = state.waiter == nil
            return state.waiter
        }
        waiter?.resume()
    }

    /// Returns when it is given, the time is over or the task is cancelled.
    func wait(atMost span: Span) async {
        let alarm = Task { [self] in
            guard (try? await Task.sleep(for: .milliseconds(span.milliseconds))) != nil else {
                return
            }
            signal()
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    if state.isGiven || Task.isCancelled {
                        state.isGiven = false
                        return true
                    }
                    state.waiter = continuation
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            signal()
        }
        alarm.cancel()
    }
}
