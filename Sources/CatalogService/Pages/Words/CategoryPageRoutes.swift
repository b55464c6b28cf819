import Catalog
import HTTPServer
import SQL

/// The pages of categories.
struct CategoryPageRoutes {
    static let form = RouteLimits(
        bodyBytesMax: 64 << 10, mediaTypes: ["application/x-www-form-urlencoded"])

    let context: ServiceContext

    func add(to router: inout Router) {
        let all = PagePath.categoryWords.text
        router.on("GET", all, .noBody) { try list($0) }
        router.on("POST", all, Self.form, add)
        router.on("GET", all + "/{id}", .noBody) { try show($0) }
        router.on("POST", all + "/{id}", Self.form, change)
    }

    private func list(_ request: HTTPRequest, form: CategoryForm? = nil) throws -> Reply {
        let isDone = form == nil && request.value("selesai") != nil
        return try context.staffPage(
            request, for: CurationRoutes.readers, status: form == nil ? 200 : 422
        ) { database, _ in
            let store = CategoryStore(database)
            return try store.all().map { (category: $0, courses: try store.courseCount($0.id)) }
        } show: { who, categories in
            CategoryListPage(
                who: who, categories: categories, form: form ?? CategoryForm(), isDone: isDone
            ).frame
        }
    }

    private func show(
        _ request: HTTPRequest, status: Int = 200, form: CategoryForm? = nil,
        refused: Refusal? = nil
    ) throws -> Reply {
        let id = request.pathParameters["id"] ?? ""
        return try context.staffPage(
            request, for: CurationRoutes.readers, status: status
        ) { database, _ in
            let store = CategoryStore(database)
            return (try store.category(id), try store.courseCount(id))
        } show: { who, content in
            CategoryPage(
                who: who, category: content.0, courses: content.1,
                form: form ?? CategoryForm(content.0), refused: refused
            ).frame
        }
    }

    private static func failed(
        _ form: PageForm, hasID: Bool, _ refusal: Refusal, _ say: Wording
    ) -> CategoryForm {
        var failed = CategoryForm(form, hasID: hasID)
        let member = refusal.detail.split(separator: "`").first.map(String.init) ?? ""
        let field =
            if member.hasSuffix(".name") {
                "nama"
            } else if member.hasSuffix(".position") {
                "urutan"
            } else if member.hasSuffix(".id"), !hasID {
                "id"
            } else {
                "kata"
            }
        failed.errors.add(field, CurationWords(say: say).refusal(refusal))
        return failed
    }

    @Sendable private func add(_ request: HTTPRequest) throws -> Reply {
        let (clock, state) = (context.clock, context.state)
        let say = Visitor(of: request).say
        return try context.staffAction(request, for: VocabularyRoutes.writers) {
            database, staff, form in
            let typed = CategoryForm(form, hasID: false)
            let id = typed.id ?? ""
            guard try CategoryStore(database).all().allSatisfy({ $0.id != id }) else {
                throw Refusal(
                    status: 422, code: "category_invalid", detail: "`\(id).id` is taken.",
                    fix: "Choose another id.")
            }
            _ = try VocabularyDesk(database, staff: staff).put(
                typed.category(id), now: clock.now())
        } then: {
            state.news.signal()
            return PagePath.categoryWords.with([("selesai", "ya")])
        } refused: { refusal, form in
            try list(request, form: Self.failed(form, hasID: false, refusal, say))
        }
    }

    @Sendable private func change(_ request: HTTPRequest) throws -> Reply {
        let id = request.pathParameters["id"] ?? ""
        let (clock, state) = (context.clock, context.state)
        let say = Visitor(of: request).say
        return try context.staffAction(request, for: VocabularyRoutes.writers) {
            database, staff, form in
            let known = try CategoryStore(database).category(id)
            guard form["versi"] == CategoryView.tag(of: known) else {
                throw Problem.changedMeanwhile
            }
            let desk = VocabularyDesk(database, staff: staff)
            if form["aksi"] == "hapus" {
                try desk.removeCategory(id, now: clock.now())
            } else {
                _ = try desk.put(
                    CategoryForm(form, hasID: true).category(id), now: clock.now())
            }
        } then: {
            state.news.signal()
            return PagePath.categoryWords.with([("selesai", "ya")])
        } refused: { refusal, form in
            guard form["aksi"] != "hapus" else {
                return try show(request, status: refusal.status, refused: refusal)
            }
            return try show(
                request, status: refusal.status,
                form: Self.failed(form, hasID: true, refusal, say))
        }
    }
}
