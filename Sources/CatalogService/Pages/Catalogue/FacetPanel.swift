import Catalog

/// The facets beside the results. Every value is a link that adds or removes it; on small screens
/// the panel is folded away without script.
struct FacetPanel {
    /// Values shown before the rest is folded.
    static let shownMax = 8

    let say: Wording
    let results: CatalogResults
    let query: CatalogQuery
    let parameters: [(name: String, value: String)]

    var markup: HTML {
        let groups = results.facets.map { group($0.facet, $0.choices) }
        guard groups.contains(where: { !$0.isEmpty }) else { return "" }
        let count = results.facets.flatMap(\.choices).filter(\.isSelected).count
        let chosen: HTML = count > 0 ? " <span class=\"badge\">\(count)</span>" : ""
        return """
            <details class="facets" data-wide-open>
            <summary>\(say("Saring", "Filter"))\(chosen)</summary>
            <nav aria-label="\(say("Saring hasil", "Filter results"))">\(groups)</nav>
            </details>
            """
    }

    private func group(_ facet: CatalogFacet, _ choices: [CatalogResults.Choice]) -> HTML {
        guard choices.count > 1 || choices.contains(where: \.isSelected) else { return "" }
        // The bands of price and length have an order of their own; others go by how much is there.
        let ordered =
            facet == .price || facet == .duration || facet == .level
            ? choices : choices.sorted { ($1.courses, $0.value) < ($0.courses, $1.value) }
        let links = ordered.map { link(facet, $0) }
        let rest = links.dropFirst(Self.shownMax)
        let more: HTML =
            rest.isEmpty
            ? ""
            : "<details><summary>\(say("\(rest.count) lagi", "\(rest.count) more"))</summary><ul>"
                + Array(rest).joined() + "</ul></details>"
        return """
            <section><h3>\(title(of: facet))</h3>
            <ul>\(Array(links.prefix(Self.shownMax)))</ul>\(more)</section>
            """
    }

    private func link(_ facet: CatalogFacet, _ choice: CatalogResults.Choice) -> HTML {
        let path =
            choice.isSelected
            ? Self.path(parameters, without: facet, choice.value)
            : Self.path(parameters, with: facet, choice.value)
        let mark: HTML = choice.isSelected ? " aria-current=\"true\"" : ""
        return """
            <li><a rel="nofollow" href="\(path)"\(mark)><span>\(say.label(choice.label))</span> \
            <small>\(say.count(choice.courses))</small></a></li>
            """
    }

    private func title(of facet: CatalogFacet) -> HTML {
        switch facet {
        case .platform: say("Platform", "Platform")
        case .category: say("Kategori", "Category")
        case .delivery: say("Cara belajar", "Delivery")
        case .level: say("Tingkat", "Level")
        case .language: say("Bahasa pengantar", "Language")
        case .price: say("Harga", "Price")
        case .province: say("Provinsi", "Province")
        case .duration: say("Durasi", "Duration")
        }
    }

    static func path(
        _ parameters: [(name: String, value: String)], with facet: CatalogFacet, _ value: String
    ) -> PagePath {
        PagePath.courses.with(parameters + [(facet.rawValue, value)])
    }

    static func path(
        _ parameters: [(name: String, value: String)], without facet: CatalogFacet, _ value: String
    ) -> PagePath {
        PagePath.courses.with(
            parameters.compactMap { parameter in
                guard parameter.name == facet.rawValue else { return parameter }
                // Values may stand apart or together with commas.
                let rest = parameter.value.split(separator: ",").filter { $0 != value }
                return rest.isEmpty ? nil : (parameter.name, rest.joined(separator: ","))
            })
    }
}
