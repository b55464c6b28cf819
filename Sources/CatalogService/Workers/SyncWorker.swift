import Catalog

/// Fetches one platform's catalogue again and again; the pause is jittered, so that the eight do
/// not run together.
struct SyncWorker: Sendable {
    let context: ServiceContext
    let entry: PlatformDirectory.Entry
    let syncs: CatalogueSync

    func run() async {
        while !Task.isCancelled {
            do {
                let report = try await syncs.run(
                    entry.platform, publish: entry.configuration.publish)
                note(report)
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

    private func note(_ report: SyncReport) {
        context.metrics.count(
            "catalogd_syncs_total",
            labels: "platform=\"\(report.platformID)\",state=\"\(report.state.rawValue)\"")
        guard report.state != .applied else { return }
        context.log.warning(
            "sync_not_applied",
            [
                "platform": report.platformID, "state": report.state.rawValue,
                "detail": report.detail ?? "",
            ])
    }
}
