import Catalog
import Foundation
import Testing

@testable import PlatformAdapters

/// What GraphQL over HTTP and Relay's connections allow a server to do otherwise than ours does.
@Suite("Legal variants of GraphQL")
struct GraphQLVariantTests {
    typealias Script = GraphQLScript

    @Test("whatever may be null is null, and the answer has members of its own")
    func nulls() async throws {
        let names = [
            "description", "provider", "category", "price", "delivery", "level", "language",
            "durationMinutes", "url", "imageUrl",
        ]
        let members = names.map { #""\#($0)":null"# }.joined(separator: ",")
        let course =
            #"{"cursor":"x","node":{"id":"a","title":"T",\#(members),"skills":[],"schedules":[],"#
            + #""updatedAt":"2026-01-01t00:00:00.123456+00:00","__typename":"Course"}}"#
        let body =
            #"{"extensions":{"cost":{"n":1}},"data":\#(Script.page([course])),"errors":null}"#
        let bench = try Bench(.graphql) { _ in .answer(200, body) }
        let harvest = try await bench.read()
        #expect(harvest.rejects.isEmpty && harvest.unknownWords.isEmpty && harvest.end.isComplete)
        let listing = try #require(harvest.listings.first)
        #expect(listing.price == nil && listing.updatedAt?.description == "2026-01-01T00:00:00Z")
    }

    @Test(
        "an amount may have decimals, and be a number",
        arguments: [
            #""150000""#, #""150000.00""#, #""150000.0000""#, "150000", "150000.0", "1.5e5",
        ])
    func amounts(amount: String) async throws {
        let price = #""title":"T","price":{"amount":\#(amount),"currencyCode":"IDR"}"#
        let bench = try Bench(.graphql) { _ in
            Script.answer(Script.page([Script.course("a", price)]))
        }
        #expect(try await bench.read().listings.map(\.price) == [Money(rupiah: 150_000)])
    }

    @Test("the last edge's cursor leads on where pageInfo has none, past empty pages too")
    func cursors() async throws {
        let bench = try Bench(.graphql) { request in
            let open = #""pageInfo":{"hasNextPage":true}"#
            switch request.variable("after")?.string {
            case nil:
                return Script.answer(
                    #"{"courses":{"edges":[\#(Script.course("a"))],\#(open)}}"#)
            case "c-a":
                return Script.answer(
                    #"{"courses":{"edges":[],"#
                        + #""pageInfo":{"hasNextPage":true,"endCursor":"é\"\\"}}}"#
                )
            default: return Script.answer(Script.page([Script.course("b")]))
            }
        }
        #expect(try await bench.read().ids == ["a", "b"])
        let asked = bench.server.requests.compactMap { $0.variable("after")?.string }
        #expect(asked == ["c-a", #"é"\"#])
    }

    @Test(
        "an error comes with any status that GraphQL over HTTP allows", arguments: [200, 400, 422])
    func errors(status: Int) async throws {
        let bench = try Bench(.graphql) { _ in
            Script.answer(nil, errors: Script.error("no such field"), status: status)
        }
        guard case .malformed(let words)? = await bench.failure() else {
            Issue.record("another failure")
            return
        }
        #expect(words.contains("no such field"))
    }
}
