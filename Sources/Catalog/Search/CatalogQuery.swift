/// A question to the catalogue, as the parameters of `GET /v1/courses` ask it.
public struct CatalogQuery: Sendable {
    public static let textCharactersMax = 200
    public static let limitDefault = 20
    public static let limitMax = 100
    /// Selected values of one facet, repeated ones included.
    public static let valuesMax = 100
    public static let parametersMax = 200

    /// As typed; nil where nothing is searched for.
    public internal(set) var text: String?
    /// Selected values by facet position, each sorted and once.
    var selected: [[String]] = CatalogFacet.allCases.map { _ in [] }
    /// Whole rupiah.
    public internal(set) var priceMax: Int64?
    public internal(set) var sort: CatalogSort = .newest
    public internal(set) var limit = CatalogQuery.limitDefault
    public internal(set) var language: LabelLanguage
    var cursor: CatalogCursor?

    /// All courses, newest first.
    public init(language: LabelLanguage = .indonesian) {
        self.language = language
    }

    /// The values that are selected in a facet, sorted.
    public func selected(_ facet: CatalogFacet) -> [String] { selected[facet.position] }

    /// What determines the matching courses and their order, in one way of writing.
    var fingerprintText: String {
        var text = "q=\(self.text ?? "")\u{0}sort=\(sort.rawValue)\u{0}"
        for facet in CatalogFacet.allCases where !selected(facet).isEmpty {
            text += "\(facet.rawValue)=\(selected(facet).joined(separator: ","))\u{0}"
        }
        if let priceMax { text += "price_max=\(priceMax)\u{0}" }
        return text
    }

    /// What determines the bytes of the page, within one snapshot.
    /// - Parameter fingerprint: ``fingerprintText``.
    func cacheKey(_ fingerprint: String) -> String {
        "\(fingerprint)limit=\(limit)\u{0}lang=\(language.rawValue)\u{0}\(cursor?.text ?? "")"
    }

    /// Front pages, and those of a single facet value, are asked for over and over.
    public var isHot: Bool {
        text == nil && cursor == nil && priceMax == nil
            && selected.reduce(0) { $0 + $1.count } <= 1
    }
}
