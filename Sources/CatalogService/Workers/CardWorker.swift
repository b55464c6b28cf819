import Catalog

/// Gives the balance of cards whose window has passed back to the state. A purchase looks at the
/// window itself, so nothing depends on how soon this comes round.
struct CardWorker: Sendable {
    /// Cards in one command, so that purchases wait for milliseconds only.
    static let batchMax = 200
    static let pauseSeconds = 600

    let context: ServiceContext

    func run() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: .seconds(Self.pauseSeconds))
            if Task.isCancelled { return }
            do {
                while try await sweep() == Self.batchMax {}
            } catch {
                context.log.error(
                    "card_worker_failed", ["error": CommandFailure.words(for: error)])
            }
        }
    }

    /// Looks with a reader, for it looks at all cards; only what is found goes to the writer,
    /// which looks again.
    /// - Returns: how many cards were closed.
    private func sweep() async throws -> Int {
        let now = context.clock.now()
        let lapsed = try await context.reads.run {
            try CardStore($0).lapsed(now: now, limit: Self.batchMax)
        }
        guard !lapsed.isEmpty else { return 0 }
        let closed = try await context.commands.run { database in
            try lapsed.count { try CardStore(database).close($0, now: now) != nil }
        }
        context.log.info("cards_closed", ["count": "\(closed)"])
        return closed
    }
}
