import Synchronization

/// Starts the workers and ends them together.
final class Supervisor: Sendable {
    private let tasks = Mutex<[Task<Void, Never>]>([])

    func start(_ work: @escaping @Sendable () async -> Void) {
        let task = Task { await work() }
        tasks.withLock { $0.append(task) }
    }

    /// Cancels all and waits until they have returned.
    func stop() async {
        let running = tasks.withLock { tasks in
            defer { tasks.removeAll() }
            return tasks
        }
        for task in running { task.cancel() }
        for task in running { await task.value }
    }
}
