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
        let page = try ReviewParameters(request)
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

/// `limit` and `cursor` of a list of reviews.
struct ReviewParameters: Sendable {
    static let limitDefault = 20

    let limit: Int
    let cursor: ReviewCursor?

    /// - Parameter ignoring: parameters that are somebody else's to read.
    init(_ request: HTTPRequest, ignoring: Set<String> = []) throws(Problem) {
        try request.checkParameters(known: ignoring.union(["limit", "cursor"]))
        func value(_ name: String) -> String? { request.query.first { $0.name == name }?.value }
        limit =
            try value("limit").map { text throws(Problem) in
                guard let number = Int(text), (1...OrderStore.pageReviewsMax).contains(number)
                else {
                    throw .parameter(
                        "limit", "is no whole number from 1 to \(OrderStore.pageReviewsMax)")
                }
                return number
            } ?? Self.limitDefault
        cursor = try value("cursor").map { text throws(Problem) in
            guard let cursor = ReviewCursor(text) else {
                throw Problem(
                    400, "invalid_cursor", "This cursor is not one of ours: begin without one.")
            }
            return cursor
        }
    }
}

extension ServiceContext {
    /// The orders of a store, as the configuration sells them.
    func orders(_ database: any Database) -> OrderStore {
        OrderStore(database, schemes: state.schemes, selling: platforms.selling)
    }
}
