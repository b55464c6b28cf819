import Catalog
import HTTPServer

/// What operators and auditors look at.
struct StaffRoutes {
    let context: ServiceContext

    func add(to router: inout Router) {
        router.on("GET", "/v1/staff/webhook-events", .noBody, events)
    }

    /// The callbacks that fit no order, or contradict what is known: kept for people to look at.
    @Sendable private func events(_ request: HTTPRequest) throws -> Reply {
        let token = try BearerToken(of: request)
        let page = try PageParameters<KeptEvent>(request)
        let clock = context.clock
        return context.read(for: request) { database in
            _ = try token.staff(
                in: database, roles: [.operator, .auditor], now: clock.now())
            return try CompletionStore(database).eventsForPeople(
                before: page.cursor, limit: page.limit + 1)
        } answer: { rows in
            let (items, next) = page.cut(rows, id: \.id)
            return .json(KeptEventPage(items: items.map { KeptEventView($0) }, next_cursor: next))
        }
    }
}
