import Catalog
import HTTPServer
import SQL

/// A course as curators see it, and what they decide about it.
struct CurationRoutes {
    static let writers: Set<Staff.Role> = [.curator, .chiefCurator]
    static let readers: Set<Staff.Role> = [.curator, .chiefCurator, .auditor]

    let context: ServiceContext

    func add(to router: inout Router) {
        let course = "/v1/curation/courses/{id}"
        router.on("GET", course, .noBody, show)
        router.on("GET", course + "/history", .noBody, history)
        router.on("GET", course + "/past", .noBody, past)
        router.on("POST", course + "/decisions", .json, decide)
        router.on("POST", course + "/look", .noBody, look)
        router.on("PUT", course + "/overrides/{field}", .json, override)
        router.on("DELETE", course + "/overrides/{field}", .noBody, release)
        router.on("POST", course + "/revert", .json, revert)
    }

    // MARK: - Reading

    @Sendable private func show(_ request: HTTPRequest) throws -> Reply {
        try request.checkParameters(known: [])
        let id = try request.identifier(Course.self, "course")
        return try reading(request) { database in
            let course = try CuratedCourseStore(database).known(id)
            return CuratedCourseOutput(
                course, decisions: try CurationStore(database).decisions(about: id),
                proposals: try ProposalStore(database).proposals(of: id))
        } answer: { output in
            .json(output, headers: [("ETag", output.tag)])
        }
    }

    private struct HistoryPage: Encodable {
        let items: [CourseChange]
        let next_cursor: String?
    }

    @Sendable private func history(_ request: HTTPRequest) throws -> Reply {
        let page = try PageParameters<Course>.limit(of: request, besides: ["field", "cursor"])
        let id = try request.identifier(Course.self, "course")
        let field = try request.parameter("field", CourseField.init)
        let cursor = try request.value("cursor").map { text in
            guard let cursor = ChangeCursor(text) else { throw Problem.foreignCursor }
            return cursor
        }
        return try reading(request) { database in
            _ = try CuratedCourseStore(database).known(id)
            return try CourseHistoryStore(database).changes(
                of: id, field: field, before: cursor, limit: page + 1)
        } answer: { changes in
            let items = Array(changes.prefix(page))
            let last = changes.count > page ? items.last : nil
            return .json(
                HistoryPage(
                    items: items,
                    next_cursor: last.map { "\(ChangeCursor(at: $0.at, field: $0.field))" }))
        }
    }

    private struct Past: Encodable {
        let as_of: Instant
        let fields: [String: JSONValue]
    }

    /// All fields at a past moment, in whatever state the course was.
    @Sendable private func past(_ request: HTTPRequest) throws -> Reply {
        try request.checkParameters(known: ["as_of"])
        let id = try request.identifier(Course.self, "course")
        let now = context.clock.now()
        guard let moment = request.value("as_of").flatMap({ Instant($0) }), moment <= now else {
            throw Problem.parameter("as_of", "is no past moment such as 2026-03-01T09:00:00Z")
        }
        return try reading(request) { database in
            let course = try CuratedCourseStore(database).known(id)
            guard moment >= course.firstSeenAt,
                let fields = try CourseHistoryStore(database).fields(of: id, asOf: moment)
            else { throw Refusal.notFound("course at that moment") }
            return fields
        } answer: { fields in
            let values = fields.map { ($0.key.rawValue, FieldValue.json($0.value, of: $0.key)) }
            return .json(Past(as_of: moment, fields: Dictionary(values) { $1 }))
        }
    }

    // MARK: - Deciding

    private struct Decision: RequestBody {
        static let members: Set = ["action", "reason"]
        let action: CourseAction
        let reason: String
    }

    @Sendable private func decide(_ request: HTTPRequest) throws -> Reply {
        let token = try BearerToken(of: request)
        let input = try request.decoded(Decision.self)
        let reason = try CurationReason(input.reason)
        return try changing(request, token) { store, course, author in
            try store.decide(input.action, on: course, reason: reason, by: author)
        }
    }

