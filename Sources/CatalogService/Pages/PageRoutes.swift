import Catalog
import HTTPServer

/// The pages that need nobody to be signed in, and the language switch.
struct PageRoutes {
    static let formBytesMax = 16 << 10
    static let languageSeconds: Int64 = 365 * 24 * 3600

    static let form = RouteLimits(
        bodyBytesMax: formBytesMax, mediaTypes: ["application/x-www-form-urlencoded"])

    let context: ServiceContext

    func add(to router: inout Router) {
        PageAssets.add(to: &router)
        router.on("GET", PagePath.front.text, .noBody, front)
        router.on("GET", PagePath.courses.text, .noBody, courses)
    }

    /// Added last: it leads back to pages that are there.
    func addLanguage(to router: inout Router) {
        let pages = router
        router.on("POST", PagePath.language.text, Self.form) { setLanguage($0, pages) }
    }

    @Sendable private func front(_ request: HTTPRequest) throws -> Reply {
        let visitor = Visitor(of: request)
        let snapshot = context.catalogue.current
        return try context.everybodysPage(for: visitor, request, of: snapshot) {
            FrontPage(say: visitor.say, snapshot: snapshot).frame
        }
    }

    @Sendable private func courses(_ request: HTTPRequest) throws -> Reply {
        let visitor = Visitor(of: request)
        let snapshot = context.catalogue.current
        return try context.everybodysPage(for: visitor, request, of: snapshot) {
            let asked = request.query.filter { $0.name != "lang" && !$0.value.isEmpty }
            let query = try snapshot.query(asked, language: visitor.say.language)
            return ResultsPage(
                say: visitor.say, snapshot: snapshot, query: query,
                parameters: asked.filter { $0.name != "cursor" },
                isContinued: asked.contains { $0.name == "cursor" }
            ).frame
        }
    }

    /// The language stays for a year, and the visitor where they were.
    private func setLanguage(_ request: HTTPRequest, _ pages: Router) -> Reply {
        let form = try? FormBody(request.body)
        let language = form?["bahasa"].flatMap(LabelLanguage.init(rawValue:)) ?? .indonesian
        let path = form?["kembali"].flatMap { Self.page($0, of: pages) } ?? .front
        let cookie = PageResponse.cookie(
            Visitor.languageCookie, language.rawValue, seconds: Self.languageSeconds,
            behindTLS: context.configuration.publicURL.hasPrefix("https:"))
        return .now(PageResponse.redirect(to: path, headers: [cookie]))
    }

    /// The page of an address; of one that only takes forms, the page above it, where they stand.
    private static func page(_ text: String, of pages: Router) -> PagePath? {
        guard let path = PagePath(returning: text) else { return nil }
        var segments = text.prefix { $0 != "?" }.split(separator: "/")
        if pages.answers("GET", "/" + segments.joined(separator: "/")) { return path }
        while segments.popLast() != nil {
            let above = "/" + segments.joined(separator: "/")
            if pages.answers("GET", above) { return PagePath(returning: above) }
        }
        return nil
    }
}
