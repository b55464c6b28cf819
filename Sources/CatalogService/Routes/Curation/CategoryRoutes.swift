import Catalog
import HTTPServer

/// The categories: their names, their order, and the platforms' words that lead to them.
struct CategoryRoutes {
    let context: ServiceContext

    func add(to router: inout Router) {
        let category = "/v1/curation/categories/{id}"
        router.on("GET", "/v1/curation/categories", .noBody, list)
        router.on("GET", category, .noBody, show)
        router.on("PUT", category, .json, put)
        router.on("DELETE", category, .noBody, remove)
    }

    private struct List: Encodable {
        let items: [CategoryView]
    }

    @Sendable private func list(_ request: HTTPRequest) throws -> Reply {
        try request.checkParameters(known: [])
        return try context.readForCurators(request) { database in
            let store = CategoryStore(database)
            return try store.all().map { ($0, try store.courseCount($0.id)) }
        } answer: { entries in
            .json(List(items: entries.map { CategoryView($0.0, courses: $0.1) }))
        }
    }

    @Sendable private func show(_ request: HTTPRequest) throws -> Reply {
        try request.checkParameters(known: [])
        let id = request.pathParameters["id"] ?? ""
        return try context.readForCurators(request) { database in
            let store = CategoryStore(database)
            return (try store.category(id), try store.courseCount(id))
        } answer: {
            .category($0, courses: $1)
        }
    }

    private struct Input: RequestBody {
        static let members: Set = ["name", "words", "position"]
        let name: Category.LocalName
        let words: [String]
        let position: Int?
    }

    /// Courses move to where the words now lead; what a curator overrode stays.
    @Sendable private func put(_ request: HTTPRequest) throws -> Reply {
        let token = try BearerToken(of: request)
        let input = try request.decoded(Input.self)
        let category = Category(
            id: request.pathParameters["id"] ?? "", name: input.name, words: input.words,
            position: input.position ?? 0)
        let (clock, state) = (context.clock, context.state)
        return context.write(for: request) { database in
            let now = clock.now()
            let staff = try token.staff(in: database, roles: VocabularyRoutes.writers, now: now)
            let store = CategoryStore(database)
            let known = try store.all().first { $0.id == category.id }
            try request.checkIfMatch(known.map(CategoryView.tag))
            _ = try VocabularyDesk(database, staff: staff).put(category, now: now)
            return try store.courseCount(category.id)
        } answer: { courses in
            state.news.signal()
            return .category(category, courses: courses)
        }
    }

    @Sendable private func remove(_ request: HTTPRequest) throws -> Reply {
        let token = try BearerToken(of: request)
        let id = request.pathParameters["id"] ?? ""
        let (clock, state) = (context.clock, context.state)
        return context.write(for: request) { database in
            let now = clock.now()
            let staff = try token.staff(in: database, roles: VocabularyRoutes.writers, now: now)
            try request.checkIfMatch(CategoryView.tag(of: try CategoryStore(database).category(id)))
            try VocabularyDesk(database, staff: staff).removeCategory(id, now: now)
        } answer: { _ in
            state.news.signal()
            return HTTPResponse(status: 204, headers: [("Cache-Control", "no-store")])
        }
    }
}

/// A category as curators see it.
struct CategoryView: Encodable {
    let id: String
    let name: Category.LocalName
    let words: [String]
    let position: Int
    /// In whatever state.
    let courses: Int

    init(_ category: Category, courses: Int) {
        id = category.id
        name = category.name
        words = category.words
        position = category.position
        self.courses = courses
    }

    static func tag(of category: Category) -> String {
        EntityTags.tag(of: [String(decoding: JSON.encode(category), as: UTF8.self)])
    }
}

extension HTTPResponse {
    fileprivate static func category(_ category: Category, courses: Int) -> HTTPResponse {
        .json(
            CategoryView(category, courses: courses),
            headers: [("ETag", CategoryView.tag(of: category))])
    }
}
