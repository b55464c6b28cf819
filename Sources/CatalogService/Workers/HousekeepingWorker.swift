import Catalog

/// What falls due with time: gives the balance of cards whose window has passed back to the
/// state, and deletes sessions that have ended. A purchase looks at the window and a request at
/// its session, so nothing depends on how soon this comes round.
struct HousekeepingWorker: Sendable {
    /// Rows in one command, so that purchases wait for milliseconds only.
    static let batchMax = 200
    static let pauseSeconds = 600

    let context: ServiceContext

    func run() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: .seconds(Self.pauseSeconds))
            await round("cards", closeCards)
            await round("sessions", purgeSessions)
            await round("password keys", purgeKeys)
        }
    }

    /// Batches until one is not full; a failure is noted and left to the next round.
    private func round(_ name: String, _ batch: () async throws -> Int) async {
        do {
            var done = Self.batchMax
            while done == Self.batchMax, !Task.isCancelled { done = try await batch() }
        } catch {
            context.log.error(
                "housekeeping_failed",
                ["what": name, "error": CommandFailure.words(for: error)])
        }
    }

    /// Looks with a reader, for it looks at all cards; only what is found goes to the writer,
    /// which looks again.
    /// - Returns: how many cards were closed.
    private func closeCards() async throws -> Int {
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

    /// - Returns: how many sessions were deleted.
    private func purgeSessions() async throws -> Int {
        let now = context.clock.now()
        let ended = try await context.reads.run {
            try SessionStore($0).endedCount(before: now, limit: Self.batchMax)
        }
        guard ended > 0 else { return 0 }
        // The writer looks no further than for those that the reader has counted.
        return try await context.commands.run {
            try SessionStore($0).purge(endedBefore: now, limit: ended)
        }
    }

    /// Those of the last hours are kept: they tell how often an account has asked.
    private func purgeKeys() async throws -> Int {
        let past = context.clock.now() - PasswordResetStore.askedWindow
        return try await context.commands.run {
            try PasswordResetStore($0).purge(endedBefore: past, limit: Self.batchMax)
        }
    }
}
