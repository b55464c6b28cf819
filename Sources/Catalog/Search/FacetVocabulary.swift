/// The values that each facet of a catalogue may have, with their labels.
struct FacetVocabulary: Sendable {
    /// By facet position.
    let values: [[FacetValue]]

    fileprivate static let deliveries = [
        FacetValue(Delivery.selfPaced.rawValue, "Belajar mandiri", "Self-paced"),
        FacetValue(Delivery.webinar.rawValue, "Webinar", "Webinar"),
        FacetValue(Delivery.offline.rawValue, "Tatap muka", "In person"),
    ]
    fileprivate static let levels = [
        FacetValue(Level.beginner.rawValue, "Pemula", "Beginner"),
        FacetValue(Level.intermediate.rawValue, "Menengah", "Intermediate"),
        FacetValue(Level.advanced.rawValue, "Mahir", "Advanced"),
    ]
    fileprivate static let languages = [
        "id": Label(indonesian: "Bahasa Indonesia", english: "Indonesian"),
        "en": Label(indonesian: "Bahasa Inggris", english: "English"),
        "jv": Label(indonesian: "Bahasa Jawa", english: "Javanese"),
        "su": Label(indonesian: "Bahasa Sunda", english: "Sundanese"),
        "ja": Label(indonesian: "Bahasa Jepang", english: "Japanese"),
        "ko": Label(indonesian: "Bahasa Korea", english: "Korean"),
        "zh": Label(indonesian: "Bahasa Mandarin", english: "Chinese"),
        "ar": Label(indonesian: "Bahasa Arab", english: "Arabic"),
        "de": Label(indonesian: "Bahasa Jerman", english: "German"),
    ]

    /// - Parameter courses: those of the snapshot; their languages and platforms are added to
    ///   the known ones.
    init(_ contents: CatalogContents, courses: [Course]) {
        var platforms = contents.platformNames
        var languages: Set<String> = ["id", "en"]
        for course in courses {
            let platform = course.listing.platformID
            if platforms[platform] == nil { platforms[platform] = platform }
            if let language = course.listing.language { languages.insert(language) }
        }
        values = CatalogFacet.allCases.map { facet in
            switch facet {
            case .platform:
                platforms.sorted { $0.key < $1.key }.map { FacetValue($0.key, Label($0.value)) }
            case .category: contents.categories.map { FacetValue($0.id, $0.name) }
            case .delivery: Self.deliveries
            case .level: Self.levels
            case .language:
                languages.sorted().map { FacetValue($0, Self.languages[$0] ?? Label($0)) }
            case .price: FacetBand.prices.map(\.value)
            case .province:
                contents.regions.filter { $0.key.utf8.count == 2 }.sorted { $0.key < $1.key }
                    .map { FacetValue($0.key, Label($0.value)) }
            case .duration: FacetBand.durations.map(\.value)
            }
        }
    }

    /// What a course has of a facet; empty where it says nothing.
    static func values(
        of course: Course, facet: CatalogFacet, at instant: Instant
    ) -> [String] {
        let listing = course.listing
        return switch facet {
        case .platform: [listing.platformID]
        case .category: course.categoryID.map { [$0] } ?? []
        case .delivery: listing.delivery.map { [$0.rawValue] } ?? []
        case .level: listing.level.map { [$0.rawValue] } ?? []
        case .language: listing.language.map { [$0] } ?? []
        case .price: [FacetBand.value(of: listing.price?.rupiah, in: FacetBand.prices)]
        case .province: provinces(of: course, at: instant)
        case .duration:
            [FacetBand.value(of: listing.durationMinutes.map(Int64.init), in: FacetBand.durations)]
        }
    }

    /// Where an offline course is still to be held.
    private static func provinces(of course: Course, at instant: Instant) -> [String] {
        guard course.listing.delivery == .offline else { return [] }
        let coming = course.schedules.filter { $0.startsAt > instant }
        return Array(Set(coming.compactMap { $0.regency.map { String($0.prefix(2)) } })).sorted()
    }
}

extension CourseField {
    /// How a value of ours is called; nil for a field that holds no such words, and for a value
    /// that is none of them.
    public func label(of value: String) -> Label? {
        switch self {
        case .delivery: FacetVocabulary.deliveries.first { $0.value == value }?.label
        case .level: FacetVocabulary.levels.first { $0.value == value }?.label
        case .language: FacetVocabulary.languages[value]
        default: nil
        }
    }
}
