/// The filters of a query: within a facet any selected value is enough, across facets all
/// must hold. A facet's own counts leave out its own selection, so that they say what choosing
/// another value would bring.
struct CatalogFilters {
    private let selections: [(facet: CatalogFacet, courses: CourseBits)]
    private let affordable: CourseBits?
    private var matched = CourseBits(count: 0)

    init(_ query: CatalogQuery, in snapshot: CatalogSnapshot) {
        var selections: [(facet: CatalogFacet, courses: CourseBits)] = []
        for facet in CatalogFacet.allCases where !query.selected(facet).isEmpty {
            selections.append(
                (facet, snapshot.facets.courses(of: facet, anyOf: query.selected(facet))))
        }
        self.selections = selections
        affordable = query.priceMax.map { priceMax in
            let order = snapshot.orders[.price]!
            var courses = CourseBits(count: order.keys.count)
            for position in order.positions {
                guard order.keys[Int(position)] <= priceMax else { break }
                courses.insert(Int(position))
            }
            return courses
        }
    }

    /// The courses that pass all filters.
    mutating func apply(to courses: CourseBits) -> CourseBits {
        matched = courses
        if let affordable { matched.formIntersection(affordable) }
        var found = matched
        for selection in selections { found.formIntersection(selection.courses) }
        return found
    }

    /// The courses among which a facet's values are counted.
    /// - Parameter found: what ``apply(to:)`` gave.
    func base(for facet: CatalogFacet, found: CourseBits) -> CourseBits {
        guard selections.contains(where: { $0.facet == facet }) else { return found }
        var base = matched
        for selection in selections where selection.facet != facet {
            base.formIntersection(selection.courses)
        }
        return base
    }
}
