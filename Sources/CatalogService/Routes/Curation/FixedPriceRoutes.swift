import Catalog
import HTTPServer

/// A course's price as curators fix it, in one word: the override of one field.
struct FixedPriceRoutes {
    /// Stands where the caller gives no reason.
    static let reason = "A fixed price"

    let context: ServiceContext

    func add(to router: inout Router) {
        router.on("PUT", "/v1/courses/{id}/fixed-price", .json, fix)
        router.on("DELETE", "/v1/courses/{id}/fixed-price", .noBody, release)
        router.on("GET", "/v1/courses/{id}/changes", .noBody, changes)
    }

    private struct Input: RequestBody {
        static let members: Set = ["price", "reason"]
        let price: Int64
        let reason: String?
    }

    private struct Output: Encodable {
        let course_id: Identifier<Course>
        let price: Money
        let source_price: Money?
        let author: String
        let fixed_at: Instant

        init(_ fixed: FixedPrice) {
            course_id = fixed.courseID
            price = fixed.price
            source_price = fixed.sourcePrice
            author = fixed.author
            fixed_at = fixed.fixedAt
        }
    }

    @Sendable private func fix(_ request: HTTPRequest) throws -> Reply {
        let token = try BearerToken(of: request)
        let id = try request.identifier(Course.self, "course")
        let input = try request.decoded(Input.self)
        let reason = try CurationReason(input.reason ?? Self.reason)
        let (clock, state) = (context.clock, context.state)
        return context.write(for: request) { database -> CurationStore.Outcome in
            let now = clock.now()
            let staff = try token.staff(in: database, roles: CurationRoutes.writers, now: now)
            let course = try CuratedCourseStore(database).known(id, locks: true)
            if let known = course.override(of: .price), known.value == String(input.price) {
                return .overridden(known)
            }
            return try CurationStore(database).override(
                .price, with: .integer(input.price), in: course, reason: reason,
                by: .init(staff.id, now: now))
        } answer: { outcome in
            state.news.signal()
            if case .overridden(let override) = outcome, let fixed = FixedPrice(override) {
                return .json(Output(fixed))
            }
            return CurationAnswers.outcome(outcome)
        }
    }

    /// The platform's price holds again, as its last sync brought it.
    @Sendable private func release(_ request: HTTPRequest) throws -> Reply {
        let token = try BearerToken(of: request)
        let id = try request.identifier(Course.self, "course")
        let (clock, state) = (context.clock, context.state)
        return context.write(for: request) { database in
            let now = clock.now()
            let staff = try token.staff(in: database, roles: CurationRoutes.writers, now: now)
            try CurationStore(database).release(.price, of: id, by: .init(staff.id, now: now))
        } answer: { _ in
            state.news.signal()
            return HTTPResponse(status: 204, headers: [("Cache-Control", "no-store")])
        }
    }

    private struct Changes: Encodable {
        let items: [CourseChange]
    }

    @Sendable private func changes(_ request: HTTPRequest) throws -> Reply {
        let token = try BearerToken(of: request)
        try request.checkParameters(known: [])
        let id = try request.identifier(Course.self, "course")
        let clock = context.clock
        return context.read(for: request) { database in
            _ = try token.staff(in: database, roles: Staff.Role.employees, now: clock.now())
            guard try CourseStore(database).course(idOrSlug: id.value) != nil else {
                throw Refusal.notFound("course")
            }
            return try CourseHistoryStore(database).changes(of: id)
        } answer: {
            .json(Changes(items: $0))
        }
    }
}
