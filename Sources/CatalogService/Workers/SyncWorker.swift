import Catalog

/// Fetches one platform's catalogue again and again; the pause is jittered, so that the eight do
/// not run together.
struct SyncWorker: Sendable {
    let context: ServiceContext
    let entry: PlatformDirectory.Entry
    let syncs: SyncService

    func run() async {
        while !Task.isCancelled {
            do {
                try await syncs.run(entry, full: false, accept: false, progress: { _ in })
            } catch {
                context.log.warning(
                    "sync_failed",
                    [
                        "platform": entry.configuration.id,
                        "error": CommandFailure.words(for: error),
                    ])
            }
            let pause = Double(context.configuration.syncSeconds) * Double.random(in: 0.8...1.2)
            try? await Task.sleep(for: .seconds(pause))
        }
    }
}
