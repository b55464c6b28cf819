import Catalog

/// What a search or a choice of facets finds. All state is in the address: every facet value is a
/// link, so that each page can be kept, shared and gone back to.
struct ResultsPage {
    let say: Wording
    let snapshot: CatalogSnapshot
    let query: CatalogQuery
    /// The parameters that the page was asked for with, without the cursor.
    let parameters: [(name: String, value: String)]
    /// A page that follows another one.
    var isContinued = false

    var frame: PageFrame {
        let results = snapshot.results(query)
        return PageFrame(
            title: title,
            summary: say.plain(
                "Cari dan bandingkan kelas pelatihan dari delapan platform.",
                "Find and compare training courses of eight platforms."),
            canonical: isPlain ? .courses : nil, current: .courses, content: content(results))
    }

    /// Searches and choices are without number; only the catalogue itself is for search engines.
    private var isPlain: Bool { parameters.isEmpty && !isContinued }

    private var title: String {
        guard let text = query.text else { return say.plain("Semua kelas", "All courses") }
        return say.plain("Hasil untuk “\(text)”", "Results for “\(text)”")
    }

    private func content(_ results: CatalogResults) -> HTML {
        """
        <div class="results-head">
        \(SearchForm(say: say, text: query.text ?? "", kept: kept).markup)
        </div>
        <div class="results">
        \(FacetPanel(say: say, results: results, query: query, parameters: parameters).markup)
        <section class="found" aria-labelledby="judul">
        <h1 id="judul">\(title)</h1>
        \(correction(results))
        \(chosen(results))
        \(results.total == 0 ? nothing(results) : list(results))
        </section>
        </div>
        """
    }

    /// A new search keeps the facets, not the order of the old one.
    private var kept: [(name: String, value: String)] {
        parameters.filter { CatalogFacet(rawValue: $0.name) != nil }
    }

    private func correction(_ results: CatalogResults) -> HTML {
        guard let corrected = results.correctedQuery else { return "" }
        let typed = query.text ?? ""
        return """
            <p class="correction" role="status">\(say(
                "Menampilkan hasil untuk <strong>\(corrected)</strong>, bukan “\(typed)”.",
                "Showing results for <strong>\(corrected)</strong> instead of “\(typed)”."))</p>
            """
    }

    /// What is selected, each with a way to take it back.
    private func chosen(_ results: CatalogResults) -> HTML {
        let chips = results.facets.flatMap { facet, choices in
            choices.filter(\.isSelected).map { choice -> HTML in
                let path = FacetPanel.path(parameters, without: facet, choice.value)
                return """
                    <li><a class="chip" href="\(path)">\(say.label(choice.label))\
                    <span aria-hidden="true"> ×</span>\
                    <span class="hidden"> – \(say("hapus", "remove"))</span></a></li>
                    """
            }
        }
        guard !chips.isEmpty else { return "" }
        let all = PagePath.courses.with(query.text.map { [("q", $0)] } ?? [])
        return """
            <ul class="chips">\(chips)\
            <li><a class="chip plain" href="\(all)">\(say("Hapus semua", "Clear all"))</a></li></ul>
            """
    }

    private func list(_ results: CatalogResults) -> HTML {
        return """
            <div class="list-head">
            <p role="status">\(say.courses(results.total))</p>
            \(sorting)
            </div>
            \(CourseCard(say: say, snapshot: snapshot).list(results.courses))
            \(next(results))
            """
    }

    private var sorting: HTML {
        let options = Self.sorts.filter { $0.sort != .relevance || query.text != nil }
            .map { sort, indonesian, english -> HTML in
                let mark: HTML = sort == query.sort ? " selected" : ""
                let name = say.plain(indonesian, english)
                return "<option value=\"\(sort.rawValue)\"\(mark)>\(name)</option>"
            }
        let hidden = parameters.filter { $0.name != "sort" }.map { parameter -> HTML in
            "<input type=\"hidden\" name=\"\(parameter.name)\" value=\"\(parameter.value)\">"
        }
        return """
            <form class="sort" action="\(PagePath.courses)" method="get" data-auto>
            \(hidden)<label for="sort">\(say("Urutkan", "Sort by"))</label>
            <select id="sort" name="sort">\(options)</select>
            <button class="quiet">\(say("Terapkan", "Apply"))</button>
            </form>
            """
    }

    private static let sorts: [(sort: CatalogSort, indonesian: String, english: String)] = [
        (.relevance, "Paling cocok", "Best match"), (.newest, "Terbaru", "Newest"),
        (.price, "Harga terendah", "Price, low to high"),
        (.priceDescending, "Harga tertinggi", "Price, high to low"),
        (.rating, "Nilai tertinggi", "Best rated"),
        (.startsSoon, "Segera mulai", "Starting soon"), (.duration, "Tersingkat", "Shortest"),
    ]

    private func next(_ results: CatalogResults) -> HTML {
        guard let cursor = results.nextCursor else { return "" }
        let path = PagePath.courses.with(parameters + [("cursor", cursor)])
        return """
            <nav class="pager" aria-label="\(say("Halaman", "Pages"))">\
            <a class="button" rel="next" href="\(path)">\(say("Kelas berikutnya", "More courses"))\
            </a></nav>
            """
    }

    /// Says what to loosen: the choices that are made, then the words.
    private func nothing(_ results: CatalogResults) -> HTML {
        let loosened = results.facets.flatMap { facet, choices in
            choices.filter(\.isSelected).map { choice -> HTML in
                let path = FacetPanel.path(parameters, without: facet, choice.value)
                let label = say.label(choice.label)
                return
                    "<li><a href=\"\(path)\">" + say("Tanpa “\(label)”", "Without “\(label)”")
                    + "</a></li>"
            }
        }
        let hints: HTML =
            loosened.isEmpty
            ? "<p>\(say("Coba kata yang lebih umum, atau lihat ", "Try a wider word, or see "))"
                + "<a href=\"\(PagePath.courses)\">\(say("semua kelas", "all courses"))</a>.</p>"
            : "<ul>\(loosened)</ul>"
        return """
            <div class="empty">
            <h2>\(say("Tidak ada kelas yang cocok", "No course matches"))</h2>
            \(hints)
            </div>
            """
    }
}
