import Catalog
import HTTPServer

/// What curators decide about a course, and what became of it.
struct CurationRoutes {
    static let curators: Set<Staff.Role> = [.curator, .chiefCurator]

    let context: ServiceContext

    func add(to router: inout Router) {
        router.on("PUT", "/v1/courses/{id}/fixed-price", .json, fix)
        router.on("DELETE", "/v1/courses/{id}/fixed-price", .noBody, release)
        router.on("GET", "/v1/courses/{id}/changes", .noBody, changes)
    }

    private struct Input: RequestBody {
        static let members: Set = ["price"]
        let price: Int64
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
        let price = Money(rupiah: try request.decoded(Input.self).price)
        let clock = context.clock
        return context.write(for: request) { database in
            let now = clock.now()
            let staff = try token.staff(in: database, roles: Self.curators, now: now)
            return try FixedPriceStore(database).fix(
                id, at: price, by: staff.id.value, now: now)
        } answer: {
            .json(Output($0))
        }
    }

    /// The platform's price holds again, as its last sync brought it.
    @Sendable private func release(_ request: HTTPRequest) throws -> Reply {
        let token = try BearerToken(of: request)
        let id = try request.identifier(Course.self, "course")
        let clock = context.clock
        return context.write(for: request) { database in
            let now = clock.now()
            let staff = try token.staff(in: database, roles: Self.curators, now: now)
            let isReleased = try FixedPriceStore(database).release(
                id, by: staff.id.value, now: now)
            guard isReleased else { throw Refusal.notFound("fixed price") }
        } answer: { _ in
            HTTPResponse(status: 204, headers: [("Cache-Control", "no-store")])
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
