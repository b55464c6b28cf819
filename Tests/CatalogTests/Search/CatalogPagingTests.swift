import TestKit
import Testing

@testable import Catalog

@Suite("Paging")
struct CatalogPagingTests {
    private static let queries: [[(name: String, value: String)]] = [
        [], [("q", "bahasa")], [("q", "keuangan usaha")], [("q", "a")],
        [("q", "pelatihan hotel kopi bahasa jauh")], [("q", "di untuk dan")],
        [("delivery", "offline,webinar")], [("q", "akutansi")],
    ]

    @Test("random pages show every course once, in the order of one long page")
    func everyCourseOnce() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var numbers = SeededNumbers(seed: seed)
        let snapshot = SearchCorpus.snapshot()
        for query in Self.queries {
            for sort in CatalogSort.allCases {
                let parameters = query + [("sort", sort.rawValue)]
                let whole = try ReadPage(parameters + [("limit", "100")], of: snapshot)
                #expect(whole.items.count == whole.total)
                #expect(whole.next_cursor == nil)
                var ids: [String] = []
                var cursor = ""
                repeat {
                    let limit = Int.random(in: 1...9, using: &numbers)
                    let page = try ReadPage(
                        parameters + [("limit", "\(limit)"), ("cursor", cursor)], of: snapshot)
                    #expect(page.total == whole.total)
                    #expect(page.corrected_query == whole.corrected_query)
                    ids += page.items.map(\.id)
                    cursor = page.next_cursor ?? ""
                } while !cursor.isEmpty && ids.count <= 200
                #expect(ids == whole.items.map(\.id), "\(parameters), seed \(seed)")
            }
        }
    }

    @Test("a new catalogue between pages neither repeats nor skips what stays")
    func acrossSnapshots() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var numbers = SeededNumbers(seed: seed)
        for round in 0..<14 {
            let before = SearchCorpus.courses.filter { _ in Bool.random(using: &numbers) }
            let after = SearchCorpus.courses.filter { _ in Bool.random(using: &numbers) }
            let old = SearchCorpus.snapshot(before, version: 1)
            let new = SearchCorpus.snapshot(after, version: 2)
            let staying = Set(before.map(\.id.value)).intersection(after.map(\.id.value))
            let sort = CatalogSort.allCases[round % CatalogSort.allCases.count].rawValue
            for query in [[], [("q", "bahasa keuangan kopi ")], [("q", "telepon ")]] {
                let parameters = query + [("sort", sort), ("limit", "2")]
                let everything = query + [("limit", "100")]
                let wanted = Set(try ReadPage(everything, of: old).items.map(\.id))
                    .intersection(staying)
                var ids: [String] = []
                var cursor = ""
                repeat {
                    let snapshot = ids.count < 4 ? old : new
                    let page = try ReadPage(parameters + [("cursor", cursor)], of: snapshot)
                    ids += page.items.map(\.id)
                    cursor = page.next_cursor ?? ""
                } while !cursor.isEmpty && ids.count <= 200
                #expect(Set(ids).count == ids.count, "repeated, seed \(seed), round \(round)")
                #expect(
                    wanted.isSubset(of: ids),
                    "skipped, seed \(seed), round \(round), \(query) \(sort)")
            }
        }
    }

    @Test("each order is the one that its name says")
    func orders() throws {
        let snapshot = SearchCorpus.snapshot()
        func items(_ sort: CatalogSort) throws -> [ReadPage.Item] {
            try ReadPage([("sort", sort.rawValue), ("limit", "100")], of: snapshot).items
        }
        let prices = try items(.price).map { $0.price ?? .max }
        #expect(prices == prices.sorted())
        let descending = try items(.priceDescending).map { $0.price ?? -1 }
        #expect(descending == descending.sorted(by: >))
        let ratings = try items(.rating).map { $0.rating ?? 0 }
        #expect(ratings == ratings.sorted(by: >))
        let minutes = try items(.duration).map { $0.duration_minutes ?? .max }
        #expect(minutes == minutes.sorted())
        let starts = try items(.startsSoon).map { $0.next_schedule?.starts_at.milliseconds ?? .max }
        #expect(starts == starts.sorted())
        #expect(try items(.newest).first?.id == SearchCorpus.courses[0].id.value)
        #expect(try items(.relevance).map(\.id) == items(.newest).map(\.id))
    }
}
