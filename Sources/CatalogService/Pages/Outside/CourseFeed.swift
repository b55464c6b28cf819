import Catalog
import PlatformAdapters

/// The newest courses as RSS 2.0.
struct CourseFeed {
    static let itemsMax = 50

    let say: Wording
    let snapshot: CatalogSnapshot
    let origin: String

    var rss: HTML {
        let items = snapshot.first(Self.itemsMax, by: .newest).map(item)
        let address = origin + PagePath.feed.text
        let site = origin + PagePath.courses.text
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>
            <title>\(say(
                "Kelas baru di Prakerja Belajar", "New courses at Prakerja Belajar"))</title>
            <link>\(site)</link>
            <description>\(say(
                "Kelas yang baru masuk katalog, dari delapan platform.",
                "Courses new in the catalogue, of eight platforms."))</description>
            <language>\(say.language.rawValue)</language>
            <atom:link href="\(address)" rel="self" type="application/rss+xml"/>
            \(items)</channel></rss>

            """
    }

    private func item(_ course: Course) -> HTML {
        let listing = course.listing
        let address = origin + PagePath.course(course.slug).text
        let words = PlainText.of(listing.description)
        let platform = say.label(snapshot.label(of: listing.platformID, in: .platform))
        let price = say.price(listing.price)
        let about = "\(platform) · \(price)" + (words.isEmpty ? "" : " — \(words)")
        let category = course.categoryID.map { id -> HTML in
            "<category>\(say.label(snapshot.label(of: id, in: .category)))</category>"
        }
        return """
            <item><title>\(listing.title)</title><link>\(address)</link>\
            <guid isPermaLink="false">\(course.id.value)</guid>\
            <pubDate>\(MailMessage.dateText(course.firstSeenAt))</pubDate>\(category)\
            <description>\(about)</description></item>

            """
    }
}
