import Catalog
import HTTPServer

/// What machines of others read: the map of the site, what is not for them, and what is new.
struct OutsideRoutes {
    /// How long a cache may keep them, in seconds.
    static let cacheSeconds = 300

    let context: ServiceContext

    func add(to router: inout Router) {
        router.on("GET", PagePath.robots.text, .noBody) { request in
            answer(request, type: "text/plain; charset=utf-8") { _ in Array(robots.utf8) }
        }
        router.on("GET", PagePath.siteMap.text, .noBody) { request in
            answer(request, type: "application/xml; charset=utf-8") { snapshot in
                SiteMap(snapshot: snapshot, origin: origin).index.bytes
            }
        }
        router.on("GET", "/sitemap/{part}", .noBody, part)
        router.on("GET", PagePath.feed.text, .noBody) { request in
            let say = Visitor(of: request).say
            return answer(request, type: "application/rss+xml; charset=utf-8") { snapshot in
                CourseFeed(say: say, snapshot: snapshot, origin: origin).rss.bytes
            }
        }
    }

    private var origin: String { context.configuration.publicURL }

    @Sendable private func part(_ request: HTTPRequest) throws -> Reply {
        let name = request.pathParameters["part"] ?? ""
        let snapshot = context.catalogue.current
        let map = SiteMap(snapshot: snapshot, origin: origin)
        guard name.hasSuffix(".xml"), let number = Int(name.dropLast(4)),
            (1...map.partCount).contains(number)
        else { throw Refusal.notFound("part of the site map") }
        return answer(request, type: "application/xml; charset=utf-8") { _ in
            map.part(number).bytes
        }
    }

    private func answer(
        _ request: HTTPRequest, type: String, body: (CatalogSnapshot) -> [UInt8]
    ) -> Reply {
        let visitor = Visitor(of: request)
        let snapshot = context.catalogue.current
        let key = ReadyPages.key(of: request, visitor.signedOut)
        if let key, let page = context.ready.page(key, of: snapshot) {
            return page.reply(to: request)
        }
        let response = HTTPResponse(
            status: 200,
            headers: [
                ("Content-Type", type), ("Vary", "Accept-Encoding"),
                ("Cache-Control", "public, max-age=\(Self.cacheSeconds)"),
                ("X-Content-Type-Options", "nosniff"),
            ], body: body(snapshot))
        guard let key, let page = try? ReadyPage(response, coding: visitor.coding) else {
            return .now(response)
        }
        context.ready.keep(page, as: key, of: snapshot)
        return page.reply(to: request)
    }

    /// Searches and choices are without number: the site map names every course.
    private var robots: String {
        let choices = ["q", "sort", "cursor", "price_max"] + CatalogFacet.allCases.map(\.rawValue)
        let searches = choices.map { "Disallow: \(PagePath.courses.text)?\($0)=" }
        return """
            User-agent: *
            \(searches.joined(separator: "\n"))
            Disallow: /kelas/*/beli
            Disallow: /bahasa
            Disallow: /demo/
            Disallow: /insentif
            Disallow: /kartu
            Disallow: /keluar
            Disallow: /lupa-sandi
            Disallow: /masuk
            Disallow: /pesan
            Disallow: /sandi-baru
            Disallow: /sertifikat
            Disallow: /sesi
            Disallow: /staff
            Disallow: /v1/

            Sitemap: \(origin)\(PagePath.siteMap.text)

            """
    }
}
