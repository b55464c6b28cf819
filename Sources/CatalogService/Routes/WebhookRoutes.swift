import Catalog
import HTTPServer
import SQL

/// Callbacks of platforms: in the house shape, signed by Standard Webhooks, and in the forms of
/// those dialects that have their own.
struct WebhookRoutes {
    let context: ServiceContext
    /// The secrets of each platform that has one.
    private let secrets: [String: StandardWebhooks]
    private let desk = CallbackDesk()
    private let deliveries: CommandGroup<EventDelivery, EventReceipt>

    init(context: ServiceContext) {
        self.context = context
        var secrets: [String: StandardWebhooks] = [:]
        for entry in context.platforms.entries {
            guard let secret = entry.configuration.webhookSecret else { continue }
            secrets[entry.configuration.id] = StandardWebhooks(secrets: [secret])
        }
        self.secrets = secrets
        deliveries = CommandGroup(
            alone: { try Self.store($1, context).receive($0, now: context.clock.now()) },
            together: { deliveries, database in
                try Self.store(database, context)
                    .receiveTogether(deliveries, now: context.clock.now())
                    .map { receipt in receipt.map { .success($0) } }
            })
    }

    func add(to router: inout Router) {
        let limits = RouteLimits(
            bodyBytesMax: WebhookEvent.bodyBytesMax, mediaTypes: ["application/json"])
        router.on("POST", "/v1/webhooks/{platform}", limits, receive)
    }

    /// A 2xx means that the event is durable, whatever became of it. A 422 means that it is
    /// authentic and kept as evidence, but cannot be read. A platform may use both forms: the
    /// header fields of Standard Webhooks tell which.
    @Sendable private func receive(_ request: HTTPRequest) throws -> Reply {
        let platformID = request.pathParameters["platform"] ?? ""
        guard let entry = context.platforms[platformID] else { throw Refusal.notFound("platform") }
        let hasOwnForm = entry.platform.hasOwnCallbacks
        if let verifier = secrets[platformID],
            !hasOwnForm || request.header(StandardWebhooks.signatureHeader) != nil
        {
            let delivery = try verified(request, by: verifier, platformID: platformID)
            return context.write(
                for: request, inOrderOf: delivery.contended, delivery, in: deliveries,
                unknown: .events([delivery], noted: context.clock.now())
            ) { [context] receipt in
                Self.answer([delivery], [receipt], context, request)
            }
        }
        guard hasOwnForm else { throw Refusal.notFound("platform") }
        let callback = PlatformCallback(
            headers: request.headers.map { ($0.name.lowercased(), $0.value) },
            body: request.body, receivedAt: context.clock.now())
        return try desk.reply(to: request, context) { try await read(callback, entry, request) }
    }

    // MARK: - The house shape

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
            let problem = Problem.webhook(verdict)
            noteRefused(request, problem.detail, platformID)
            throw problem
        }
        return EventDelivery(
            webhook: id ?? "", timestamp: timestamp ?? "", signature: signature ?? "",
            body: request.body, platformID: platformID)
    }

    private func noteRefused(_ request: HTTPRequest, _ reason: String, _ platformID: String) {
        context.callbacks.noteRefused(
            .init(
                at: context.clock.now(), reason: reason,
                address: request.clientAddress(trusting: context.trustedProxies),
                bytes: request.body.count), of: platformID)
        context.metrics.count(
            "catalogd_webhooks_refused_total", labels: "platform=\"\(platformID)\"")
    }

    // MARK: - Forms of dialects

    private func read(
        _ callback: PlatformCallback, _ entry: PlatformDirectory.Entry, _ request: HTTPRequest
    ) async throws -> HTTPResponse {
        let platformID = entry.configuration.id
        let content: CallbackContent
        do throws(CallbackRefusal) {
            content = try await entry.platform.read(callback)
        } catch {
            if error.isTemporary {
                throw Problem(
                    503, "webhook_not_verifiable", error.detail, headers: [("Retry-After", "10")])
            }
            noteRefused(request, error.detail, platformID)
            throw Problem(401, "webhook_refused", error.detail)
        }
        switch content {
        case .hint(let reference): return try hint(reference, platformID, request)
        case .events(let deliveries):
            guard deliveries.count <= CallbackDesk.eventsMax else {
                throw Problem(
                    422, "invalid_body",
                    "Send at most \(CallbackDesk.eventsMax) events at a time.")
            }
            guard !deliveries.isEmpty else { return .json(Accepted(), status: 202) }
            let receipts = try await keep(deliveries)
            return Self.answer(deliveries, receipts, context, request)
        }
    }

    private struct Accepted: Encodable {
        let state = "accepted"
    }

    /// The answer is the same whether or not we know the enrolment. Whoever sends too many is told
    /// to wait: the order is asked about in its turn all the same.
    private func hint(
        _ reference: String, _ platformID: String, _ request: HTTPRequest
    ) throws -> HTTPResponse {
        let address = request.clientAddress(trusting: context.trustedProxies)
        let fields = try context.limits.hints.check(address)
        context.callbacks.noteHint(of: platformID)
        let outcome = context.hints.add(reference, of: platformID, now: context.clock.now())
        if outcome != .added {
            context.metrics.count(
                "catalogd_hints_total",
                labels: "platform=\"\(platformID)\",outcome=\"\(outcome.rawValue)\"")
        }
        return .json(Accepted(), status: 202, headers: fields)
    }

    // MARK: - Keeping

    private func keep(_ deliveries: [EventDelivery]) async throws -> [EventReceipt] {
        let contended = deliveries[0].contended
        do {
            return try await context.commands.run(inOrderOf: contended) {
                [context] database in
                try Self.take(deliveries, context, database)
            }
        } catch DatabaseError.outcomeUnknown(let words) {
            let outcome = UnknownOutcome.events(deliveries, noted: context.clock.now())
            context.unknown.note(outcome, inOrderOf: contended)
            throw DatabaseError.outcomeUnknown(words)
        }
    }

    @Sendable private static func take(
        _ deliveries: [EventDelivery], _ context: ServiceContext, _ database: any Database
    ) throws -> [EventReceipt] {
        let store = store(database, context)
        let now = context.clock.now()
        return try deliveries.map { try store.receive($0, now: now) }
    }

    private static func store(
        _ database: any Database, _ context: ServiceContext
    ) -> CompletionStore {
        CompletionStore(database, schemes: context.state.schemes)
    }

    private struct Output: Encodable {
        let id: Identifier<KeptEvent>
        let verdict: CompletionFinding.Verdict
        let finding: CompletionFinding
        let repeated: Bool

        init(_ receipt: EventReceipt) {
            id = receipt.id
            verdict = receipt.finding.verdict
            finding = receipt.finding
            repeated = receipt.isRepeat
        }
    }

    private static func answer(
        _ deliveries: [EventDelivery], _ receipts: [EventReceipt], _ context: ServiceContext,
        _ request: HTTPRequest
    ) -> HTTPResponse {
        var fault: JSONFault?
        for (delivery, receipt) in zip(deliveries, receipts) {
            let event = try? delivery.content.get()
            if !receipt.isRepeat {
                context.callbacks.noteReceived(
                    event, of: delivery.platformID, now: context.clock.now())
            }
            if event?.kind == .enrolmentCancelled { context.state.noteSeatsChanged() }
            if case .failure(let found) = delivery.content { fault = found }
        }
        // It is kept for people; sending it again would change nothing.
        if let fault { return context.problem(Problem.unreadable(fault), for: request) }
        if receipts.count == 1 { return .json(bytes: receipts[0].json) }
        return .json(["items": receipts.map(Output.init)])
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
