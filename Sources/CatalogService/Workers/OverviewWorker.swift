import Catalog

/// Counts what has happened for the overview, window by window, so that looking at it is quick.
struct OverviewWorker: Sendable {
    static let pauseSeconds = 5
    /// What is younger is left to the next round: on a shared store commands of several writers
    /// commit out of the order of their times.
    static let embeddedMargin = Span.seconds(2)
    static let sharedMargin = Span.seconds(60)

    let context: ServiceContext

    func run() async {
        while !Task.isCancelled {
            for source in OverviewSource.allCases {
                do {
                    try await count(source)
                } catch {
                    context.log.error(
                        "overview_failed",
                        ["source": source.rawValue, "error": CommandFailure.words(for: error)])
                }
            }
            try? await Task.sleep(for: .seconds(Self.pauseSeconds))
        }
    }

    /// All windows that there are: the counting is a reader's work, the writer adds a few rows.
    private func count(_ source: OverviewSource) async throws {
        let margin =
            context.configuration.store.isShared ? Self.sharedMargin : Self.embeddedMargin
        while !Task.isCancelled {
            let until = context.clock.now() - margin
            let counted = try await context.reads.run {
                try OverviewStore($0).count(source, until: until)
            }
            try await context.commands.run { _ = try OverviewStore($0).add(counted) }
            if counted.isLast { return }
        }
    }
}
