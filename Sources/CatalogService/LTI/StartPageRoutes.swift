import Catalog
import HTTPServer

/// The way from an order's page to its course. A link, not a form: browsers that were told where
/// our forms may lead would stop at the platform.
struct StartPageRoutes {
    let context: ServiceContext
    let desk: LaunchDesk

    func add(to router: inout Router) {
        router.on("GET", PagePath.orders.text + "/{id}/mulai", .noBody, start)
    }

    @Sendable private func start(_ request: HTTPRequest) throws -> Reply {
        let token = try Visitor(of: request).signedIn()
        let id = try request.identifier(Order.self, "order")
        let context = context
        let platforms = desk.platformIDs
        return context.write(for: request) { database in
            let now = context.clock.now()
            let participant = try token.participant(in: database, now: now)
            return try LaunchStore(database).begin(
                id, by: participant, launching: platforms, now: now)
        } answer: { [desk] start in
            guard let (url, _) = desk.address(of: start) else {
                return context.problem(Refusal.notFound("platform"), for: request)
            }
            return StartRoutes.redirect(to: url)
        }
    }
}
