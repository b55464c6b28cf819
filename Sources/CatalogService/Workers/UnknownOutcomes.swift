import Catalog
import Synchronization

/// A purchase whose COMMIT has no answer.
final class UnknownOutcome: Sendable {
    let key: IdempotencyKey
    let noted: Instant
    private let participant = Mutex<Identifier<Participant>?>(nil)

    init(key: IdempotencyKey, noted: Instant) {
        self.key = key
        self.noted = noted
    }

    /// The buyer, as the command itself finds out.
    func setParticipant(_ id: Identifier<Participant>) { participant.withLock { $0 = id } }

    var buyer: Identifier<Participant>? { participant.withLock { $0 } }
}

/// What is not known, until the store says it.
final class UnknownOutcomes: Sendable {
    /// More are not kept; each is still found by who repeats it with its key.
    static let keptMax = 8_192

    private let outcomes = Mutex<[UnknownOutcome]>([])

    var count: Int { outcomes.withLock { $0.count } }

    func note(_ outcome: UnknownOutcome) {
        outcomes.withLock { if $0.count < Self.keptMax { $0.append(outcome) } }
    }

    func takeAll() -> [UnknownOutcome] {
        outcomes.withLock { outcomes in
            defer { outcomes = [] }
            return outcomes
        }
    }
}

/// Finds out by its key what became of each purchase that nobody could tell the outcome of, as
/// soon as the store answers again, and logs it. Nothing is repeated: that is the buyer's to do.
struct UnknownOutcomeWorker: Sendable {
    static let pauseMilliseconds = 250

    let context: ServiceContext

    func run() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: .milliseconds(Self.pauseMilliseconds))
            for outcome in context.unknown.takeAll() { await resolve(outcome) }
        }
    }

    private func resolve(_ outcome: UnknownOutcome) async {
        guard let buyer = outcome.buyer else { return }
        let key = outcome.key
        do {
            let isDone = try await context.commands.run { database in
                // A transaction that is still under way holds the card: this waits for its end.
                try database.run(
                    "UPDATE cards SET balance = balance WHERE participant_id = $1", buyer)
                return try IdempotencyStore(database).isKept(by: buyer, key: key)
            }
            context.log.warning(
                "outcome_resolved",
                [
                    "participant": buyer.value, "done": isDone ? "yes" : "no",
                    "after_milliseconds":
                        "\((context.clock.now() - outcome.noted).milliseconds)",
                ])
        } catch {
            context.unknown.note(outcome)
        }
    }
}
