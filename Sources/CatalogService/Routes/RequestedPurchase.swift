import Catalog
import SQL

/// A purchase as it was requested: whose token it is turns out in its own transaction. A class,
/// because the queue, the writer and the answer all hold it.
final class RequestedPurchase: Sendable {
    let token: BearerToken
    let wish: PurchaseCommand.Wish
    let admission: Admission
    let unknown: UnknownOutcome

    init(
        token: BearerToken, wish: PurchaseCommand.Wish, admission: Admission,
        unknown: UnknownOutcome
    ) {
        self.token = token
        self.wish = wish
        self.admission = admission
        self.unknown = unknown
    }

    /// A purchase is one command: session, decision, money, seat, order, outbox and answer.
    static func group(
        _ context: ServiceContext
    ) -> CommandGroup<RequestedPurchase, StoredAnswer> {
        CommandGroup(
            alone: { try $0.carryOut(in: $1, context) },
            together: { try carryOut($0, in: $1, context) })
    }

    private func carryOut(
        in database: any Database, _ context: ServiceContext
    ) throws -> StoredAnswer {
        let now = context.clock.now()
        let participant = try token.participant(in: database, known: context.sessions, now: now)
        unknown.setOwner(participant)
        try admission.check(participant.value)
        let orders = Self.orders(in: database, context)
        do {
            return try orders.buy(PurchaseCommand(wish, by: participant), now: now)
        } catch let refusal as Refusal {
            throw problem(refusal)
        }
    }

    private static func carryOut(
        _ requested: [RequestedPurchase], in database: any Database, _ context: ServiceContext
    ) throws -> [Result<StoredAnswer, any Error>?] {
        let now = context.clock.now()
        let buyers = try SessionStore(database, known: context.sessions).participants(
            requested.map(\.token.hash), now: now)
        var results = [Result<StoredAnswer, any Error>?](repeating: nil, count: requested.count)
        var places: [Int] = []
        var commands: [PurchaseCommand] = []
        for (place, purchase) in requested.enumerated() {
            guard let buyer = buyers[place] else { continue }
            purchase.unknown.setOwner(buyer)
            do throws(Problem) {
                try purchase.admission.check(buyer.value)
            } catch {
                results[place] = .failure(error)
                continue
            }
            places.append(place)
            commands.append(PurchaseCommand(purchase.wish, by: buyer))
        }
        let bought = try orders(in: database, context).buyTogether(commands, now: now)
        for (place, result) in zip(places, bought) {
            results[place] = result?.mapError { error in
                (error as? Refusal).map(requested[place].problem) ?? error
            }
        }
        return results
    }

    private static func orders(in database: any Database, _ context: ServiceContext) -> OrderStore {
        OrderStore(database, schemes: context.state.schemes, selling: context.platforms.selling)
    }

    /// A refusal, with what is left of the buyer's limit.
    private func problem(_ refusal: Refusal) -> any Error {
        var problem = Problem(refusal)
        problem.headers += admission.fields
        return problem
    }
}
