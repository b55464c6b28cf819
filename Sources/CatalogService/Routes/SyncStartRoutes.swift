import Catalog
import HTTPServer
import SQL

/// Starting a sync, as `catalogd sync` does.
struct SyncStartRoutes {
    /// Operators keep platforms running; what a feed holds is for the chief curator to judge.
    static let writers: Set<Staff.Role> = [.operator, .chiefCurator]

    let context: ServiceContext

    func add(to router: inout Router) {
        router.on("POST", "/v1/platforms/{id}/syncs", .json, start)
    }

    private struct Input: RequestBody {
        static let members: Set = ["full", "accept"]
        let full: Bool?
        let accept: Bool?
    }

    private struct Started: Encodable {
        let state = "accepted"
    }

    @Sendable private func start(_ request: HTTPRequest) throws -> Reply {
        let token = try BearerToken(of: request)
        let input = try request.decoded(Input.self)
        let platform = request.pathParameters["id"] ?? ""
        let options = CatalogueSync.Options(
            full: input.full ?? false, accept: input.accept ?? false)
        let context = context
        return context.write(for: request) { database in
            let staff = try token.staff(
                in: database, roles: Self.writers, now: context.clock.now())
            return try Self.note(platform, options, by: staff, in: database, context)
        } answer: { entry in
            context.syncDesk.start(entry, options: options)
            return .json(Started(), status: 202)
        }
    }

    /// Notes who starts it.
    /// - Returns: what is to be started once this is durable.
    /// - Throws: ``Refusal`` 404 for no enabled platform, 409 while its sync runs.
    static func note(
        _ platform: String, _ options: CatalogueSync.Options, by staff: Staff,
        in database: any Database, _ context: ServiceContext
    ) throws -> PlatformDirectory.Entry {
        guard let entry = context.platforms[platform], entry.configuration.enabled else {
            throw Refusal.notFound("enabled platform")
        }
        try context.syncDesk.check(platform)
        let words = [options.full ? "full" : nil, options.accept ? "accept" : nil]
        try StaffLogStore(database).note(
            by: staff.id, action: "sync.started", subject: platform,
            detail: words.compactMap { $0 }.joined(separator: ", "), now: context.clock.now())
        return entry
    }
}
