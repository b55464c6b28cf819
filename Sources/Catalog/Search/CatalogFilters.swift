/// The filters of a query: within a facet any selected value is enough, across facets all
/// must hold. A facet's own counts leave out its own selection, so that they say what choosing
/// another value would bring.
struct CatalogFilters {
    private let selections: [(facet: CatalogFacet, courses: CourseBits)]
    /// Nil where the price leaves none out.
    private let affordable: CourseBits?
    private var matched = CourseBits(count: 0)

    init(_ query: CatalogQuery, in snapshot: CatalogSnapshot) {
        var selections: [(facet: CatalogFacet, courses: CourseBits)] = []
        for facet in CatalogFacet.allCases where !query.selected(facet).isEmpty {
            selections.append(
                (facet, snapshot.facets.courses(of: facet, anyOf: query.selected(facet))))
        }
        self.selections = selections
        affordable = query.priceMax.flatMap { priceMax in
            let order = snapshot.orders[.price]!
            let end = order.place(behind: priceMax, below: order.positions.count)
            if end == order.positions.count { return nil }
            // Most bounds leave out few.
            var courses = CourseBits(allOf: order.keys.count)
            for position in order.positions[end...] { courses.remove(Int(position)) }
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

    /// The courses among which a facet's values are counted; nil where they are those that
    /// ``apply(to:)`` gave.
    func base(for facet: CatalogFacet) -> CourseBits? {
        guard selections.contains(where: { $0.facet == facet }) else { return nil }
        var base = matched
        for selection in selections where selection.facet != facet {
            base.formIntersection(selection.courses)
        }
        return base
    }
}
