extension CatalogSnapshot {
    /// A value of a facet, and how many of all courses have it.
    public struct FacetCount: Sendable, Equatable {
        public let value: String
        public let label: Label
        public let courses: Int
    }

    /// Every value that the facet may have, in the order of the configuration, without regard to
    /// any query.
    public func counts(of facet: CatalogFacet) -> [FacetCount] {
        vocabulary.values[facet.position].map { value in
            FacetCount(
                value: value.value, label: value.label,
                courses: facets.courses(of: facet, anyOf: [value.value]).count)
        }
    }
}
