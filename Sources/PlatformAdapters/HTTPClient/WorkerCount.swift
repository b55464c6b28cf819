import Synchronization

/// How many worker threads were started; they live as long as the client.
final class WorkerCount: Sendable {
    private let max: Int
    private let started = Atomic<Int>(0)

    init(max: Int) {
        self.max = max
    }

    /// Whether one more may be started; it is then counted.
    func admitOne() -> Bool {
        let before = started.wrappingAdd(1, ordering: .relaxed).oldValue
        if before < max { return true }
        started.wrappingSubtract(1, ordering: .relaxed)
        return false
    }
}
