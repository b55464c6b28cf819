import Catalog
import Foundation
import Testing

@testable import PlatformAdapters

/// What JSON:API 1.1 allows a server to do otherwise than ours does.
@Suite("Legal variants of JSON:API")
struct JSONAPIVariantTests {
    @Test(
        "the last page is known however its link is written",
        arguments: [
            #"{"data":[]}"#, #"{"data":[],"links":null}"#, #"{"data":[],"links":{}}"#,
            #"{"data":[],"links":{"next":null,"self":"/x"}}"#, #"{"data":[],"links":{"next":""}}"#,
            #"{"data":[],"links":{"next":{"href":"","meta":{}}},"included":null}"#,
            #"{"jsonapi":{"version":"1.1","ext":[]},"meta":{"page":{"total":0}},"data":[]}"#,
        ])
    func lastPage(body: String) async throws {
        let bench = try Bench(.jsonapi) { _ in .answer(200, body) }
        let harvest = try await bench.read()
        #expect(harvest.pages.count == 1 && harvest.end.isComplete)
    }

    @Test("a resource may lack, leave null or add whatever is not required")
    func members() async throws {
        let bench = try Bench(.jsonapi) { _ in
            .answer(
                200,
                #"""
                {"included":[{"id":"7","type":"providers","attributes":{"title":"Warung"}},
                {"id":"8","type":"categories"}],
                "data":[
                {"links":{"self":"/c"},"id":"C-1","attributes":{"price":null,
                "skills":["kopi",""," kopi "],
                "title":"T","level":null,"schedules":[],"url":"","mystery":[1]},"type":"courses",
                "relationships":{"provider":{"data":{"id":"7","type":"providers"},"links":{}},
                "category":{"data":{"type":"categories","id":"8"}},"teachers":{"data":[]}},
                "meta":{}},
                {"type":"courses","id":"C-2","attributes":{"title":"T","schedules":null,
                "price":"1000.00","currency":"IDR","duration_minutes":null},
                "relationships":{"provider":{"data":null},"category":{"links":{"related":"/x"}}}}]}
                """#)
        }
        let harvest = try await bench.read()
        #expect(harvest.rejects.isEmpty && harvest.unknownWords.isEmpty)
        #expect(harvest.listings.map(\.provider) == ["Warung", nil])
        #expect(harvest.listings.map(\.category) == [nil, nil])
        #expect(harvest.listings[0].skills == ["kopi"])
        #expect(harvest.listings[1].price == Money(rupiah: 1_000))
    }

    @Test("an empty page in the middle is no end")
    func emptyPage() async throws {
        let bench = try Bench(.jsonapi) { request in
            switch request.target {
            case let target where target.hasSuffix("=b"):
                .answer(200, #"{"data":[],"links":{"next":"?page[after]=c"}}"#)
            case let target where target.hasSuffix("=c"):
                .answer(
                    200,
                    #"{"data":[{"type":"courses","id":"z","attributes":{"title":"T"}}]}"#)
            default: .answer(200, #"{"data":[],"links":{"next":"?page[after]=b"}}"#)
            }
        }
        #expect(try await bench.read().ids == ["z"])
    }

    @Test(
        "a page size is shrunk wherever the largest is told",
        arguments: [
            #"{"errors":[{"status":"400","meta":{"page":{"maxSize":5}},"source":{}}]}"#,
            #"{"meta":{"page":{"maxSize":5}},"errors":[{"code":"x"}]}"#,
            #"{"errors":[{"code":"y"},{"meta":{"page":{"maxSize":5}}}]}"#,
        ])
    func pageSize(body: String) async throws {
        let bench = try Bench(.jsonapi) { request in
            request.target.hasSuffix("=5") ? .answer(200, #"{"data":[]}"#) : .answer(400, body)
        }
        #expect(try await bench.read().end.isComplete)
    }

    @Test(
        "what was created is known by 201, 204, or 202 without a body",
        arguments: [(204, Enrolment.State.active), (202, .pending)])
    func created(status: Int, state: Enrolment.State) async throws {
        let bench = try Bench(.jsonapi) { _ in .answer(status) }
        #expect(try await bench.platform.enrol(bench.request).state == state)
    }
}
