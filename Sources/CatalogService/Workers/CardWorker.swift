import Catalog

/// Gives the balance of cards whose window has passed back to the state.
struct CardWorker: Sendable {
    /// Cards in one command.
    static let batchMax = 200
    static let pauseSeconds = 60

    let context: ServiceContext

    func run() async {
        while !Task.isCancelled {
            do {
                let clock = context.clock
                let revoked = try await context.commands.run {
                    try CardStore($0).revokeLapsed(now: clock.now(), limit: Self.batchMax)
                }
                if revoked > 0 { context.log.info("cards_revoked", ["count": "\(revoked)"]) }
                if revoked == Self.batchMax { continue }
            } catch {
                context.log.error(
                    "card_worker_failed", ["error": CommandFailure.words(for: error)])
            }
            try? await Task.sleep(for: .seconds(Self.pauseSeconds))
        }
    }
}
