import Catalog
import HTTPServer

/// Decisions about many courses: tried dry, carried out, taken back.
struct BulkRoutes {
    static let recentMax = 100

    let context: ServiceContext

    func add(to router: inout Router) {
        router.on("POST", "/v1/curation/bulk", .json, carryOut)
        router.on("POST", "/v1/curation/bulk/{id}/undo", .noBody, undo)
        router.on("GET", "/v1/curation/bulk", .noBody, recent)
        router.on("GET", "/v1/curation/bulk/{id}", .noBody, show)
    }

    private struct Input: RequestBody {
        static let members: Set = ["action", "course_ids", "reason", "dry_run", "as_of"]
        let action: BulkCommand.Action
        let course_ids: [String]
        let reason: String
        let dry_run: Bool?
        let as_of: Instant?

        var command: BulkCommand {
            get throws {
                let ids = try course_ids.prefix(BulkCommand.coursesMax + 1).map { text in
                    guard let id = Identifier<Course>(text) else {
                        throw Refusal(
                            status: 422, code: "course_id_malformed",
                            detail: "`course_ids` holds \(text.prefix(60)), no id of a course.",
                            fix: "Give ids such as the queue lists.")
                    }
                    return id
                }
                return try BulkCommand(
                    action: action, courses: ids, reason: CurationReason(reason), asOf: as_of)
            }
        }
    }

    private struct Output: Encodable {
        let dry_run: Bool
        let bulk_id: Identifier<Bulk>?
        let done: Int
        let proposed: Int
        let refused: Int
        let results: [Result]

        init(_ results: [BulkResult], bulk: Identifier<Bulk>?, isDry: Bool = false) {
            dry_run = isDry
            bulk_id = bulk
            done = results.count { $0.outcome == .done }
            proposed = results.count { $0.outcome == .proposed }
            refused = results.count { $0.outcome == .refused }
            self.results = results.map(Result.init)
        }
    }

    private struct Result: Encodable {
        let course_id: Identifier<Course>
        let title: String?
        let outcome: BulkResult.Outcome
        let from: Course.State?
        let to: Course.State?
        let code: String?
        let detail: String?
        let reasons: [Refusal.Reason]?

        init(_ result: BulkResult) {
            course_id = result.courseID
            title = result.title
            outcome = result.outcome
            from = result.from
            to = result.to
            code = result.refusal?.code
            detail = result.refusal?.detail
            reasons = result.refusal?.reasons
        }
    }

    @Sendable private func carryOut(_ request: HTTPRequest) throws -> Reply {
        let token = try BearerToken(of: request)
        let input = try request.decoded(Input.self)
        let command = try input.command
        let (clock, state) = (context.clock, context.state)
        if input.dry_run == true {
            return context.read(for: request) { database in
                let now = clock.now()
                let staff = try token.staff(in: database, roles: CurationRoutes.writers, now: now)
                return try BulkStore(database).plan(command, by: .init(staff.id, now: now))
            } answer: {
                .json(Output($0, bulk: nil, isDry: true))
            }
        }
        return context.write(for: request) { database in
            let now = clock.now()
            let staff = try token.staff(in: database, roles: CurationRoutes.writers, now: now)
            return try BulkStore(database).carryOut(command, by: .init(staff.id, now: now))
        } answer: { bulk, results in
            state.news.signal()
            return .json(Output(results, bulk: bulk?.id))
        }
    }

    // MARK: - What was done

    private struct Done: Encodable {
        let id: Identifier<Bulk>
        let action: BulkCommand.Action
        let reason: String
        let author: String
        let made_at: Instant
        let undone_at: Instant?
        let undone_by: String?
        let courses: [DoneCourse]?

        init(_ bulk: Bulk, courses: [BulkCourse]? = nil) {
            id = bulk.id
            action = bulk.action
            reason = bulk.reason
            author = bulk.author
            made_at = bulk.madeAt
            undone_at = bulk.undoneAt
            undone_by = bulk.undoneBy
            self.courses = courses?.map(DoneCourse.init)
        }
    }

    private struct DoneCourse: Encodable {
        let course_id: Identifier<Course>
        let title: String
        let from: Course.State
        let to: Course.State
        let proposed: Bool
        let state: Course.State

        init(_ course: BulkCourse) {
            course_id = course.id
            title = course.title
            from = course.from
            to = course.to
            proposed = course.isProposal
            state = course.state
        }
    }

    private struct Page: Encodable {
        let items: [Done]
    }

    /// Those that can still be undone.
    @Sendable private func recent(_ request: HTTPRequest) throws -> Reply {
        try request.checkParameters(known: [])
        let since = context.clock.now() - BulkRules.undoWindow
        return try context.readForCurators(request) { database in
            try BulkStore(database).recent(since: since, limit: Self.recentMax)
        } answer: { bulks in
            .json(Page(items: bulks.map { Done($0) }))
        }
    }

    @Sendable private func show(_ request: HTTPRequest) throws -> Reply {
        try request.checkParameters(known: [])
        let id = try request.identifier(Bulk.self, "bulk")
        return try context.readForCurators(request) { database in
            let store = BulkStore(database)
            guard let bulk = try store.bulk(id) else { throw Refusal.notFound("bulk") }
            return (bulk, try store.courses(of: id))
        } answer: {
            .json(Done($0, courses: $1))
        }
    }

    @Sendable private func undo(_ request: HTTPRequest) throws -> Reply {
        let token = try BearerToken(of: request)
        let id = try request.identifier(Bulk.self, "bulk")
        let (clock, state) = (context.clock, context.state)
        return context.write(for: request) { database in
            let now = clock.now()
            let staff = try token.staff(in: database, roles: CurationRoutes.writers, now: now)
            return try BulkStore(database).undo(id, by: .init(staff.id, now: now))
        } answer: {
            state.news.signal()
            return .json(Output($0, bulk: id))
        }
    }
}
