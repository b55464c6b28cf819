import Catalog
import HTTPServer

/// The names of skills, and the words that search takes for the same.
struct VocabularyRoutes {
    /// What is common to all instances is the chief's to change.
    static let writers: Set<Staff.Role> = [.chiefCurator]

    let context: ServiceContext

    func add(to router: inout Router) {
        for kind in WordGroup.Kind.allCases {
            let path = "/v1/curation/" + (kind == .skill ? "skills" : "synonyms")
            router.on("GET", path, .noBody) { try list($0, kind) }
            router.on("POST", path, .json) { try add($0, kind) }
            router.on("GET", path + "/{id}", .noBody) { try show($0, kind) }
            router.on("PUT", path + "/{id}", .json) { try change($0, kind) }
            router.on("DELETE", path + "/{id}", .noBody) { try remove($0, kind) }
        }
    }

    private struct Page: Encodable {
        let items: [WordGroupView]
        let next_cursor: String?
    }

    private func list(_ request: HTTPRequest, _ kind: WordGroup.Kind) throws -> Reply {
        let page = try PageParameters<WordGroup>(request, besides: ["q"])
        let text = request.value("q") ?? ""
        guard text.count <= WordGroup.wordLengthMax else {
            throw Problem.parameter("q", "is longer than \(WordGroup.wordLengthMax) characters")
        }
        return try context.readForCurators(request) { database in
            try WordGroupStore(database).page(
                kind, containing: text, before: page.cursor, limit: page.limit + 1)
        } answer: { rows in
            let (items, next) = page.cut(rows, id: \.id)
            return .json(Page(items: items.map(WordGroupView.init), next_cursor: next))
        }
    }

    private func show(_ request: HTTPRequest, _ kind: WordGroup.Kind) throws -> Reply {
        try request.checkParameters(known: [])
        let id = try request.identifier(WordGroup.self, "entry")
        return try context.readForCurators(request) { database in
            try WordGroupStore(database).group(id, kind)
        } answer: {
            .words($0)
        }
    }

    private struct SkillInput: RequestBody {
        static let members: Set = ["name", "aliases"]
        let name: String
        let aliases: [String]
    }

    private struct SynonymsInput: RequestBody {
        static let members: Set = ["words"]
        let words: [String]
    }

    private func words(
        of request: HTTPRequest, _ kind: WordGroup.Kind
    ) throws(JSONFault) -> [String] {
        switch kind {
        case .skill:
            let input = try request.decoded(SkillInput.self)
            return [input.name] + input.aliases
        case .synonyms: return try request.decoded(SynonymsInput.self).words
        }
    }

    private func add(_ request: HTTPRequest, _ kind: WordGroup.Kind) throws -> Reply {
        let token = try BearerToken(of: request)
        let words = try words(of: request, kind)
        let (clock, state) = (context.clock, context.state)
        return context.write(for: request) { database in
            let now = clock.now()
            let staff = try token.staff(in: database, roles: Self.writers, now: now)
            return try VocabularyDesk(database, staff: staff).add(words, as: kind, now: now)
        } answer: {
            state.news.signal()
            return .words($0, status: 201)
        }
    }

    private func change(_ request: HTTPRequest, _ kind: WordGroup.Kind) throws -> Reply {
        let token = try BearerToken(of: request)
        let id = try request.identifier(WordGroup.self, "entry")
        let words = try words(of: request, kind)
        let (clock, state) = (context.clock, context.state)
        return context.write(for: request) { database in
            let now = clock.now()
            let staff = try token.staff(in: database, roles: Self.writers, now: now)
            let known = try WordGroupStore(database).group(id, kind)
            try request.checkIfMatch(WordGroupView.tag(of: known))
            return try VocabularyDesk(database, staff: staff).change(
                id, kind, to: words, now: now)
        } answer: {
            state.news.signal()
            return .words($0)
        }
    }

    private func remove(_ request: HTTPRequest, _ kind: WordGroup.Kind) throws -> Reply {
        let token = try BearerToken(of: request)
        let id = try request.identifier(WordGroup.self, "entry")
        let (clock, state) = (context.clock, context.state)
        return context.write(for: request) { database in
            let now = clock.now()
            let staff = try token.staff(in: database, roles: Self.writers, now: now)
            let known = try WordGroupStore(database).group(id, kind)
            try request.checkIfMatch(WordGroupView.tag(of: known))
            try VocabularyDesk(database, staff: staff).remove(id, kind, now: now)
        } answer: { _ in
            state.news.signal()
            return HTTPResponse(status: 204, headers: [("Cache-Control", "no-store")])
        }
    }
}

/// A skill or a list of synonyms as the interface gives it.
struct WordGroupView: Encodable {
    private let group: WordGroup

    private enum CodingKeys: String, CodingKey {
        case id, name, aliases, words
    }

    init(_ group: WordGroup) {
        self.group = group
    }

    func encode(to encoder: any Encoder) throws {
        var members = encoder.container(keyedBy: CodingKeys.self)
        try members.encode(group.id, forKey: .id)
        switch group.kind {
        case .skill:
            try members.encode(group.words.first ?? "", forKey: .name)
            try members.encode(Array(group.words.dropFirst()), forKey: .aliases)
        case .synonyms: try members.encode(group.words, forKey: .words)
        }
    }

    static func tag(of group: WordGroup) -> String { EntityTags.tag(of: group.facts) }
}

extension HTTPResponse {
    fileprivate static func words(_ group: WordGroup, status: Int = 200) -> HTTPResponse {
        .json(
            WordGroupView(group), status: status,
            headers: [("ETag", WordGroupView.tag(of: group))])
    }
}
