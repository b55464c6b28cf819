import Catalog

/// Every page that is for search engines, as sitemaps.org describes it: an index, and parts.
struct SiteMap {
    /// The protocol admits 50,000 in one part, and 50 MB: with their languages so many take 4 MB.
    static let partURLsMax = 10_000

    let snapshot: CatalogSnapshot
    let origin: String

    var partCount: Int { max(1, (snapshot.courseCount + Self.partURLsMax - 1) / Self.partURLsMax) }

    var index: HTML {
        let parts = (1...partCount).map { number -> HTML in
            let address = "\(origin)/sitemap/\(number).xml"
            return "<sitemap><loc>\(address)</loc></sitemap>\n"
        }
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
            \(parts)</sitemapindex>

            """
    }

    /// - Parameter number: 1…``partCount``. Courses keep their part as others come after them.
    func part(_ number: Int) -> HTML {
        let first = (number - 1) * Self.partURLsMax
        let courses = snapshot.courses(from: first, count: Self.partURLsMax)
        var entries = courses.map { entry(.course($0.slug), changed: $0.changedAt) }
        if number == 1 { entries = [entry(.front), entry(.courses)] + entries }
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" \
            xmlns:xhtml="http://www.w3.org/1999/xhtml">
            \(entries)</urlset>

            """
    }

    private func entry(_ path: PagePath, changed: Instant? = nil) -> HTML {
        let address = origin + path.text
        let english = origin + path.with([("lang", "en")]).text
        let moment = changed.map { "<lastmod>\($0.description)</lastmod>" as HTML }
        return """
            <url><loc>\(address)</loc>\(moment)\
            <xhtml:link rel="alternate" hreflang="id" href="\(address)"/>\
            <xhtml:link rel="alternate" hreflang="en" href="\(english)"/></url>

            """
    }
}
