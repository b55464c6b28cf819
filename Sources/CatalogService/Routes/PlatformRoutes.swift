import Catalog
import HTTPServer
import SQL

/// How the platforms are doing, for staff: health, and what each sync did.
struct PlatformRoutes {
    static let readers = Set(Staff.Role.allCases)

    let context: ServiceContext

    func add(to router: inout Router) {
        router.on("GET", "/v1/platforms/{id}/health", .noBody, health)
        router.on("GET", "/v1/platforms/{id}/syncs", .noBody, syncs)
        router.on("GET", "/v1/platforms/{id}/syncs/{n}", .noBody, sync)
    }

    /// The platform in the address; nil for one that nobody knows.
    private func entry(_ request: HTTPRequest) -> PlatformDirectory.Entry? {
        context.platforms[request.pathParameters["id"] ?? ""]
    }

    /// A partner learns of other platforms no more than of those that do not exist.
    private func check(
        _ token: BearerToken, _ entry: PlatformDirectory.Entry?, in database: any Database
    ) throws -> PlatformDirectory.Entry {
        let staff = try token.staff(in: database, roles: Self.readers, now: context.clock.now())
        guard let entry, staff.maySee(platform: entry.configuration.id) else {
            throw Refusal.notFound("platform")
        }
        return entry
    }

    @Sendable private func health(_ request: HTTPRequest) throws -> Reply {
        let token = try BearerToken(of: request)
        try request.checkParameters(known: [])
        let (context, entry) = (context, entry(request))
        return context.read(for: request) { database in
            let now = context.clock.now()
            let entry = try check(token, entry, in: database)
            return try PlatformHealth.Stored(
                database, platforms: [entry.configuration.id], now: now)
        } answer: { stored in
            .json(context.health(entry.map { [$0] } ?? [], stored).first)
        }
    }

    private struct Page: Encodable {
        let items: [SyncReport]
        let next_cursor: String?
    }

    @Sendable private func syncs(_ request: HTTPRequest) throws -> Reply {
        let token = try BearerToken(of: request)
        let (limit, before) = try Self.page(of: request)
        let entry = entry(request)
        return context.read(for: request) { database in
            let entry = try check(token, entry, in: database)
            return try SyncStore(database).recent(
                of: entry.configuration.id, before: before, limit: limit + 1)
        } answer: { reports in
            let items = Array(reports.prefix(limit))
            let next = reports.count > limit ? items.last.map { String($0.number) } : nil
            return .json(Page(items: items, next_cursor: next))
        }
    }

    private static func page(of request: HTTPRequest) throws -> (limit: Int, before: Int) {
        try request.checkParameters(known: ["limit", "cursor"])
        func value(_ name: String) -> String? { request.query.first { $0.name == name }?.value }
        let limit = try value("limit").map { text in
            guard let number = Int(text), (1...100).contains(number) else {
                throw Problem.parameter("limit", "is no whole number from 1 to 100")
            }
            return number
        }
        let before = try value("cursor").map { text in
            guard let number = Int(text), number > 0 else {
                throw Problem(
                    400, "invalid_cursor", "This cursor is not one of ours: begin without one.")
            }
            return number
        }
        return (limit ?? 20, before ?? Int.max)
    }

    @Sendable private func sync(_ request: HTTPRequest) throws -> Reply {
        let token = try BearerToken(of: request)
        try request.checkParameters(known: [])
        let key = request.pathParameters["n"] ?? ""
        let entry = entry(request)
        return context.read(for: request) { database in
            let entry = try check(token, entry, in: database)
            guard let report = try SyncStore(database).sync(key, of: entry.configuration.id)
            else { throw Refusal.notFound("sync") }
            return report
        } answer: {
            .json($0)
        }
    }
}
