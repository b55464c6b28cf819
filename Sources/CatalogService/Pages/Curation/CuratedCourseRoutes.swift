import Catalog
import HTTPServer
import SQL

/// The pages of one course for curators, and what their forms ask for.
struct CuratedCourseRoutes {
    let context: ServiceContext

    func add(to router: inout Router) {
        let course = "/staff/kurasi/kelas/{id}"
        router.on("GET", course, .noBody, show)
        router.on("GET", course + "/riwayat", .noBody, history)
        for deed in Deed.allCases {
            router.on("POST", course + "/" + deed.rawValue, PageRoutes.form) { request in
                try act(deed, request)
            }
        }
    }

    /// What a form of the page does.
    private enum Deed: String, CaseIterable, Sendable {
        case decide = "keputusan"
        case look = "lihat"
        case override = "ganti"
        case release = "lepas"
        case revert = "pulihkan"
        case confirm = "setujui"
        case refuse = "tolak"
    }

    // MARK: - Pages

    @Sendable private func show(_ request: HTTPRequest) throws -> Reply {
        let id = try request.identifier(Course.self, "course")
        return try page(of: id, request)
    }

    private func page(
        of id: Identifier<Course>, _ request: HTTPRequest,
        failed: CuratedCoursePage.Failed? = nil
    ) throws -> Reply {
        let now = context.clock.now()
        let names = context.platforms.names
        let done = request.value("selesai")
        return try context.staffPage(
            request, for: CurationRoutes.readers, status: failed?.refusal.status ?? 200
        ) { database, _ in
            try CuratedCourseContent(id, from: database, now: now)
        } show: { who, content in
            return CuratedCoursePage(
                who: who, content: content,
                platform: names[content.course.platformID] ?? content.course.platformID,
                failed: failed, done: done
            ).frame
        }
    }

    @Sendable private func history(_ request: HTTPRequest) throws -> Reply {
        let id = try request.identifier(Course.self, "course")
        let field = request.value("bidang").flatMap(CourseField.init)
        let cursor = request.value("cursor").flatMap { ChangeCursor($0) }
        let asked = Self.moment(request.value("pada") ?? "")
        let limit = CourseHistoryPage.limit
        return try context.staffPage(request, for: CurationRoutes.readers) { database, _ in
            let course = try CuratedCourseStore(database).known(id)
            let store = CourseHistoryStore(database)
            let changes = try store.changes(
                of: id, field: field, before: cursor, limit: limit + 1)
            // Before it came there was nothing to show.
            let moment = asked.map { max($0, course.firstSeenAt) }
            let past = try moment.flatMap { moment in
                try store.fields(of: id, asOf: moment).map { (moment: moment, fields: $0) }
            }
            let names = try CurationWords.names(of: changes.map(\.author), in: database)
            return (course, changes, past, names)
        } show: { who, content in
            let (course, changes, past, names) = content
            let shown = Array(changes.prefix(limit))
            let last = changes.count > shown.count ? shown.last : nil
            return CourseHistoryPage(
                who: who, course: course, field: field, changes: shown,
                next: last.map { "\(ChangeCursor(at: $0.at, field: $0.field))" }, past: past,
                names: names
            ).frame
        }
    }

    /// Milliseconds, or what a field for date and time sends: western time.
    private static func moment(_ text: String) -> Instant? {
        if let milliseconds = Int64(text) { return Instant(milliseconds: milliseconds) }
        let seconds = text.count == 16 ? ":00" : ""
        return Instant(text + seconds + "+07:00")
    }

    // MARK: - Deeds

    private func act(_ deed: Deed, _ request: HTTPRequest) throws -> Reply {
        let id = try request.identifier(Course.self, "course")
        let (clock, state) = (context.clock, context.state)
        return try context.staffAction(request, for: CurationRoutes.writers) {
            database, staff, form -> String in
            let author = CurationStore.Author(staff.id, now: clock.now())
            return try Self.carryOut(deed, on: id, form, by: author, in: database)
        } then: { done in
            state.news.signal()
            return PagePath.curated(id).with([("selesai", done)])
        } refused: { refusal, form in
            let name =
                switch deed {
                case .override: form["bidang"]
                case .decide: CuratedCoursePage.decisionForm
                case .refuse: "usulan-" + form["jenis"]
                default: ""
                }
            return try page(
                of: id, request,
                failed: .init(
                    refusal: refusal, form: name, reason: form["alasan"],
                    value: form[deed == .decide ? "aksi" : "nilai"]))
        }
    }

    /// - Returns: how it ended, for the address of the page that follows.
    private static func carryOut(
        _ deed: Deed, on id: Identifier<Course>, _ form: PageForm,
        by author: CurationStore.Author, in database: any Database
    ) throws -> String {
        let store = CurationStore(database)
        let course = try CuratedCourseStore(database).known(id, locks: true)
        guard form["versi"] == CuratedCourseOutput.tag(of: course) else {
            throw Refusal(
                status: 412, code: "precondition_failed",
                detail: "The course has changed since you opened it.", fix: "Look again.")
        }
        switch deed {
        case .decide:
            guard let action = CourseAction(rawValue: form["aksi"]) else {
                throw Refusal.notFound("action")
            }
            return word(
                try store.decide(
                    action, on: course, reason: CurationReason(form["alasan"]), by: author))
        case .look:
            try store.look(at: id, asOf: author.now, by: author)
            return "dilihat"
        case .override:
            let field = try OverrideRules.field(form["bidang"])
            return word(
                try store.override(
                    field, with: CourseFieldTable.value(form["nilai"], of: field), in: course,
                    reason: CurationReason(form["alasan"]), by: author))
        case .release:
            try store.release(try OverrideRules.field(form["bidang"]), of: id, by: author)
            return "dilepas"
        case .revert:
            guard let moment = Self.moment(form["saat"]) else { throw Refusal.notFound("moment") }
            return word(
                try store.revert(
                    try OverrideRules.field(form["bidang"]), of: course, to: moment,
                    reason: CurationReason(form["alasan"]), by: author))
        case .confirm:
            return word(try store.confirm(try proposal(form), by: author))
        case .refuse:
            try store.refuse(
                try proposal(form), reason: CurationReason(form["alasan"]), by: author)
            return "ditolak"
        }
    }

    private static func proposal(
        _ form: PageForm
    ) throws -> Identifier<CurationProposal> {
        guard let id = Identifier<CurationProposal>(form["usulan"]) else {
            throw Refusal.notFound("proposal")
        }
        return id
    }

    private static func word(_ outcome: CurationStore.Outcome) -> String {
        switch outcome {
        case .decided: "diputuskan"
        case .overridden: "diganti"
        case .proposed: "diusulkan"
        }
    }
}
