import Catalog
import HTTPServer

/// What one curator proposes and another confirms.
struct ProposalRoutes {
    let context: ServiceContext

    func add(to router: inout Router) {
        router.on("GET", "/v1/curation/proposals", .noBody, list)
        router.on("GET", "/v1/curation/proposals/{id}", .noBody, show)
        router.on("POST", "/v1/curation/proposals/{id}/confirm", .noBody, confirm)
        router.on("POST", "/v1/curation/proposals/{id}/refuse", .json, refuse)
    }

    private struct Page: Encodable {
        let items: [ProposalOutput]
        let next_cursor: String?
    }

    @Sendable private func list(_ request: HTTPRequest) throws -> Reply {
        let page = try PageParameters<CurationProposal>(request, besides: ["state"])
        let state = try request.parameter("state", CurationProposal.State.init) ?? .open
        let now = context.clock.now()
        return try context.readForCurators(request) { database in
            try ProposalStore(database).page(
                state, liveAt: now, before: page.cursor, limit: page.limit + 1)
        } answer: { proposals in
            let (items, next) = page.cut(proposals, id: \.id)
            return .json(Page(items: items.map(ProposalOutput.init), next_cursor: next))
        }
    }

    @Sendable private func show(_ request: HTTPRequest) throws -> Reply {
        try request.checkParameters(known: [])
        let id = try request.identifier(CurationProposal.self, "proposal")
        return try context.readForCurators(request) { database in
            guard let proposal = try ProposalStore(database).proposal(id) else {
                throw Refusal.notFound("proposal")
            }
            return ProposalOutput(proposal)
        } answer: {
            .json($0)
        }
    }

    @Sendable private func confirm(_ request: HTTPRequest) throws -> Reply {
        let token = try BearerToken(of: request)
        let id = try request.identifier(CurationProposal.self, "proposal")
        let (clock, state) = (context.clock, context.state)
        return context.write(for: request) { database in
            let now = clock.now()
            let staff = try token.staff(in: database, roles: CurationRoutes.writers, now: now)
            return try CurationStore(database).confirm(id, by: .init(staff.id, now: now))
        } answer: {
            state.news.signal()
            return CurationAnswers.outcome($0)
        }
    }

    private struct Refusing: RequestBody {
        static let members: Set = ["reason"]
        let reason: String
    }

    @Sendable private func refuse(_ request: HTTPRequest) throws -> Reply {
        let token = try BearerToken(of: request)
        let id = try request.identifier(CurationProposal.self, "proposal")
        let reason = try CurationReason(try request.decoded(Refusing.self).reason)
        let clock = context.clock
        return context.write(for: request) { database in
            let now = clock.now()
            let staff = try token.staff(in: database, roles: CurationRoutes.writers, now: now)
            return try CurationStore(database).refuse(
                id, reason: reason, by: .init(staff.id, now: now))
        } answer: {
            .json(ProposalOutput($0))
        }
    }
}
