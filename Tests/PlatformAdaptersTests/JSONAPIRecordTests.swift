import Catalog
import Testing

@testable import PlatformAdapters

@Suite("The records of a JSON:API platform")
struct JSONAPIRecordTests {
    private func course(_ id: String, _ attributes: String = #""title":"Barista""#) -> String {
        #"{"type":"courses","id":"\#(id)","attributes":{\#(attributes)}}"#
    }

    private func page(_ courses: [String]) -> String {
        #"{"data":[\#(courses.joined(separator: ","))]}"#
    }

    @Test("one record of a wrong type is rejected with its reason; the others are taken")
    func wrongTypes() async throws {
        let bad = [
            ("B-1", #""title":5"#), ("B-2", #""title":"T","price":{}"#),
            ("B-3", #""title":"T","duration_minutes":"ninety""#),
            ("B-4", #""title":"T","skills":"kopi""#), ("B-5", #""title":"T","skills":[1]"#),
            ("B-6", #""title":"T","schedules":[{"code":"S"}]"#),
            ("B-7", #""title":"T","price":"1500.50","currency":"IDR""#),
            ("B-8", #""title":"T","price":1e99,"currency":"IDR""#),
            ("B-9", #""title":"T","price":-1,"currency":"IDR""#), ("B-10", ""),
            ("B-11", #""title":"\#(String(repeating: "x", count: 301))""#),
            ("B-12", #""title":"T","price":1e999,"currency":"IDR""#),
        ]
        let others = [
            #"{"type":"courses","id":7,"attributes":{"title":"T"}}"#, "5",
            #"{"type":"people","id":"P"}"#,
        ]
        let bench = try Bench(.jsonapi) { _ in
            .answer(
                200, page(bad.map { course($0.0, $0.1) } + others + [course("C")]))
        }
        let harvest = try await bench.read()
        #expect(harvest.ids == ["C"])
        #expect(
            harvest.rejects.map(\.record)
                == bad.map(\.0) + ["page 1, item 13", "page 1, item 14", "page 1, item 15"])
        #expect(harvest.rejects[1].reason == "page 1, item 2: price is not an amount")
    }

    @Test(
        "prices are whole rupiah, and nothing else is a price",
        arguments: [
            (#""price":150000,"currency":"IDR""#, 150_000), (#""price":0,"currency":"IDR""#, 0),
            (#""price":150000.00,"currency":"IDR""#, 150_000),
            (#""price":"150000.00","currency":"IDR""#, 150_000),
            (#""price":"150000","currency":"IDR""#, 150_000),
            (#""price":"10.50","currency":"USD""#, nil),
            (#""price":10.5,"currency":"USD""#, nil), (#""price":null,"currency":"IDR""#, nil),
            (#""price":"","currency":"IDR""#, nil), (#""currency":"IDR""#, nil),
            (#""price":150000"#, nil),
        ] as [(String, Int64?)])
    func prices(attributes: String, rupiah: Int64?) async throws {
        let bench = try Bench(.jsonapi) { _ in
            .answer(200, page([course("C", #""title":"T","# + attributes)]))
        }
        let listing = try #require(try await bench.read().listings.first)
        #expect(listing.price?.rupiah == rupiah)
    }

    @Test("an unknown word leaves its field empty and is noted")
    func unknownWords() async throws {
        let attributes =
            #""title":"T","delivery":"hybrid","level":"guru","language":"?","url":"ftp://x","#
            + #""price":5,"currency":"USD","updated_at":"yesterday""#
        let bench = try Bench(.jsonapi) { _ in
            .answer(200, page([course("C", attributes)]))
        }
        let harvest = try await bench.read()
        let listing = try #require(harvest.listings.first)
        #expect(listing.delivery == nil && listing.level == nil && listing.language == nil)
        #expect(
            harvest.unknownWords.map(\.reason) == [
                "currency: USD", "delivery: hybrid", "level: guru", "language: ?", "url: ftp://x",
                "updated_at: yesterday",
            ])
    }
}
