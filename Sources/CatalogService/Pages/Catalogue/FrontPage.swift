import Catalog

/// The first page: search first, then the categories, what is liked and what begins soon.
struct FrontPage {
    static let shelfCount = 4
    /// Categories before the rest is folded.
    static let categoriesShownMax = 12

    let say: Wording
    let snapshot: CatalogSnapshot

    var frame: PageFrame {
        PageFrame(
            title: say.plain("Cari kelas untuk kartumu", "Find courses for your card"),
            summary: say.plain(
                "Ratusan kelas dari delapan platform, dibayar dengan saldo kartu pelatihan.",
                "Hundreds of courses of eight platforms, paid from your training card."),
            canonical: .front, current: .front, content: content)
    }

    private var content: HTML {
        let count = say.count(snapshot.courseCount)
        let platforms = snapshot.counts(of: .platform).filter { $0.courses > 0 }.count
        return """
            <section class="hero">
            <h1>\(say("Belajar yang dipakai bekerja.", "Learn what work asks for."))</h1>
            <p class="lead">\(say(
                "\(count) kelas dari \(platforms) platform, satu saldo.",
                "\(count) courses of \(platforms) platforms, one balance."))</p>
            \(SearchForm(say: say).markup)
            </section>
            \(categories)
            \(shelf(say("Paling disukai", "Best rated"), sort: .rating))
            \(soon)
            \(shelf(say("Baru di katalog", "New in the catalogue"), sort: .newest))
            """
    }

    private var categories: HTML {
        let entries = snapshot.counts(of: .category).filter { $0.courses > 0 }
            .map { entry -> HTML in
                let path = PagePath.courses.with([("category", entry.value)])
                return """
                    <li><a class="category tone-\(CourseCard.tone(of: entry.value))" \
                    href="\(path)"><span>\(say.label(entry.label))</span>\
                    <small>\(say.courses(entry.courses))</small></a></li>
                    """
            }
        guard !entries.isEmpty else { return empty }
        let folded = entries.dropFirst(Self.categoriesShownMax)
        let rest: HTML =
            folded.isEmpty
            ? ""
            : """
            <details class="more"><summary>\(say(
                "\(folded.count) kategori lain", "\(folded.count) more categories"))</summary>
            <ul class="categories">\(Array(folded))</ul></details>
            """
        return """
            <section aria-labelledby="kategori">
            <h2 id="kategori">\(say("Kategori", "Categories"))</h2>
            <ul class="categories">\(Array(entries.prefix(Self.categoriesShownMax)))</ul>
            \(rest)
            </section>
            """
    }

    /// Just started: no platform has been fetched yet.
    private var empty: HTML {
        """
        <section class="empty"><h2>\(say("Katalog sedang diisi", "The catalogue is being filled"))\
        </h2><p>\(say(
            "Kelas dari platform akan tampil di sini sebentar lagi.",
            "The platforms' courses will be here in a moment."))</p></section>
        """
    }

    private func shelf(_ title: HTML, sort: CatalogSort) -> HTML {
        shelf(title, snapshot.first(Self.shelfCount, by: sort), sort: sort)
    }

    private var soon: HTML {
        let coming = snapshot.first(Self.shelfCount, by: .startsSoon).filter {
            snapshot.nextSchedule(of: $0) != nil
        }
        return shelf(say("Segera mulai", "Starting soon"), coming, sort: .startsSoon)
    }

    private func shelf(_ title: HTML, _ courses: [Course], sort: CatalogSort) -> HTML {
        guard !courses.isEmpty else { return "" }
        let all = PagePath.courses.with([("sort", sort.rawValue)])
        return """
            <section class="shelf">
            <div class="shelf-head"><h2>\(title)</h2>\
            <a href="\(all)">\(say("Lihat semua", "See all"))<span class="hidden">: \(title)</span>\
            </a></div>
            \(CourseCard(say: say, snapshot: snapshot).list(courses))
            </section>
            """
    }
}
