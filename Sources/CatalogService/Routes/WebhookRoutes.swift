import Catalog
import HTTPServer

/// Callbacks of platforms in the house shape, signed by Standard Webhooks.
struct WebhookRoutes {
    let context: ServiceContext
    /// The secrets of each platform that has one.
    private let secrets: [String: StandardWebhooks]

    init(context: ServiceContext) {
        self.context = context
        var secrets: [String: StandardWebhooks] = [:]
        for entry in context.platforms.entries {
            guard let secret = entry.configuration.webhookSecret else { continue }
            secrets[entry.configuration.id] = StandardWebhooks(secrets: [secret])
        }
        self.secrets = secrets
    }

    func add(to router: inout Router) {
        let limits = RouteLimits(
            bodyBytesMax: WebhookEvent.bodyBytesMax, mediaTypes: ["application/json"])
        router.on("POST", "/v1/webhooks/{platform}", limits, receive)
    }

    /// A 2xx means that the event is durable, whatever became of it. A 422 means that it is
    /// authentic and kept as evidence, but cannot be read.
    @Sendable private func receive(_ request: HTTPRequest) throws -> Reply {
        let platformID = request.pathParameters["platform"] ?? ""
        guard let verifier = secrets[platformID] else { throw Refusal.notFound("platform") }
        let delivery = try verified(request, by: verifier, platformID: platformID)
        let context = context
        let clock = context.clock
        let state = context.state
        return context.write(for: request) { database in
            try CompletionStore(database, schemes: state.schemes).receive(
                delivery, now: clock.now())
        } answer: { receipt in
            switch delivery.content {
            case .failure(let fault):
                // It is kept for people; sending it again would change nothing.
                return context.problem(Problem.unreadable(fault), for: request)
            case .success(let event):
                if event.kind == .enrolmentCancelled { state.noteSeatsChanged() }
            }
            return .json(bytes: receipt.json)
        }
    }

    private func verified(
        _ request: HTTPRequest, by verifier: StandardWebhooks, platformID: String
    ) throws -> EventDelivery {
        let id = request.header(StandardWebhooks.idHeader)
        let timestamp = request.header(StandardWebhooks.timestampHeader)
        let signature = request.header(StandardWebhooks.signatureHeader)
        let verdict = verifier.verify(
            id: id, timestamp: timestamp, signature: signature, body: request.body,
            now: context.clock.now())
        guard verdict == .accepted else {
            context.metrics.count(
                "catalogd_webhooks_refused_total", labels: "platform=\"\(platformID)\"")
            throw Problem.webhook(verdict)
        }
        return EventDelivery(
            webhook: id ?? "", timestamp: timestamp ?? "", signature: signature ?? "",
            body: request.body, platformID: platformID)
    }
}

extension Problem {
    /// 422 whatever is wrong: the request itself was in order.
    fileprivate static func unreadable(_ fault: JSONFault) -> Problem {
        let problem = Problem(fault as any Error)
        return Problem(422, problem.code, problem.detail, reasons: problem.reasons)
    }

    fileprivate static func webhook(_ verdict: StandardWebhooks.Verdict) -> Problem {
        let detail: String
        switch verdict {
        case .missingHeader(let name): detail = "The header \(name) is missing."
        case .badID: detail = "The header webhook-id is not printable ASCII of a sensible length."
        case .badTimestamp: detail = "The header webhook-timestamp is not in whole seconds."
        case .tooOld: detail = "The timestamp is more than 5 minutes in the past."
        case .tooNew: detail = "The timestamp is more than 5 minutes in the future."
        case .badSignature: detail = "No signature fits this platform's secret and these bytes."
        case .accepted: detail = ""
        }
        return Problem(401, "webhook_refused", detail)
    }
}
