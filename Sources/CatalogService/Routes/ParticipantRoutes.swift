import Catalog
import HTTPServer

/// Who a participant is, and what is on the card.
struct ParticipantRoutes {
    let context: ServiceContext

    func add(to router: inout Router) {
        router.on("GET", "/v1/me", .noBody, me)
        router.on("GET", "/v1/me/card", .noBody, card)
    }

    private struct Me: Encodable {
        let id: Identifier<Participant>
        let name: String
        let email: String
        let phone: String?
        let regency: Regency?
    }

    private struct Regency: Encodable {
        let code: String
        let name: String?
    }

    @Sendable private func me(_ request: HTTPRequest) throws -> Reply {
        let token = try BearerToken(of: request)
        try request.checkParameters(known: [])
        let clock = context.clock
        let regions = context.regions
        return context.read(for: request) { database in
            let id = try token.participant(in: database, now: clock.now())
            guard let participant = try ParticipantStore(database).participant(id) else {
                throw Refusal.notFound("participant")
            }
            return participant
        } answer: { participant in
            .json(
                Me(
                    id: participant.id, name: participant.name, email: participant.email,
                    phone: participant.phone,
                    regency: participant.regency.map { Regency(code: $0, name: regions[$0]) }))
        }
    }

    private struct CardView: Encodable {
        let number: String
        let state: Card.State
        let balance: Money
        let scheme: SchemeView
        let accepted_at: Instant
        let buy_before: Instant
        let expires_on: Instant
        let entries: [CardEntry]
        let next_cursor: String?
    }

    private struct SchemeView: Encodable {
        let id: String
        let name: String
        let training_balance: Money?
    }

    @Sendable private func card(_ request: HTTPRequest) throws -> Reply {
        let token = try BearerToken(of: request)
        let page = try PageParameters<Transfer>(request)
        let clock = context.clock
        let state = context.state
        return context.read(for: request) { database in
            let id = try token.participant(in: database, now: clock.now())
            guard let card = try CardStore(database).card(of: id) else {
                throw Refusal.notFound("card")
            }
            let entries = try StatementStore(database).entries(
                of: id, before: page.cursor, limit: page.limit + 1)
            return (card, entries)
        } answer: { card, rows in
            let (entries, next) = page.cut(rows, id: \.id)
            let scheme = state.schemes[card.schemeID]
            return .json(
                CardView(
                    number: card.number.text, state: card.state, balance: card.balance,
                    scheme: SchemeView(
                        id: card.schemeID, name: scheme?.name ?? card.schemeID,
                        training_balance: scheme?.trainingBalance),
                    accepted_at: card.acceptedAt, buy_before: card.buyBefore,
                    expires_on: card.expiresAt, entries: entries, next_cursor: next))
        }
    }
}
