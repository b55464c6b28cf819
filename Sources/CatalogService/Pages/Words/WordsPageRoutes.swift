import Catalog
import HTTPServer
import SQL

/// The pages of skills and synonyms.
struct WordsPageRoutes {
    let context: ServiceContext

    func add(to router: inout Router) {
        for kind in WordGroup.Kind.allCases {
            let all = PagePath.words(kind).text
            router.on("GET", all, .noBody) { try list($0, kind) }
            router.on("POST", all, CategoryPageRoutes.form) { try add($0, kind) }
            router.on("GET", all + "/{id}", .noBody) { try show($0, kind) }
            router.on("POST", all + "/{id}", CategoryPageRoutes.form) { try change($0, kind) }
        }
    }

    private func list(
        _ request: HTTPRequest, _ kind: WordGroup.Kind, typed: String = "",
        errors: FormErrors = FormErrors()
    ) throws -> Reply {
        let page = try PageParameters<WordGroup>(request, besides: ["q", "lang", "selesai"])
        let query = String((request.value("q") ?? "").prefix(WordGroup.wordLengthMax))
        let isDone = errors.isEmpty && request.value("selesai") != nil
        return try context.staffPage(
            request, for: CurationRoutes.readers, status: errors.isEmpty ? 200 : 422
        ) { database, _ in
            try WordGroupStore(database).page(
                kind, containing: query, before: page.cursor, limit: page.limit + 1)
        } show: { who, rows in
            let (groups, next) = page.cut(rows, id: \.id)
            return WordsListPage(
                who: who, kind: kind, groups: groups, query: query, next: next, typed: typed,
                errors: errors, isDone: isDone
            ).frame
        }
    }

    private func show(
        _ request: HTTPRequest, _ kind: WordGroup.Kind, status: Int = 200,
        typed: String? = nil, errors: FormErrors = FormErrors()
    ) throws -> Reply {
        let id = try request.identifier(WordGroup.self, "entry")
        return try context.staffPage(
            request, for: CurationRoutes.readers, status: status
        ) { database, _ in
            try WordGroupStore(database).group(id, kind)
        } show: { who, group in
            WordsPage(who: who, group: group, typed: typed, errors: errors).frame
        }
    }

    private static func errors(_ refusal: Refusal, _ request: HTTPRequest) -> FormErrors {
        var errors = FormErrors()
        errors.add("kata", CurationWords(say: Visitor(of: request).say).refusal(refusal))
        return errors
    }

    private func add(_ request: HTTPRequest, _ kind: WordGroup.Kind) throws -> Reply {
        let (clock, state) = (context.clock, context.state)
        return try context.staffAction(request, for: VocabularyRoutes.writers) {
            database, staff, form in
            _ = try VocabularyDesk(database, staff: staff).add(
                WordLines.words(form["kata"]), as: kind, now: clock.now())
        } then: {
            state.news.signal()
            return PagePath.words(kind).with([("selesai", "ya")])
        } refused: { refusal, form in
            try list(
                request, kind, typed: form["kata"], errors: Self.errors(refusal, request))
        }
    }

    private func change(_ request: HTTPRequest, _ kind: WordGroup.Kind) throws -> Reply {
        let id = try request.identifier(WordGroup.self, "entry")
        let (clock, state) = (context.clock, context.state)
        return try context.staffAction(request, for: VocabularyRoutes.writers) {
            database, staff, form in
            let now = clock.now()
            let known = try WordGroupStore(database).group(id, kind)
            guard form["versi"] == WordGroupView.tag(of: known) else {
                throw Problem.changedMeanwhile
            }
            let desk = VocabularyDesk(database, staff: staff)
            if form["aksi"] == "hapus" {
                try desk.remove(id, kind, now: now)
            } else {
                _ = try desk.change(id, kind, to: WordLines.words(form["kata"]), now: now)
            }
        } then: {
            state.news.signal()
            return PagePath.words(kind).with([("selesai", "ya")])
        } refused: { refusal, form in
            try show(
                request, kind, status: refusal.status, typed: form["kata"],
                errors: Self.errors(refusal, request))
        }
    }
}
