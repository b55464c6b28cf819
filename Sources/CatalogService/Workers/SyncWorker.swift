import Catalog

/// Fetches one platform's catalogue again and again; the pause is jittered, so that the eight do
/// not run together.
struct SyncWorker: Sendable {
    /// The pause after a first failure.
    static let firstPauseSeconds = 5
    /// More doublings than these are longer than any interval.
    static let doublingsMax = 15

    let context: ServiceContext
    let entry: PlatformDirectory.Entry
    let syncs: CatalogueSync

    func run() async {
        var failures = 0
        while !Task.isCancelled {
            failures = await sync() ? 0 : failures + 1
            let seconds = Self.pauseSeconds(
                after: failures, interval: context.configuration.syncSeconds)
            let pause = Double(seconds) * Double.random(in: 0.8...1.2)
            try? await Task.sleep(for: .seconds(pause))
        }
    }

    /// - Returns: false where the platform or the store failed. A feed that was held is no
    ///   failure: the same would be held again.
    private func sync() async -> Bool {
        do {
            let report = try await syncs.run(
                entry.platform, publish: entry.configuration.publish)
            note(report)
            return report.state != .failed
        } catch {
            context.log.warning(
                "sync_failed",
                [
                    "platform": entry.configuration.id,
                    "error": CommandFailure.words(for: error),
                ])
            return false
        }
    }

    /// Seconds until the next run: after failures in a row a short pause that doubles up to the
    /// ordinary one, so that a platform that comes back is not missed for a whole interval.
    static func pauseSeconds(after failures: Int, interval: Int) -> Int {
        guard failures > 0 else { return interval }
        let doublings = min(failures - 1, doublingsMax)
        return min(interval, firstPauseSeconds << doublings)
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
