/// All that a ``CatalogSnapshot`` is built from.
public struct CatalogContents: Sendable {
    /// Courses in any state; only the published ones are taken in.
    public var courses: [Course]
    public var categories: [SearchCategory]
    /// Names of all platforms by id, those without a course too.
    public var platformNames: [String: String]
    /// Kemendagri codes and names: provinces `31`, regencies `31.74`.
    public var regions: [String: String]
    public var settings: SearchSettings

    public init(
        courses: [Course], categories: [SearchCategory] = [],
        platformNames: [String: String] = [:], regions: [String: String] = [:],
        settings: SearchSettings = SearchSettings()
    ) {
        self.courses = courses
        self.categories = categories
        self.platformNames = platformNames
        self.regions = regions
        self.settings = settings
    }
}

/// One of our categories, as search and its facet need it.
public struct SearchCategory: Sendable, Equatable {
    public let id: String
    public let name: Label

    public init(id: String, indonesian: String, english: String) {
        self.id = id
        self.name = Label(indonesian: indonesian, english: english)
    }
}
