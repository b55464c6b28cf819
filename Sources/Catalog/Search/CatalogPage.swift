/// One page of the catalogue, ready to be sent.
public struct CatalogPage: Sendable {
    /// `{items[], facets{name: [{value, label, count}]}, total, next_cursor, corrected_query}`;
    /// the last two are null where there is no further page, and nothing was corrected.
    public let body: EncodedBody
    /// Courses on all pages.
    public let total: Int
    /// For `Link: …; rel="next"`; nil on the last page.
    public let nextCursor: String?
}

extension CatalogSnapshot {
    /// Answers a query that ``query(_:language:)`` has read. Microseconds for 1,000 courses.
    public func page(_ query: CatalogQuery) -> CatalogPage {
        guard query.isHot else { return makePage(query, etag: etag(of: query)) }
        return pages.page(query.cacheKey) { makePage(query, etag: nil) }
    }

    /// A page is a function of snapshot and query; hashing them is cheaper than hashing 20 kB.
    private func etag(of query: CatalogQuery) -> String {
        Self.etag(of: identity + query.cacheKey.utf8)
    }

    private func makePage(_ query: CatalogQuery, etag: String?) -> CatalogPage {
        let plan = query.text.map { text in
            SearchPlan(query.cursor?.searchedText ?? text, in: index)
        }
        let matches = plan.map { SearchMatches($0, in: index, ranking: query.cursor?.ranking) }
        var filters = CatalogFilters(query, in: self)
        let found = filters.apply(to: matches?.courses ?? CourseBits(allOf: courseCount))
        let slice = CatalogSlice(found, query: query, matches: matches, in: self)
        let nextCursor = slice.last.map { last in
            CatalogCursor(
                fingerprint: CatalogCursor.fingerprint(of: query.fingerprintText),
                key: last.key, courseID: courses[last.position].id.value,
                ranking: matches?.ranking ?? SearchRanking(weights: [], wordsNeeded: 0),
                searchedText: plan?.searchedText ?? ""
            ).text
        }

        var json = JSONText()
        json.bytes.reserveCapacity(8_192 + slice.positions.count * 1_024)
        json.bytes += "{\"items\":[".utf8
        for (place, position) in slice.positions.enumerated() {
            if place > 0 { json.comma() }
            cards.append(position, to: &json.bytes)
            json.bytes += self.json.ending(categories[position], language: query.language)
        }
        json.bytes += "],\"facets\":{".utf8
        let counts = facets.counts(in: found)
        for facet in CatalogFacet.allCases {
            if facet != .platform { json.comma() }
            let base = filters.base(for: facet)
            facets.append(
                facet, counts: base.map { facets.counts(in: $0) } ?? counts,
                selected: query.selected(facet), language: query.language, to: &json)
        }
        json.bytes += "}".utf8
        let total = found.count
        json.member("total", Int64(total))
        json.member("next_cursor", nextCursor)
        json.member("corrected_query", correctedQuery(query, plan))
        json.close("}")
        let body = EncodedBody(bytes: json.bytes, etag: etag ?? Self.etag(of: json.bytes))
        return CatalogPage(body: body, total: total, nextCursor: nextCursor)
    }
    /// What was searched for in place of the query; an earlier page may have put it right.
    private func correctedQuery(_ query: CatalogQuery, _ plan: SearchPlan?) -> String? {
        guard let plan, plan.searchedText != query.text else { return nil }
        return plan.correctedText ?? SearchText.words(in: plan.searchedText).joined(separator: " ")
    }
}
