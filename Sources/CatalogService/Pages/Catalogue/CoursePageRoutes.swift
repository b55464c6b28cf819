import Catalog
import HTTPServer
import SQL

/// The page of a course, and that of its reviews.
struct CoursePageRoutes {
    /// Reviews on the course's own page; all of them have a page of their own.
    static let firstReviewsMax = 3

    let context: ServiceContext

    func add(to router: inout Router) {
        let course = PagePath.courses.text + "/{id}"
        router.on("GET", course, .noBody, show)
        router.on("GET", course + "/ulasan", .noBody, reviews)
    }

    private func course(of request: HTTPRequest) throws(Refusal) -> Course {
        let key = request.pathParameters["id"] ?? ""
        guard let course = context.catalogue.current.course(idOrSlug: key) else {
            throw .notFound("course")
        }
        return course
    }

    /// Nothing is read from the store for a visitor whom it knows nothing about, of a course that
    /// nobody has rated.
    @Sendable private func show(_ request: HTTPRequest) throws -> Reply {
        let visitor = Visitor(of: request)
        let course = try course(of: request)
        let snapshot = context.catalogue.current
        let key = ReadyPages.key(of: request, visitor)
        if let key, let page = context.ready.page(key, of: snapshot) {
            return page.reply(to: request)
        }
        let page = CoursePage(
            visitor: visitor, snapshot: snapshot, course: course,
            regions: context.regions, origin: context.configuration.publicURL,
            now: context.clock.now())
        guard visitor.token != nil || course.ratingCount > 0 else {
            return try context.everybodysPage(for: visitor, request, of: snapshot) { page.frame }
        }
        let context = context
        return context.read(for: request) { database in
            let reviews = try OrderStore(database).reviews(
                of: course.id, limit: Self.firstReviewsMax)
            let offer = try visitor.token.flatMap { try quote(course, for: $0, in: database) }
            return (reviews: reviews.items, quote: offer)
        } answer: { found in
            var page = page
            page.quote = found.quote
            page.reviews = found.reviews
            if let key {
                _ = try? context.readyPage(page.frame, for: visitor, as: key, of: snapshot)
            }
            return PageResponse.page(page.frame, for: visitor, in: context)
        }
    }

    /// Nil for somebody whose session has ended, and for who is no participant: the page is
    /// everybody's.
    private func quote(
        _ course: Course, for token: BearerToken, in database: any Database
    ) throws -> PurchaseQuote? {
        let now = context.clock.now()
        do {
            let participant = try token.participant(in: database, now: now)
            return try context.orders(database).quote(
                .id(course.id), for: participant, now: now)
        } catch let problem as Problem where problem.status == 401 {
            return nil
        }
    }

    @Sendable private func reviews(_ request: HTTPRequest) throws -> Reply {
        let visitor = Visitor(of: request)
        let course = try course(of: request)
        let parameters = try MomentParameters(request, ignoring: ["lang"])
        let context = context
        return context.read(for: request) { database in
            try OrderStore(database).reviews(
                of: course.id, from: parameters.cursor, limit: parameters.limit)
        } answer: { found in
            let page = ReviewsPage(
                say: visitor.say, course: course, reviews: found.items, next: found.next)
            return PageResponse.page(page.frame, for: visitor, in: context)
        }
    }
}
