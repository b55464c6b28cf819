import Catalog
import HTTPServer

/// The catalogue as CSV, out and in.
struct ImportRoutes {
    static let csv = RouteLimits(
        bodyBytesMax: CourseImport.bodyBytesMax, mediaTypes: ["text/csv"])

    let context: ServiceContext

    func add(to router: inout Router) {
        let one = "/v1/curation/imports/{id}"
        router.on("GET", "/v1/curation/courses.csv", .noBody, export)
        router.on("GET", "/v1/curation/imports", .noBody, list)
        router.on("POST", "/v1/curation/imports", Self.csv, begin)
        router.on("GET", one, .noBody, show)
        router.on("GET", one + "/entries", .noBody, entries)
        router.on("GET", one + "/errors.csv", .noBody, errors)
        router.on("POST", one + "/apply", .json, apply)
        router.on("POST", one + "/undo", .noBody, undo)
    }

    // MARK: - Out

    /// At most ``CourseExportStore/pageMax`` courses; a Link leads on.
    @Sendable private func export(_ request: HTTPRequest) throws -> Reply {
        try request.checkParameters(known: ["platform", "state", "cursor"])
        let cursor = try request.value("cursor").map { text throws(Problem) in
            guard let id = Identifier<Course>(text) else { throw .foreignCursor }
            return id
        }
        let state = try request.parameter("state", Course.State.init)
        let platform = request.value("platform")
        let origin = context.configuration.publicURL
        return try context.readForCurators(request) { database in
            try CourseExportStore(database).page(after: cursor, platform: platform, state: state)
        } answer: { csv, next in
            var headers: [(name: String, value: String)] = []
            if let next {
                let kept = request.query.filter { $0.name != "cursor" } + [("cursor", next.value)]
                let query = kept.map {
                    PercentEncoding.query($0.name) + "=" + PercentEncoding.query($0.value)
                }.joined(separator: "&")
                headers.append(
                    ("Link", "<\(origin)/v1/curation/courses.csv?\(query)>; rel=\"next\""))
            }
            return .csv(csv, named: "kelas.csv", headers: headers)
        }
    }

    // MARK: - In

    @Sendable private func begin(_ request: HTTPRequest) throws -> Reply {
        let token = try BearerToken(of: request)
        try request.checkParameters(known: [])
        let rows = try Self.count(request.body)
        let clock = context.clock
        return context.write(for: request) { database in
            let now = clock.now()
            let staff = try token.staff(in: database, roles: CurationRoutes.writers, now: now)
            return try ImportDesk(database, staff: staff).begin(request.body, rows: rows, now: now)
        } answer: {
            .json(ImportView($0), status: 202)
        }
    }

    /// - Throws: 422 `file_unreadable` where the file as a whole cannot be taken.
    static func count(_ body: [UInt8]) throws(Refusal) -> Int {
        do throws(ImportFile.Fault) {
            return try ImportFile.count(body)
        } catch {
            throw Refusal(
                status: 422, code: "file_unreadable", detail: error.detail,
                fix: "Correct the file, for example after an export.")
        }
    }

    private struct ReasonInput: RequestBody {
        static let members: Set = ["reason"]
        let reason: String
    }

    @Sendable private func apply(_ request: HTTPRequest) throws -> Reply {
        let token = try BearerToken(of: request)
        let id = try request.identifier(CourseImport.self, "import")
        let reason = try CurationReason(try request.decoded(ReasonInput.self).reason)
        let clock = context.clock
        return context.write(for: request) { database in
            let now = clock.now()
            let staff = try token.staff(in: database, roles: CurationRoutes.writers, now: now)
            return try ImportDesk(database, staff: staff).apply(id, because: reason, now: now)
        } answer: {
            .json(ImportView($0), status: 202)
        }
    }

    @Sendable private func undo(_ request: HTTPRequest) throws -> Reply {
        let token = try BearerToken(of: request)
        let id = try request.identifier(CourseImport.self, "import")
        let clock = context.clock
        return context.write(for: request) { database in
            let now = clock.now()
            let staff = try token.staff(in: database, roles: CurationRoutes.writers, now: now)
            return try ImportDesk(database, staff: staff).undo(id, now: now)
        } answer: {
            .json(ImportView($0), status: 202)
        }
    }

    // MARK: - Reading

    private struct Page<Item: Encodable>: Encodable {
        let items: [Item]
        let next_cursor: String?
    }

    @Sendable private func list(_ request: HTTPRequest) throws -> Reply {
        let page = try PageParameters<CourseImport>(request)
        return try context.readForCurators(request) { database in
            try ImportStore(database).page(before: page.cursor, limit: page.limit + 1)
        } answer: { rows in
            let (items, next) = page.cut(rows, id: \.id)
            return .json(Page(items: items.map(ImportView.init), next_cursor: next))
        }
    }

    @Sendable private func show(_ request: HTTPRequest) throws -> Reply {
        try request.checkParameters(known: [])
        let id = try request.identifier(CourseImport.self, "import")
        return try context.readForCurators(request) { database in
            try ImportStore(database).known(id)
        } answer: {
            .json(ImportView($0))
        }
    }

    @Sendable private func entries(_ request: HTTPRequest) throws -> Reply {
        let limit = try PageParameters<CourseImport>.limit(
            of: request, besides: ["outcome", "cursor"])
        let id = try request.identifier(CourseImport.self, "import")
        let outcome = try request.parameter("outcome", ImportEntry.Outcome.init)
        let place = try request.value("cursor").map { text throws(Problem) in
            guard let place = ImportEntryView.place(text) else { throw .foreignCursor }
            return place
        }
        return try context.readForCurators(request) { database in
            let store = ImportStore(database)
            _ = try store.known(id)
            return try store.entries(of: id, outcome: outcome, after: place, limit: limit + 1)
        } answer: { rows in
            let items = Array(rows.prefix(limit))
            let next = rows.count > limit ? items.last.map(ImportEntryView.cursor) : nil
            return .json(Page(items: items.map(ImportEntryView.init), next_cursor: next))
        }
    }

    /// The rows that were refused, as a file to correct.
    @Sendable private func errors(_ request: HTTPRequest) throws -> Reply {
        try request.checkParameters(known: [])
        let id = try request.identifier(CourseImport.self, "import")
        return try context.readForCurators(request) { database in
            try ImportStore(database).errors(of: id)
        } answer: {
            .csv($0, named: "kesalahan.csv")
        }
    }
}

extension HTTPResponse {
    /// A file to keep.
    static func csv(
        _ bytes: [UInt8], named name: String, headers: [(name: String, value: String)] = []
    ) -> HTTPResponse {
        HTTPResponse(
            status: 200,
            headers: [
                ("Content-Type", "text/csv; charset=utf-8"), ("Cache-Control", "no-store"),
                ("Content-Disposition", "attachment; filename=\"\(name)\""),
                ("X-Content-Type-Options", "nosniff"),
            ] + headers, body: bytes)
    }
}