    /// Takes the course out of the queue until something about it changes.
    @Sendable private func look(_ request: HTTPRequest) throws -> Reply {
        let token = try BearerToken(of: request)
        let id = try request.identifier(Course.self, "course")
        let clock = context.clock
        return context.write(for: request) { database in
            let now = clock.now()
            let staff = try token.staff(in: database, roles: Self.writers, now: now)
            let courses = CuratedCourseStore(database)
            try request.checkIfMatch(CuratedCourseOutput.tag(of: try courses.known(id)))
            try CurationStore(database).look(at: id, asOf: now, by: .init(staff.id, now: now))
        } answer: { _ in
            HTTPResponse(status: 204, headers: [("Cache-Control", "no-store")])
        }
    }

    private struct Override: RequestBody {
        static let members: Set = ["value", "reason"]
        let value: JSONValue
        let reason: String
    }

    @Sendable private func override(_ request: HTTPRequest) throws -> Reply {
        let token = try BearerToken(of: request)
        let input = try request.decoded(Override.self)
        let reason = try CurationReason(input.reason)
        let field = try OverrideRules.field(request.pathParameters["field"] ?? "")
        return try changing(request, token) { store, course, author in
            try store.override(field, with: input.value, in: course, reason: reason, by: author)
        }
    }

    @Sendable private func release(_ request: HTTPRequest) throws -> Reply {
        let token = try BearerToken(of: request)
        let id = try request.identifier(Course.self, "course")
        let field = try OverrideRules.field(request.pathParameters["field"] ?? "")
        let (clock, state) = (context.clock, context.state)
        return context.write(for: request) { database in
            let now = clock.now()
            let staff = try token.staff(in: database, roles: Self.writers, now: now)
            let course = try CuratedCourseStore(database).known(id, locks: true)
            guard course.override(of: field) != nil else { throw Refusal.notFound("override") }
            try request.checkIfMatch(CuratedCourseOutput.tag(of: course))
            try CurationStore(database).release(field, of: id, by: .init(staff.id, now: now))
        } answer: { _ in
            state.news.signal()
            return HTTPResponse(status: 204, headers: [("Cache-Control", "no-store")])
        }
    }

    private struct Revert: RequestBody {
        static let members: Set = ["field", "at", "reason"]
        let field: String
        let at: Instant
        let reason: String
    }

    @Sendable private func revert(_ request: HTTPRequest) throws -> Reply {
        let token = try BearerToken(of: request)
        let input = try request.decoded(Revert.self)
        let reason = try CurationReason(input.reason)
        let field = try OverrideRules.field(input.field)
        return try changing(request, token) { store, course, author in
            try store.revert(field, of: course, to: input.at, reason: reason, by: author)
        }
    }

    // MARK: - Parts

    private func reading<Answer: Sendable>(
        _ request: HTTPRequest, _ body: @escaping @Sendable (any Database) throws -> Answer,
        answer: @escaping @Sendable (Answer) -> HTTPResponse
    ) throws -> Reply {
        try context.readForCurators(request, body, answer: answer)
    }

    /// Runs `body` on the course of the address as it was when it was read (If-Match).
    private func changing(
        _ request: HTTPRequest, _ token: BearerToken,
        _ body:
            @escaping @Sendable (CurationStore, CuratedCourse, CurationStore.Author) throws ->
            CurationStore.Outcome
    ) throws -> Reply {
        let id = try request.identifier(Course.self, "course")
        let (clock, state) = (context.clock, context.state)
        return context.write(for: request) { database in
            let now = clock.now()
            let staff = try token.staff(in: database, roles: Self.writers, now: now)
            let course = try CuratedCourseStore(database).known(id, locks: true)
            try request.checkIfMatch(CuratedCourseOutput.tag(of: course))
            return try body(CurationStore(database), course, .init(staff.id, now: now))
        } answer: {
            state.news.signal()
            return CurationAnswers.outcome($0)
        }
    }
}

extension ServiceContext {
    /// Answers curators and auditors from a reading connection.
    func readForCurators<Answer: Sendable>(
        _ request: HTTPRequest, _ body: @escaping @Sendable (any Database) throws -> Answer,
        answer: @escaping @Sendable (Answer) -> HTTPResponse
    ) throws -> Reply {
        let token = try BearerToken(of: request)
        let clock = clock
        return read(for: request) { database in
            _ = try token.staff(in: database, roles: CurationRoutes.readers, now: clock.now())
            return try body(database)
        } answer: {
            answer($0)
        }
    }
}
