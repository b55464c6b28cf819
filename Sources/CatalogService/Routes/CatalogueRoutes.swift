import Catalog
import HTTPServer

/// Reads of the catalogue: all of them from the snapshot, none from the database but the past.
struct CatalogueRoutes {
    /// How long a shared cache may keep a page before it asks again, in seconds.
    static let cacheSeconds = 10

    let context: ServiceContext
    private let hotPages = HotPages()

    init(context: ServiceContext) {
        self.context = context
    }

    func add(to router: inout Router) {
        router.on("GET", "/v1/courses", .noBody, courses)
        router.on("GET", "/v1/courses/{id}", .noBody, course)
        router.on("GET", "/v1/suggest", .noBody, suggest)
        router.on("GET", "/v1/platforms", .noBody, platforms)
        router.on("GET", "/v1/categories", .noBody, categories)
    }

    @Sendable private func courses(_ request: HTTPRequest) throws -> Reply {
        if PastRoutes.asksForPast(request) {
            return try PastRoutes(context: context).courses(request)
        }
        let snapshot = context.catalogue.current
        let hotKey = HotPages.key(of: request)
        if let hotKey, let page = hotPages.page(hotKey, of: snapshot) { return .prepared(page) }
        let query = try snapshot.query(request.query, language: request.language)
        let page = snapshot.page(query)
        var headers: [(name: String, value: String)] = []
        if let next = page.nextCursor {
            headers.append(("Link", "<\(nextLink(request, cursor: next))>; rel=\"next\""))
        }
        let response = request.answer(page.body, maxAge: Self.cacheSeconds, headers: headers)
        guard let hotKey, query.isHot else { return .now(response) }
        let prepared = try PreparedResponse(response)
        hotPages.keep(prepared, as: hotKey, of: snapshot)
        return .prepared(prepared)
    }

    @Sendable private func course(_ request: HTTPRequest) throws -> Reply {
        if PastRoutes.asksForPast(request) {
            return try PastRoutes(context: context).course(request)
        }
        let key = request.pathParameters["id"] ?? ""
        guard
            let body = context.catalogue.current.detail(
                idOrSlug: key, language: request.language)
        else { throw Refusal.notFound("course") }
        return .now(request.answer(body, maxAge: Self.cacheSeconds))
    }

    @Sendable private func suggest(_ request: HTTPRequest) throws -> Reply {
        try request.checkParameters(known: ["q"])
        let text = request.query.first { $0.name == "q" }?.value ?? ""
        guard text.count <= CatalogQuery.textCharactersMax else {
            throw Problem.parameter(
                "q", "is longer than \(CatalogQuery.textCharactersMax) characters")
        }
        let body = context.catalogue.current.suggest(text, language: request.language)
        return .now(request.answer(body, maxAge: Self.cacheSeconds))
    }

    private struct Item: Encodable {
        let id: String
        let name: String
        let courses: Int
    }

    @Sendable private func platforms(_ request: HTTPRequest) throws -> Reply {
        try counts(of: .platform, for: request)
    }

    @Sendable private func categories(_ request: HTTPRequest) throws -> Reply {
        try counts(of: .category, for: request)
    }

    private func counts(of facet: CatalogFacet, for request: HTTPRequest) throws -> Reply {
        try request.checkParameters(known: [])
        let items = context.catalogue.current.counts(of: facet).map { count in
            Item(
                id: count.value, name: count.label.text(in: request.language),
                courses: count.courses)
        }
        return .now(request.answer(EncodedBody(JSON.encode(["items": items]))))
    }

    /// The same question with the next page's cursor.
    private func nextLink(_ request: HTTPRequest, cursor: String) -> String {
        var link = context.configuration.publicURL + "/v1/courses?"
        for parameter in request.query where parameter.name != "cursor" {
            link += PercentEncoding.query(parameter.name)
            link += "="
            link += PercentEncoding.query(parameter.value)
            link += "&"
        }
        // Its alphabet needs no escapes.
        return link + "cursor=" + cursor
    }
}

extension HTTPRequest {
    /// The language that Accept-Language asks for; Indonesian where it asks for neither.
    var language: LabelLanguage { LabelLanguage(accepting: header("Accept-Language")) }

    /// A cacheable answer, or 304 where the client has these bytes (RFC 9110, 13.1.2).
    func answer(
        _ body: EncodedBody, maxAge: Int = 0, headers: [(name: String, value: String)] = []
    ) -> HTTPResponse {
        let common =
            [
                ("ETag", body.etag), ("Vary", "Accept-Language"),
                ("Cache-Control", maxAge > 0 ? "public, max-age=\(maxAge)" : "no-cache"),
            ] + headers
        if let known = header("If-None-Match"), EntityTags.list(known, matches: body.etag) {
            return HTTPResponse(status: 304, headers: common)
        }
        return HTTPResponse(
            status: 200,
            headers: [
                ("Content-Type", "application/json"), ("Content-Language", language.rawValue),
            ] + common, body: body.bytes)
    }

    /// - Throws: 400 for a parameter that the address does not have, or one that is repeated.
    func checkParameters(known: Set<String>) throws(Problem) {
        var seen: Set<String> = []
        for (name, _) in query {
            guard known.contains(name) else {
                throw .parameter(
                    name,
                    known.isEmpty
                        ? "is unknown; this address takes none"
                        : "is unknown; known are \(known.sorted().joined(separator: ", "))")
            }
            guard seen.insert(name).inserted else { throw .parameter(name, "is repeated") }
        }
    }
}

extension Problem {
    static func parameter(_ name: String, _ problem: String) -> Problem {
        let detail = "The parameter \"\(name)\" \(problem)."
        return Problem(
            400, "invalid_parameter", detail,
            reasons: [.init(code: name, detail: detail, fix: "Correct or leave out \(name).")])
    }
}
