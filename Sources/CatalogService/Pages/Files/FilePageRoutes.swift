import Catalog
import HTTPServer
import SQL

/// The pages of exports and imports.
struct FilePageRoutes {
    /// What is pasted; greater files go through the interface for programs.
    static let form = RouteLimits(
        bodyBytesMax: 2 << 20, mediaTypes: ["application/x-www-form-urlencoded"])
    private static let entriesOfPage = 50

    let context: ServiceContext

    func add(to router: inout Router) {
        let one = PagePath.files.text + "/{id}"
        router.on("GET", PagePath.files.text, .noBody) { try list($0) }
        router.on("POST", PagePath.files.text, Self.form, begin)
        router.on("GET", PagePath.exportFile.text, .noBody, export)
        router.on("GET", one, .noBody) { try show($0) }
        router.on("POST", one, PageRoutes.form, act)
        router.on("GET", one + "/kesalahan", .noBody, errors)
    }

    // MARK: - Pages

    private func list(
        _ request: HTTPRequest, typed: String = "", errors: FormErrors = FormErrors()
    ) throws -> Reply {
        let page = try PageParameters<CourseImport>(request, besides: ["lang"])
        let platforms = context.platforms.entries.map {
            (id: $0.configuration.id, name: $0.configuration.name)
        }
        return try context.staffPage(
            request, for: CurationRoutes.readers, status: errors.isEmpty ? 200 : 422
        ) { database, _ in
            try ImportStore(database).page(before: page.cursor, limit: page.limit + 1)
        } show: { who, rows in
            let (imports, next) = page.cut(rows, id: \.id)
            return FilesPage(
                who: who, imports: imports, next: next, platforms: platforms, typed: typed,
                errors: errors
            ).frame
        }
    }

    private func show(
        _ request: HTTPRequest, status: Int = 200, reason: String = "",
        errors: FormErrors = FormErrors()
    ) throws -> Reply {
        let id = try request.identifier(CourseImport.self, "import")
        let outcome = request.value("outcome").flatMap(ImportEntry.Outcome.init)
        let place = request.value("cursor").flatMap(ImportEntryView.place)
        let limit = Self.entriesOfPage
        return try context.staffPage(
            request, for: CurationRoutes.readers, status: status
        ) { database, _ in
            let store = ImportStore(database)
            return (
                try store.known(id),
                try store.entries(of: id, outcome: outcome, after: place, limit: limit + 1)
            )
        } show: { who, content in
            let entries = Array(content.1.prefix(limit))
            let next = content.1.count > limit ? entries.last.map(ImportEntryView.cursor) : nil
            return FilePage(
                who: who, imported: content.0, entries: entries, outcome: outcome, next: next,
                reason: reason, errors: errors
            ).frame
        }
    }

    // MARK: - Files

    @Sendable private func export(_ request: HTTPRequest) throws -> Reply {
        let state = request.value("state").flatMap(Course.State.init)
        let platform = request.value("platform").flatMap { $0.isEmpty ? nil : $0 }
        let cursor = request.value("cursor").flatMap { Identifier<Course>($0) }
        return try file(request, named: "kelas.csv") { database in
            try CourseExportStore(database).page(
                after: cursor, platform: platform, state: state
            ).csv
        }
    }

    @Sendable private func errors(_ request: HTTPRequest) throws -> Reply {
        let id = try request.identifier(CourseImport.self, "import")
        return try file(request, named: "kesalahan.csv") { database in
            try ImportStore(database).errors(of: id)
        }
    }

    private func file(
        _ request: HTTPRequest, named name: String,
        _ read: @escaping @Sendable (any Database) throws -> [UInt8]
    ) throws -> Reply {
        let token = try Visitor(of: request).signedIn()
        let clock = context.clock
        return context.read(for: request) { database in
            _ = try token.staff(in: database, roles: CurationRoutes.readers, now: clock.now())
            return try read(database)
        } answer: {
            .csv($0, named: name)
        }
    }

    // MARK: - Deeds

    private static func errors(
        _ field: String, _ refusal: Refusal, _ request: HTTPRequest
    ) -> FormErrors {
        var errors = FormErrors()
        errors.add(field, FlagWords(say: Visitor(of: request).say).refusal(refusal))
        return errors
    }

    /// The rows are counted before the writer is asked.
    @Sendable private func begin(_ request: HTTPRequest) throws -> Reply {
        let visitor = Visitor(of: request)
        let form = try PageForm(
            request, visitor: visitor, origin: context.configuration.publicURL)
        let body = Array(form["csv"].utf8)
        let rows: Int
        do {
            rows = try ImportRoutes.count(body)
        } catch {
            return try list(
                request, typed: form["csv"], errors: Self.errors("csv", error, request))
        }
        let clock = context.clock
        return try context.staffAction(request, for: CurationRoutes.writers) {
            database, staff, _ in
            try ImportDesk(database, staff: staff).begin(body, rows: rows, now: clock.now()).id
        } then: {
            PagePath.file($0)
        } refused: { refusal, form in
            try list(
                request, typed: form["csv"], errors: Self.errors("csv", refusal, request))
        }
    }

    @Sendable private func act(_ request: HTTPRequest) throws -> Reply {
        let id = try request.identifier(CourseImport.self, "import")
        let clock = context.clock
        return try context.staffAction(request, for: CurationRoutes.writers) {
            database, staff, form in
            let desk = ImportDesk(database, staff: staff)
            if form["aksi"] == "urungkan" {
                _ = try desk.undo(id, now: clock.now())
            } else {
                _ = try desk.apply(
                    id, because: try CurationReason(form["alasan"]), now: clock.now())
            }
        } then: {
            PagePath.file(id)
        } refused: { refusal, form in
            try show(
                request, status: refusal.status, reason: form["alasan"],
                errors: Self.errors("alasan", refusal, request))
        }
    }
}
