import Catalog
import SQL
import Synchronization

/// A command whose COMMIT may have no answer, and how the store is asked what became of it.
final class UnknownOutcome: Sendable {
    /// Asks by key whether it was done. Where its transaction is still under way, the question
    /// waits for the end of that, or says nil.
    typealias Question = @Sendable (any Database, _ owner: String) throws -> Bool?

    /// The transaction that the question is about has not ended.
    struct StillUnderWay: Error {}

    /// What it was, for the log.
    let command: String
    let noted: Instant
    /// Whether the question may wait for another transaction: such are asked one after the other,
    /// so that none makes the others wait.
    let mayWait: Bool
    private let question: Question
    private let found: Mutex<String?>

    /// - Parameter owner: a participant's or a platform's id, where it is known beforehand.
    init(
        _ command: String, of owner: String? = nil, noted: Instant, mayWait: Bool = true,
        isDone: @escaping Question
    ) {
        self.command = command
        self.noted = noted
        self.mayWait = mayWait
        found = Mutex(owner)
        question = isDone
    }

    /// Whose it is, as the command itself finds out.
    func setOwner(_ id: String) { found.withLock { $0 = id } }

    func setOwner(_ id: Identifier<Participant>) { setOwner(id.value) }

    var owner: String? { found.withLock { $0 } }

    /// False also where the command never found out whose it is: it had done nothing by then.
    /// - Throws: ``StillUnderWay``, also where a lock was waited for in vain: it is asked again in
    ///   its turn, and not by the queue at once.
    func isDone(in database: any Database) throws -> Bool {
        guard let owner else { return false }
        do {
            guard let isDone = try question(database, owner) else { throw StillUnderWay() }
            return isDone
        } catch DatabaseError.busy {
            throw StillUnderWay()
        }
    }
}

/// What is not known, until the store says it.
final class UnknownOutcomes: Sendable {
    /// More are not kept; each is still found by who repeats it with its key.
    static let keptMax = 8_192

    /// An outcome, and what its command contends for (``CommandQueue``).
    struct Kept: Sendable {
        let outcome: UnknownOutcome
        let key: String
    }

    private struct State {
        var waiting: [Kept] = []
        /// How many are being asked about.
        var asked = 0
    }

    private let state = Mutex(State())

    /// Those that are being asked about are still unknown.
    var count: Int { state.withLock { $0.waiting.count + $0.asked } }

    func note(_ outcome: UnknownOutcome, inOrderOf key: String) {
        state.withLock { state in
            guard state.waiting.count + state.asked < Self.keptMax else { return }
            state.waiting.append(Kept(outcome: outcome, key: key))
        }
    }

    /// The oldest, to be asked about; ``putBack(_:of:)`` follows.
    func take(max: Int) -> [Kept] {
        state.withLock { state in
            let taken = Array(state.waiting.prefix(max))
            state.waiting.removeFirst(taken.count)
            state.asked += taken.count
            return taken
        }
    }

    /// Ends a question about so many. Those that are `left` come after all others, so that one
    /// that cannot be answered keeps none of them waiting.
    func putBack(_ left: [Kept], of asked: Int) {
        state.withLock { state in
            state.asked -= asked
            state.waiting += left
        }
    }
}

/// Finds out by its key what became of each command that nobody could tell the outcome of, as
/// soon as the store answers again, and logs it. Nothing is repeated: that is the caller's to do.
struct UnknownOutcomeWorker: Sendable {
    static let pauseMilliseconds = 250
    /// So many are asked about in a round: at once, where they share the queue's transactions, and
    /// then those whose questions may wait. As many are tried in vain while the store is away, and
    /// one waits in vain, which bounds what a stop waits for.
    static let roundMax = 64

    let context: ServiceContext

    func run() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: .milliseconds(Self.pauseMilliseconds))
            while !Task.isCancelled, await resolveSome() {}
        }
        let left = context.unknown.count
        if left > 0 { context.log.warning("outcomes_left", ["count": "\(left)"]) }
    }

    /// - Returns: whether there was any, and the store answered for some.
    func resolveSome() async -> Bool {
        let asked = context.unknown.take(max: Self.roundMax)
        guard !asked.isEmpty else { return false }
        var left = await resolveAtOnce(asked.filter { !$0.outcome.mayWait })
        left += await resolveInTurn(asked.filter(\.outcome.mayWait))
        context.unknown.putBack(left, of: asked.count)
        return left.count < asked.count
    }

    /// One after the other, up to the first that waited in vain.
    /// - Returns: those that are still unknown, that one behind those that were not asked about.
    private func resolveInTurn(_ asked: [UnknownOutcomes.Kept]) async -> [UnknownOutcomes.Kept] {
        for (place, kept) in asked.enumerated() {
            guard await resolve(kept) else { return asked[(place + 1)...] + [kept] }
        }
        return []
    }

    /// - Returns: those that are still unknown.
    private func resolveAtOnce(_ asked: [UnknownOutcomes.Kept]) async -> [UnknownOutcomes.Kept] {
        await withTaskGroup(of: UnknownOutcomes.Kept?.self) { group in
            for kept in asked {
                group.addTask { await resolve(kept) ? nil : kept }
            }
            var left: [UnknownOutcomes.Kept] = []
            for await kept in group { if let kept { left.append(kept) } }
            return left
        }
    }

    /// - Returns: whether it is known now.
    private func resolve(_ kept: UnknownOutcomes.Kept) async -> Bool {
        let outcome = kept.outcome
        guard
            let isDone = try? await context.commands.run(
                inOrderOf: kept.key, { try outcome.isDone(in: $0) })
        else { return false }
        context.log.warning(
            "outcome_resolved",
            [
                "command": outcome.command, "owner": outcome.owner ?? "",
                "done": isDone ? "yes" : "no",
                "after_milliseconds": "\((context.clock.now() - outcome.noted).milliseconds)",
            ])
        return true
    }
}

// MARK: - By which keys

extension UnknownOutcome {
    static func purchase(_ key: IdempotencyKey, noted: Instant) -> UnknownOutcome {
        UnknownOutcome("purchase", noted: noted, mayWait: false) { database, buyer in
            try IdempotencyStore(database).isSettled(by: Identifier(stored: buyer), key: key)
        }
    }

    static func cancellation(of order: Identifier<Order>, noted: Instant) -> UnknownOutcome {
        UnknownOutcome("cancellation", noted: noted) { database, owner in
            try OrderStore(database).isCancelSettled(
                order, of: Identifier(stored: owner))
        }
    }

    static func rating(
        of order: Identifier<Order>, stars: Int, review: String, noted: Instant
    ) -> UnknownOutcome {
        UnknownOutcome("rating", noted: noted) { database, owner in
            try OrderStore(database).isRatingSettled(
                order, of: Identifier(stored: owner), stars: stars, review: review)
        }
    }

    /// Events are kept together, so the first tells of all.
    static func events(_ deliveries: [EventDelivery], noted: Instant) -> UnknownOutcome {
        let first = deliveries.first
        return UnknownOutcome("event", of: first?.platformID ?? "", noted: noted) { database, _ in
            guard let first else { return true }
            return try CompletionStore(database).isSettled(first, now: noted)
        }
    }

    /// - Parameter delivery: the first event as it comes from the platform that turns out to have
    ///   sent it.
    static func event(
        noted: Instant, _ delivery: @escaping @Sendable (_ platformID: String) -> EventDelivery?
    ) -> UnknownOutcome {
        UnknownOutcome("event", noted: noted) { database, platformID in
            guard let first = delivery(platformID) else { return true }
            return try CompletionStore(database).isSettled(first, now: noted)
        }
    }
}
