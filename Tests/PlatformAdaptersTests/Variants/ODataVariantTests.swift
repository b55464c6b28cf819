import Catalog
import Foundation
import Testing

@testable import PlatformAdapters

/// What OData 4.0 and 4.01 allow a service to do otherwise than ours does.
@Suite("Legal variants of OData")
struct ODataVariantTests {
    typealias Pages = ODataPages

    @Test("annotations, strings for decimals, nulls and short times are read")
    func members() async throws {
        let bench = try Bench(.odata) { _ in
            .answer(
                200,
                #"""
                {"@odata.context":"$metadata#learningContents","@odata.count":3,"value":[
                {"@odata.type":"#x.learningContent","@odata.id":"learningContents('a')",
                "@odata.etag":"W/\"1\"","title@odata.type":"#String","id":"a","title":"T",
                "price@odata.type":"#Decimal","price":"150000.0000","priceCurrency":"IDR",
                "duration":"P1DT30M","lastModifiedDateTime":"2026-01-02T03:04Z","level":null,
                "skillTags":[],"isActive":null,"deliveryMode":null},
                {"id":"b","title":"T","lastModifiedDateTime":"2026-01-02T10:04+07:00",
                "price":1.5E5,"priceCurrency":"IDR","deliveryMode":"SelfPaced"},
                {"id":"c","title":"T","lastModifiedDateTime":null,"duration":null,"price":null}],
                "@odata.nextLink":null}
                """#)
        }
        let harvest = try await bench.read()
        #expect(harvest.ids == ["a", "b", "c"])
        #expect(harvest.rejects.isEmpty && harvest.unknownWords.isEmpty)
        #expect(harvest.listings.map(\.price?.rupiah) == [150_000, 150_000, nil])
        let time = "2026-01-02T03:04:00Z"
        #expect(harvest.listings.map(\.updatedAt?.description) == [time, time, nil])
        #expect(harvest.listings[0].durationMinutes == 24 * 60 + 30)
        #expect(harvest.listings[1].delivery == .selfPaced)
        // The next run asks from the latest of them, in the form that every service takes.
        bench.clock.advance(by: .minutes(1))
        _ = try await bench.read(since: harvest.end.cursor)
        let last = bench.server.requests.last?.target.removingPercentEncoding ?? ""
        #expect(last.contains("lastModifiedDateTime gt 2026-01-02T03:04:00Z"))
    }

    @Test("an empty page in the middle is no end, and an empty collection is whole")
    func emptyPages() async throws {
        let bench = try Bench(.odata) { request in
            request.target.contains("$skiptoken")
                ? .answer(200, Pages.page([Pages.course("a")]))
                : .answer(200, Pages.page([], next: "learningContents?$skiptoken=x"))
        }
        #expect(try await bench.read().ids == ["a"])
        let empty = try await Bench(.odata) { _ in .answer(200, Pages.page([])) }.read()
        #expect(empty.listings.isEmpty && empty.end.isComplete)
    }

    private static func report(_ activities: String) async throws -> [CompletionEvent] {
        let bench = try Bench(.odata) { _ in .answer(200, #"{"value":[\#(activities)]}"#) }
        let reference = bench.request.orderID.value
        return try await bench.platform.report(on: bench.request, reference: reference).events
    }

    @Test("an activity without a status says nothing, and times may lack their seconds")
    func activities() async throws {
        let completed =
            #"{"status":"completed","startedDateTime":"2026-01-01T08:00+07:00","#
            + #""completedDateTime":"2026-01-02T03:04Z","completionPercentage":100.0}"#
        let events = try await Self.report(#"{"id":"x","status":null},"# + completed)
        #expect(events.map(\.kind) == [.started, .completed])
        #expect(
            events.map(\.at.description) == ["2026-01-01T01:00:00Z", "2026-01-02T03:04:00Z"])
        #expect(try await Self.report(#"{"status":"unknownFutureValue"}"#).isEmpty)
        #expect(try await Self.report("").isEmpty)
    }

    @Test(
        "an assignment is put by 200, 201 or 204, with as much of it as the service likes",
        arguments: [
            (200, "{}"), (201, #"{"@odata.context":"x","id":"y","status":null}"#), (204, ""),
            (200, #"{"status":"inProgress","learningContentId":"C-1","learnerUserId":"z"}"#),
        ])
    func assignments(status: Int, body: String) async throws {
        let bench = try Bench(.odata) { _ in .answer(status, body) }
        let enrolment = try await bench.platform.enrol(bench.request)
        #expect(enrolment.state == .active)
        #expect(enrolment.reference == bench.request.orderID.value)
    }
}
