import Catalog
import HTTPServer
import SQL

/// What each platform told us, what became of it, and trying again.
struct PlatformEventRoutes {
    static let readers: Set<Staff.Role> = [.operator, .auditor, .partner]
    /// Who sees a body as it came: it may hold what is about a person.
    static let bodyReaders: Set<Staff.Role> = [.operator, .auditor]
    static let writers: Set<Staff.Role> = [.operator]

    let context: ServiceContext

    func add(to router: inout Router) {
        router.on("GET", "/v1/platforms/{id}/events", .noBody, list)
        router.on("GET", "/v1/platforms/{id}/events/{event}", .noBody, read)
        router.on("POST", "/v1/platforms/{id}/events/{event}/judgement", .noBody, judge)
        router.on("GET", "/v1/platforms/{id}/refusals", .noBody, refusals)
    }

    /// - Throws: 404 where there is no such platform, or it is not this person's to see.
    static func check(_ platform: String, _ staff: Staff, _ context: ServiceContext) throws {
        guard context.platforms[platform] != nil, staff.maySee(platform: platform) else {
            throw Refusal.notFound("platform")
        }
    }

    static func eventID(_ request: HTTPRequest) throws(Refusal) -> Identifier<KeptEvent> {
        guard let id = Identifier<KeptEvent>(request.pathParameters["event"] ?? "") else {
            throw .notFound("event")
        }
        return id
    }

    @Sendable private func list(_ request: HTTPRequest) throws -> Reply {
        let token = try BearerToken(of: request)
        let page = try PageParameters<KeptEvent>(request, besides: ["verdict"])
        let verdict: CompletionFinding.Verdict? = try request.choice("verdict")
        let platform = request.pathParameters["id"] ?? ""
        let context = context
        return context.read(for: request) { database in
            let staff = try token.staff(
                in: database, roles: Self.readers, now: context.clock.now())
            try Self.check(platform, staff, context)
            return try CompletionStore(database).log(
                of: platform, verdict: verdict, before: page.cursor, limit: page.limit)
        } answer: { found in
            .json(
                KeptEventPage(
                    items: found.events.map { KeptEventView($0) },
                    next_cursor: found.next?.value))
        }
    }

    @Sendable private func read(_ request: HTTPRequest) throws -> Reply {
        let token = try BearerToken(of: request)
        try request.checkParameters(known: [])
        let platform = request.pathParameters["id"] ?? ""
        let id = try Self.eventID(request)
        let context = context
        return context.read(for: request) { database in
            let staff = try token.staff(
                in: database, roles: Self.readers, now: context.clock.now())
            try Self.check(platform, staff, context)
            guard let evidence = try CompletionStore(database).evidence(id, of: platform) else {
                throw Refusal.notFound("event")
            }
            return (evidence, Self.bodyReaders.contains(staff.role))
        } answer: { evidence, seesBody in
            .json(KeptEventView(evidence.event, evidence: seesBody ? evidence : nil))
        }
    }

    private struct Judgement: Encodable {
        let verdict: CompletionFinding.Verdict
        let finding: CompletionFinding
    }

    @Sendable private func judge(_ request: HTTPRequest) throws -> Reply {
        let token = try BearerToken(of: request)
        let platform = request.pathParameters["id"] ?? ""
        let id = try Self.eventID(request)
        let context = context
        return context.write(for: request) { database in
            let staff = try token.staff(
                in: database, roles: Self.writers, now: context.clock.now())
            return try Self.judge(id, of: platform, by: staff, in: database, context)
        } answer: { finding in
            context.state.noteSeatsChanged()
            return .json(Judgement(verdict: finding.verdict, finding: finding))
        }
    }

    /// Judges an event again, with its entry in the log.
    static func judge(
        _ id: Identifier<KeptEvent>, of platform: String, by staff: Staff,
        in database: any Database, _ context: ServiceContext
    ) throws -> CompletionFinding {
        let now = context.clock.now()
        let finding = try CompletionStore(database, schemes: context.state.schemes)
            .judgeAgain(id, of: platform, now: now)
        try StaffLogStore(database).note(
            by: staff.id, action: "event.judged", subject: id.value,
            detail: "\(platform): \(finding.rawValue)", now: now)
        return finding
    }

    private struct Refusals: Encodable {
        let items: [CallbackVitals.Refused]
    }

    @Sendable private func refusals(_ request: HTTPRequest) throws -> Reply {
        let token = try BearerToken(of: request)
        try request.checkParameters(known: [])
        let platform = request.pathParameters["id"] ?? ""
        let context = context
        return context.read(for: request) { database in
            let staff = try token.staff(
                in: database, roles: Self.readers, now: context.clock.now())
            try Self.check(platform, staff, context)
        } answer: { _ in
            .json(Refusals(items: context.callbacks.refusals(of: platform)))
        }
    }
}
