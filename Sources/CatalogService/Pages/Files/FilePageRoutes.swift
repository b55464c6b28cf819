import Catalog
import HTTPServer
import SQL

/// The pages of exports and imports.
struct FilePageRoutes {
    /// A whole file, and what stands around it in the form.
    static let form = RouteLimits(
        bodyBytesMax: CourseImport.bodyBytesMax + (64 << 10),
        mediaTypes: [MultipartForm.mediaType, "application/x-www-form-urlencoded"])
    private static let entriesOfPage = 50
    /// Of a file that is refused, so much is shown in the form to be corrected there.
    private static let shownBytesMax = 256 << 10

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
        let page = try PageParameters<CourseImport>(
            request, besides: ["lang", "platform", "state", "bagian"])
        let selection = request.value("bagian") == nil ? nil : Self.selection(request)
        let platforms = context.platforms.entries.map {
            (id: $0.configuration.id, name: $0.configuration.name)
        }
        return try context.staffPage(
            request, for: CurationRoutes.readers, status: errors.isEmpty ? 200 : 422
        ) { database, _ in
            (
                try ImportStore(database).page(before: page.cursor, limit: page.limit + 1),
                try selection.map {
                    try CourseExportStore(database).parts(platform: $0.platform, state: $0.state)
                }
            )
        } show: { who, content in
            let (imports, next) = page.cut(content.0, id: \.id)
            return FilesPage(
                who: who, imports: imports, next: next, platforms: platforms,
                selection: selection, parts: content.1 ?? [], typed: typed, errors: errors
            ).frame
        }
    }

    private static func selection(_ request: HTTPRequest) -> ExportSelection {
        ExportSelection(
            platform: request.value("platform").flatMap { $0.isEmpty ? nil : $0 },
            state: request.value("state").flatMap(Course.State.init))
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

    /// The selection where it fits in one file, or the part that was asked for; else the page that
    /// names its parts.
    @Sendable private func export(_ request: HTTPRequest) throws -> Reply {
        let selection = Self.selection(request)
        let part = request.value("bagian").flatMap(Int.init)
        let cursor = request.value("cursor").flatMap { Identifier<Course>($0) }
        return try file(request) { database -> HTTPResponse in
            let (csv, next) = try CourseExportStore(database).page(
                after: cursor, platform: selection.platform, state: selection.state)
            guard part != nil || next == nil else {
                return PageResponse.redirect(to: selection.page)
            }
            return .csv(csv, named: selection.fileName(part))
        }
    }

    @Sendable private func errors(_ request: HTTPRequest) throws -> Reply {
        let id = try request.identifier(CourseImport.self, "import")
        return try file(request) { database in
            .csv(try ImportStore(database).errors(of: id), named: "kesalahan.csv")
        }
    }

    private func file(
        _ request: HTTPRequest,
        _ read: @escaping @Sendable (any Database) throws -> HTTPResponse
    ) throws -> Reply {
        let token = try Visitor(of: request).signedIn()
        let clock = context.clock
        return context.read(for: request) { database in
            _ = try token.staff(in: database, roles: CurationRoutes.readers, now: clock.now())
            return try read(database)
        } answer: {
            $0
        }
    }

    // MARK: - Deeds

    private static func errors(
        _ field: String, _ refusal: Refusal, _ request: HTTPRequest
    ) -> FormErrors {
        var errors = FormErrors()
        errors.add(field, CurationWords(say: Visitor(of: request).say).refusal(refusal))
        return errors
    }

    /// The rows are counted before the writer is asked. A file counts before what is pasted.
    @Sendable private func begin(_ request: HTTPRequest) throws -> Reply {
        let form = try PageForm(
            request, visitor: Visitor(of: request), origin: context.configuration.publicURL)
        let file = form.file("berkas")
        let body = file ?? Array(form["csv"].utf8)
        let shown = file.flatMap {
            $0.count > Self.shownBytesMax ? nil : String(validating: $0, as: UTF8.self)
        }
        // The browser forgets which file was chosen; its text can be corrected in the form.
        let typed = shown ?? form["csv"]
        let field = file == nil || shown != nil ? "csv" : "berkas"
        let rows: Int
        do throws(Refusal) {
            guard body.count <= CourseImport.bodyBytesMax else { throw Self.tooLarge }
            rows = try ImportRoutes.count(body)
        } catch {
            return try list(request, typed: typed, errors: Self.errors(field, error, request))
        }
        let clock = context.clock
        return try context.staffAction(request, for: CurationRoutes.writers) {
            database, staff, _ in
            try ImportDesk(database, staff: staff).begin(body, rows: rows, now: clock.now()).id
        } then: {
            PagePath.file($0)
        } refused: { refusal, _ in
            try list(request, typed: typed, errors: Self.errors(field, refusal, request))
        }
    }

    private static var tooLarge: Refusal {
        Refusal(
            status: 413, code: "file_too_large",
            detail: "The file has more than \(CourseImport.bodyBytesMax) bytes.",
            fix: "Part it into several files, each with the head.")
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
