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
        let fingerprint = query.fingerprintText
        let key = query.cacheKey(fingerprint)
        if query.isHot { return pages.page(key) { makePage(query, fingerprint, etag: nil) } }
        // A page is a function of snapshot and query; hashing them is cheaper than hashing 20 kB.
        return makePage(query, fingerprint, etag: Self.etag(of: identity + key.utf8))
    }

    private func makePage(
        _ query: CatalogQuery, _ fingerprint: String, etag: String?
    ) -> CatalogPage {
        let findings = CatalogFindings(query, in: self)
        let nextCursor = findings.nextCursor(fingerprint, in: self)

        var json = JSONText()
        json.bytes.reserveCapacity(8_192 + findings.slice.positions.count * 1_024)
        json.bytes += "{\"items\":[".utf8
        for (place, position) in findings.slice.positions.enumerated() {
            if place > 0 { json.comma() }
            cards.append(position, to: &json.bytes)
            json.bytes += self.json.ending(categories[position], language: query.language)
        }
        json.bytes += "],\"facets\":{".utf8
        let counts = facets.counts(in: findings.found)
        for facet in CatalogFacet.allCases {
            if facet != .platform { json.comma() }
            let base = findings.filters.base(for: facet)
            facets.append(
                facet, counts: base.map { facets.counts(in: $0) } ?? counts,
                selected: query.selected(facet), language: query.language, to: &json)
        }
        json.bytes += "}".utf8
        let total = findings.found.count
        json.member("total", Int64(total))
        json.member("next_cursor", nextCursor)
        json.member("corrected_query", findings.correctedQuery(query))
        json.close("}")
        let body = EncodedBody(bytes: json.bytes, etag: etag ?? Self.etag(of: json.bytes))
        return CatalogPage(body: body, total: total, nextCursor: nextCursor)
    }
}
