import Catalog
import HTTPServer
import SQL

/// Where LTI tools post scores: one line item an order (AGS 2.0, section 3.4).
struct ScoreRoutes {
    let context: ServiceContext
    let desk: LaunchDesk

    func add(to router: inout Router) {
        let limits = RouteLimits(
            bodyBytesMax: LineItemScore.bodyBytesMax, mediaTypes: [LineItemScore.mediaType])
        router.on("POST", "/lti/orders/{id}/lineitem/scores", limits, receive)
    }

    private struct Output: Encodable {
        let id: Identifier<KeptEvent>
        let verdict: CompletionFinding.Verdict
        let finding: CompletionFinding
        let repeated: Bool
    }

    /// A 2xx means that the score is durable, whatever became of it.
    @Sendable private func receive(_ request: HTTPRequest) throws -> Reply {
        let token = try BearerToken(of: request)
        let id = try request.identifier(Order.self, "line item")
        let score = try LineItemScore.parse(request.body)
        let event = score.event(of: id)
        let context = context
        let unknown = UnknownOutcome.event(noted: context.clock.now()) { platformID in
            EventDelivery(translating: event, from: request.body, platformID: platformID)
        }
        return context.write(for: request, inOrderOf: "~~ \(id)", unknown: unknown) { database in
            let now = context.clock.now()
            let platformID = try Self.platform(of: token, in: database, now: now)
            unknown.setOwner(platformID)
            guard let order = try OrderStore(database).order(id), order.platformID == platformID
            else { throw Refusal.notFound("line item") }
            guard score.userID == order.participantID.value else {
                throw Refusal(
                    status: 422, code: "score_refused",
                    detail: "userId is not the learner of this line item.",
                    fix: "Post the score to the line item of that learner's own launch.")
            }
            let delivery = EventDelivery(
                translating: event, from: request.body, platformID: platformID)
            let receipt = try CompletionStore(database, schemes: context.state.schemes).receive(
                delivery, now: now)
            return (platformID, receipt)
        } answer: { platformID, receipt in
            if !receipt.isRepeat {
                context.callbacks.noteReceived(event, of: platformID, now: context.clock.now())
            }
            return .json(
                Output(
                    id: receipt.id, verdict: receipt.finding.verdict, finding: receipt.finding,
                    repeated: receipt.isRepeat))
        }
    }

    private static func platform(
        of token: BearerToken, in database: any Database, now: Instant
    ) throws -> String {
        let store = PlatformTokenStore(database)
        if let platformID = try store.platform(
            of: token.text, scope: LineItemScore.scope, now: now)
        {
            return platformID
        }
        guard try store.platform(of: token.text, now: now) == nil else {
            throw Problem(
                403, "forbidden", "This is for tokens of the scope \(LineItemScore.scope).")
        }
        throw Problem.unauthorized
    }
}
