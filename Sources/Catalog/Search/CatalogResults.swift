/// One page of results as values, for whoever shows them in another form than
/// ``CatalogSnapshot/page(_:)``.
public struct CatalogResults: Sendable {
    /// A facet's value beside the results: how many would be found by choosing it.
    public struct Choice: Sendable, Equatable {
        public let value: String
        public let label: Label
        public let courses: Int
        public let isSelected: Bool
    }

    public let courses: [Course]
    /// In the order of ``CatalogFacet``; of each facet the values that would find something and
    /// those that are selected.
    public let facets: [(facet: CatalogFacet, choices: [Choice])]
    /// Courses on all pages.
    public let total: Int
    /// Nil on the last page.
    public let nextCursor: String?
    /// What was searched for in place of the query's words; nil where nothing was put right.
    public let correctedQuery: String?
}

extension CatalogSnapshot {
    /// Answers a query that ``query(_:language:)`` has read.
    public func results(_ query: CatalogQuery) -> CatalogResults {
        let findings = CatalogFindings(query, in: self)
        let counts = self.facets.counts(in: findings.found)
        let facets = CatalogFacet.allCases.map { facet in
            let base = findings.filters.base(for: facet)
            let held = base.map { self.facets.counts(in: $0) } ?? counts
            let first = self.facets.firstPlace(of: facet)
            let selected = Set(query.selected(facet))
            let values = vocabulary.values[facet.position].enumerated()
            let choices = values.compactMap { position, value -> CatalogResults.Choice? in
                let isSelected = selected.contains(value.value)
                guard held[first + position] > 0 || isSelected else { return nil }
                return CatalogResults.Choice(
                    value: value.value, label: value.label, courses: held[first + position],
                    isSelected: isSelected)
            }
            return (facet, choices)
        }
        return CatalogResults(
            courses: findings.slice.positions.map { courses[$0] }, facets: facets,
            total: findings.found.count,
            nextCursor: findings.nextCursor(query.fingerprintText, in: self),
            correctedQuery: findings.correctedQuery(query))
    }

    /// A facet's label for a value; the value itself where it is not known.
    public func label(of value: String, in facet: CatalogFacet) -> Label {
        vocabulary.values[facet.position].first { $0.value == value }?.label ?? Label(value)
    }

    /// The soonest schedule of a course that has not begun, one with a seat where there is one.
    public func nextSchedule(of course: Course) -> Schedule? { json.nextSchedule(of: course) }

    /// Courses in one order, for shelves such as what is new.
    public func first(_ count: Int, by sort: CatalogSort) -> [Course] {
        (orders[sort]?.positions ?? []).prefix(count).map { courses[Int($0)] }
    }
}

/// What a query finds in a snapshot.
struct CatalogFindings {
    let plan: SearchPlan?
    let matches: SearchMatches?
    let filters: CatalogFilters
    let found: CourseBits
    let slice: CatalogSlice

    init(_ query: CatalogQuery, in snapshot: CatalogSnapshot) {
        plan = query.text.map { text in
            SearchPlan(query.cursor?.searchedText ?? text, in: snapshot.index)
        }
        matches = plan.map {
            SearchMatches($0, in: snapshot.index, ranking: query.cursor?.ranking)
        }
        var filters = CatalogFilters(query, in: snapshot)
        found = filters.apply(
            to: matches?.courses ?? CourseBits(allOf: snapshot.courseCount))
        self.filters = filters
        slice = CatalogSlice(found, query: query, matches: matches, in: snapshot)
    }

    /// - Parameter fingerprint: the query's ``CatalogQuery/fingerprintText``.
    func nextCursor(_ fingerprint: String, in snapshot: CatalogSnapshot) -> String? {
        slice.last.map { last in
            CatalogCursor(
                fingerprint: CatalogCursor.fingerprint(of: fingerprint),
                key: last.key, courseID: snapshot.courses[last.position].id.value,
                ranking: matches?.ranking ?? SearchRanking(weights: [], wordsNeeded: 0),
                searchedText: plan?.searchedText ?? ""
            ).text
        }
    }

    /// What was searched for in place of the query; an earlier page may have put it right.
    func correctedQuery(_ query: CatalogQuery) -> String? {
        guard let plan, plan.searchedText != query.text else { return nil }
        return plan.correctedText ?? SearchText.words(in: plan.searchedText).joined(separator: " ")
    }
}
