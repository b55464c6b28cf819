import Catalog
import HTTPServer
import SQL

/// What a course would mean for who asks, and what was said of it.
struct ReviewRoutes {
    let context: ServiceContext

    func add(to router: inout Router) {
        router.on("GET", "/v1/courses/{id}/quote", .noBody, quote)
        router.on("GET", "/v1/courses/{id}/reviews", .noBody, reviews)
    }

    @Sendable private func quote(_ request: HTTPRequest) throws -> Reply {
        let token = try BearerToken(of: request)
        try request.checkParameters(known: ["schedule_code"])
        let course = PurchaseCommand.CourseReference(request.pathParameters["id"] ?? "")
        let code = request.query.first { $0.name == "schedule_code" }?.value
        let context = context
        return context.read(for: request) { database in
            let now = context.clock.now()
            let participant = try token.participant(in: database, now: now)
            return try context.orders(database).quote(
                course, scheduleCode: code, for: participant, now: now)
        } answer: {
            .json(PurchaseQuoteView($0))
        }
    }

    private struct Page: Encodable {
        let items: [CourseReview]
        let next_cursor: String?
    }

    @Sendable private func reviews(_ request: HTTPRequest) throws -> Reply {
        let page = try MomentParameters(request)
        let key = request.pathParameters["id"] ?? ""
        guard let course = context.catalogue.current.course(idOrSlug: key) else {
            throw Refusal.notFound("course")
        }
        return context.read(for: request) { database in
            try OrderStore(database).reviews(of: course.id, from: page.cursor, limit: page.limit)
        } answer: { found in
            .json(Page(items: found.items, next_cursor: found.next?.text))
        }
    }
}

extension ServiceContext {
    /// The orders of a store, as the configuration sells them.
    func orders(_ database: any Database) -> OrderStore {
        OrderStore(database, schemes: state.schemes, selling: platforms.selling)
    }
}
