/// A property of courses by which answers are narrowed and counted. The raw value names the
/// query parameter and the member of `facets`.
public enum CatalogFacet: String, Sendable, CaseIterable {
    case platform
    case category
    case delivery
    case level
    case language
    case price
    case province
    case duration

    /// Its place among all facets.
    var position: Int {
        switch self {
        case .platform: 0
        case .category: 1
        case .delivery: 2
        case .level: 3
        case .language: 4
        case .price: 5
        case .province: 6
        case .duration: 7
        }
    }
}

/// A value of a facet as a query names it and as people read it.
struct FacetValue: Sendable, Equatable {
    let value: String
    let label: Label

    init(_ value: String, _ label: Label) {
        self.value = value
        self.label = label
    }

    init(_ value: String, _ indonesian: String, _ english: String) {
        self.init(value, Label(indonesian: indonesian, english: english))
    }
}

/// A range of amounts that one facet value stands for.
struct FacetBand: Sendable {
    let value: FacetValue
    /// Amounts in the band; nil for courses that give no amount.
    let range: Range<Int64>?

    /// Prices in whole rupiah.
    static let prices = [
        FacetBand("free", "Gratis", "Free", 0..<1),
        FacetBand("under-100k", "Di bawah Rp100.000", "Under Rp100,000", 1..<100_000),
        FacetBand(
            "100k-250k", "Rp100.000 – Rp249.999", "Rp100,000 – Rp249,999", 100_000..<250_000),
        FacetBand(
            "250k-500k", "Rp250.000 – Rp499.999", "Rp250,000 – Rp499,999", 250_000..<500_000),
        FacetBand(
            "500k-1m", "Rp500.000 – Rp999.999", "Rp500,000 – Rp999,999", 500_000..<1_000_000),
        FacetBand("over-1m", "Rp1.000.000 ke atas", "Rp1,000,000 and over", 1_000_000..<Int64.max),
        FacetBand("unpriced", "Tidak dijual", "Not for sale", nil),
    ]

    /// Durations in minutes.
    static let durations = [
        FacetBand("under-2h", "Di bawah 2 jam", "Under 2 hours", 0..<120),
        FacetBand("2h-6h", "2 – 6 jam", "2 – 6 hours", 120..<360),
        FacetBand("6h-15h", "6 – 15 jam", "6 – 15 hours", 360..<900),
        FacetBand("15h-40h", "15 – 40 jam", "15 – 40 hours", 900..<2400),
        FacetBand("over-40h", "40 jam ke atas", "40 hours and over", 2400..<Int64.max),
        FacetBand("unstated", "Tidak disebutkan", "Not stated", nil),
    ]

    private init(
        _ value: String, _ indonesian: String, _ english: String, _ range: Range<Int64>?
    ) {
        self.value = FacetValue(value, indonesian, english)
        self.range = range
    }

    static func value(of amount: Int64?, in bands: [FacetBand]) -> String {
        let band = bands.first { band in
            guard let amount else { return band.range == nil }
            return band.range?.contains(amount) ?? false
        }
        // The bands cover all amounts from zero; listings hold no others.
        return (band ?? bands[0]).value.value
    }
}
