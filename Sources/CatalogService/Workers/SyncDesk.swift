import Catalog
import Synchronization

/// Starts syncs that somebody of the staff asks for; nobody waits for them, their records tell
/// what became of them.
final class SyncDesk: Sendable {
    private let syncs: CatalogueSync
    private let log: Log
    /// By platform; at most one each, since a platform's sync does not run twice.
    private let tasks = Mutex<[String: Task<Void, Never>]>([:])

    init(_ syncs: CatalogueSync, log: Log) {
        self.syncs = syncs
        self.log = log
    }

    /// - Throws: ``Refusal`` 409 while a sync of this platform runs here.
    func check(_ platform: String) throws(Refusal) {
        try syncs.checkIsFree(platform)
    }

    /// Starts a sync. Where another one was quicker, this one comes to nothing.
    func start(_ entry: PlatformDirectory.Entry, options: CatalogueSync.Options) {
        let id = entry.configuration.id
        let task = Task(executorPreference: BackgroundExecutor.shared) { [syncs, log] in
            do {
                try await syncs.run(
                    entry.platform, publish: entry.configuration.publish, options: options)
            } catch {
                log.warning(
                    "sync_failed",
                    ["platform": id, "error": CommandFailure.words(for: error)])
            }
        }
        tasks.withLock { $0[id] = task }
    }

    /// Ends what still runs; it is simply run again later.
    func stop() async {
        let running = tasks.withLock { tasks in
            defer { tasks = [:] }
            return Array(tasks.values)
        }
        for task in running { task.cancel() }
        for task in running { await task.value }
    }
}
