import TestKit
import Testing

@testable import Catalog

@Suite("Facets")
struct FacetCountTests {
    private static let snapshot = SearchCorpus.snapshot()

    /// What the interface promises, said once more without bits and bands.
    private static func values(_ course: Course, _ facet: CatalogFacet) -> [String] {
        let listing = course.listing
        switch facet {
        case .platform: return [listing.platformID]
        case .category: return [course.categoryID!]
        case .delivery: return [listing.delivery?.rawValue].compactMap { $0 }
        case .level: return [listing.level?.rawValue].compactMap { $0 }
        case .language: return [listing.language].compactMap { $0 }
        case .price:
            guard let price = listing.price?.rupiah else { return ["unpriced"] }
            if price == 0 { return ["free"] }
            if price < 100_000 { return ["under-100k"] }
            if price < 250_000 { return ["100k-250k"] }
            if price < 500_000 { return ["250k-500k"] }
            return [price < 1_000_000 ? "500k-1m" : "over-1m"]
        case .province:
            guard listing.delivery == .offline else { return [] }
            return course.schedules.filter { $0.startsAt > SearchCorpus.builtAt }
                .compactMap { $0.regency.map { String($0.prefix(2)) } }
        case .duration:
            guard let minutes = listing.durationMinutes else { return ["unstated"] }
            if minutes < 120 { return ["under-2h"] }
            if minutes < 360 { return ["2h-6h"] }
            if minutes < 900 { return ["6h-15h"] }
            return [minutes < 2400 ? "15h-40h" : "over-40h"]
        }
    }

    private struct Choice {
        var selected: [CatalogFacet: Set<String>] = [:]
        var priceMax: Int64?
        var query: String?

        var parameters: [(name: String, value: String)] {
            var parameters: [(name: String, value: String)] = []
            for (facet, values) in selected {
                let values = values.sorted()
                // Half repeated, half with commas.
                if values.count % 2 == 0 {
                    parameters.append((facet.rawValue, values.joined(separator: ",")))
                } else {
                    parameters += values.map { (facet.rawValue, $0) }
                }
            }
            if let priceMax { parameters.append(("price_max", "\(priceMax)")) }
            if let query { parameters.append(("q", query)) }
            return parameters
        }

        func admits(_ course: Course, without left: CatalogFacet? = nil) -> Bool {
            if let priceMax {
                guard let price = course.listing.price, price.rupiah <= priceMax else {
                    return false
                }
            }
            return selected.allSatisfy { facet, chosen in
                facet == left || !chosen.isDisjoint(with: values(course, facet))
            }
        }
    }

    private static func randomChoice(_ numbers: inout SeededNumbers) -> Choice {
        var choice = Choice()
        for facet in CatalogFacet.allCases where Int.random(in: 0..<4, using: &numbers) == 0 {
            let known = snapshot.vocabulary.values[facet.position].map(\.value)
            let count = Int.random(in: 1...3, using: &numbers)
            choice.selected[facet] = Set(known.shuffled(using: &numbers).prefix(count))
        }
        if Int.random(in: 0..<4, using: &numbers) == 0 {
            choice.priceMax = Int64.random(in: 0...1_200_000, using: &numbers)
        }
        choice.query = ["bahasa", "kopi", "keuangan", nil, nil].randomElement(using: &numbers)!
        return choice
    }

    @Test("counts under any choice are what counting by hand gives")
    func countsAreRight() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var numbers = SeededNumbers(seed: seed)
        for _ in 0..<100 {
            let choice = Self.randomChoice(&numbers)
            var found = Set(SearchCorpus.courses.map(\.id.value))
            if let query = choice.query {
                let page = try ReadPage([("q", query), ("limit", "100")], of: Self.snapshot)
                found = Set(page.items.map(\.id))
            }
            let courses = SearchCorpus.courses.filter { found.contains($0.id.value) }
            let page = try ReadPage(choice.parameters + [("limit", "100")], of: Self.snapshot)
            let expected = courses.filter { choice.admits($0) }
            #expect(page.total == expected.count, "seed \(seed), \(choice)")
            #expect(
                Set(page.items.map(\.id)) == Set(expected.map(\.id.value)),
                "seed \(seed), \(choice)")
            for facet in CatalogFacet.allCases {
                var counts: [String: Int] = [:]
                for value in choice.selected[facet] ?? [] { counts[value] = 0 }
                for course in courses where choice.admits(course, without: facet) {
                    for value in Self.values(course, facet) { counts[value, default: 0] += 1 }
                }
                let shown = page.facets[facet.rawValue]!.map { ($0.value, $0.count) }
                #expect(
                    Dictionary(uniqueKeysWithValues: shown) == counts,
                    "\(facet), seed \(seed), \(choice)")
            }
        }
    }

    @Test("values come by count, then by label, in the language asked for")
    func orderAndLabels() throws {
        for language in LabelLanguage.allCases {
            let page = try ReadPage([], of: Self.snapshot, language: language)
            for counts in page.facets.values {
                for (left, right) in zip(counts, counts.dropFirst()) {
                    #expect((-left.count, left.label) < (-right.count, right.label))
                }
            }
        }
        let english = try ReadPage([("category", "kuliner")], of: Self.snapshot, language: .english)
        #expect(english.items.allSatisfy { $0.category?.name == "Culinary" })
        #expect(english.facets["delivery"]!.contains { $0.label == "In person" })
        let indonesian = try ReadPage([("category", "kuliner")], of: Self.snapshot)
        #expect(indonesian.items.allSatisfy { $0.category?.name == "Kuliner" })
        #expect(indonesian.facets["delivery"]!.contains { $0.label == "Tatap muka" })
    }

    @Test("a selected value without courses is still shown")
    func selectedZero() throws {
        let page = try ReadPage([("province", "94")], of: Self.snapshot)
        #expect(page.total == 0)
        #expect(page.facets["province"]!.contains { $0.value == "94" && $0.count == 0 })
        #expect(try !ReadPage([], of: Self.snapshot).facets["province"]!.contains { $0.count == 0 })
    }

    @Test("sets of courses work at the edges of their blocks", arguments: [0, 1, 63, 64, 65, 200])
    func bits(count: Int) {
        var odd = CourseBits(count: count)
        for position in stride(from: 1, to: count, by: 2) { odd.insert(position) }
        var all = CourseBits(allOf: count)
        #expect(all.count == count)
        #expect(odd.count == count / 2)
        all.formIntersection(odd)
        #expect(all == odd)
        var visited: [Int] = []
        odd.eachPosition { visited.append($0) }
        #expect(visited == Array(stride(from: 1, to: count, by: 2)))
        #expect(odd.isEmpty == (count < 2))
    }
}
