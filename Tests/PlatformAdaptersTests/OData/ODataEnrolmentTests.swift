import Catalog
import Foundation
import Testing

@testable import PlatformAdapters

@Suite("Enrolments and reports of an OData platform")
struct ODataEnrolmentTests {
    private static let order = "ord_01jz0000000000000000000000"
    private static let target = "/api/learningAssignments('\(order)')"

    @Test("an assignment is put under the order's id")
    func put() async throws {
        let bench = try Bench(.odata) { _ in .answer(201, #"{"status":"notStarted"}"#) }
        let enrolment = try await bench.platform.enrol(bench.request)
        #expect(enrolment == Enrolment(reference: Self.order, state: .active))
        let sent = try #require(bench.server.requests.last)
        #expect(sent.method == "PUT" && sent.target == Self.target)
        #expect(
            sent.body
                == #"{"learnerUserId":"ptc_01jz0000000000000000000000","#
                + #""learningContentId":"C-1"}"#)
    }

    @Test("what the platform answers decides")
    func answers() async throws {
        let cases: [(Int, String, PlatformFailure?)] = [
            (200, "{}", nil), (204, "", nil),
            (
                422, #"{"error":{"code":"full","message":"Kuota habis"}}"#,
                .refused("Kuota habis")
            ),
            (404, #"{"error":{"code":"noContent"}}"#, .refused("noContent")),
            (500, "", .unknown("HTTP 500")),
            (
                200, "[]",
                .unknown(
                    "enrolled, but the answer cannot be read: "
                        + #"malformed("the answer holds no assignment")"#)
            ),
        ]
        for (status, body, failure) in cases {
            let bench = try Bench(.odata) { _ in .answer(status, body) }
            #expect(await bench.enrolFailure() == failure)
        }
    }

    @Test("a conflict is looked up")
    func conflict() async throws {
        let bench = try Bench(.odata) { request in
            request.method == "PUT"
                ? .answer(409) : .answer(200, #"{"learningContentId":"C-1","status":"completed"}"#)
        }
        #expect(try await bench.platform.enrol(bench.request).state == .completed)
        let gone = try Bench(.odata) { request in
            request.method == "PUT" ? .answer(409) : .answer(404)
        }
        #expect(await gone.enrolFailure() == .conflict("HTTP 409"))
        #expect(try await gone.platform.enrolment(of: gone.request, reference: nil) == nil)
    }

    @Test("cancelling what is gone is fine")
    func cancel() async throws {
        for status in [200, 204, 404, 410] {
            let bench = try Bench(.odata) { _ in .answer(status) }
            try await bench.platform.cancel(bench.request, reference: Self.order)
            #expect(bench.server.requests.last?.method == "DELETE")
        }
    }

    private func report(_ body: String) async throws -> EnrolmentReport {
        let bench = try Bench(.odata) { _ in .answer(200, body) }
        return try await bench.platform.report(on: bench.request, reference: Self.order)
    }

    @Test("a completion is reported with the platform's own time, from whatever page")
    func completed() async throws {
        let bench = try Bench(.odata) { request in
            request.target.hasSuffix("skip=1")
                ? .answer(
                    200,
                    #"{"value":[{"status":"completed","completionPercentage":100,"#
                        + #""startedDateTime":"2026-01-01T00:00:00.0000001Z","#
                        + #""completedDateTime":"2026-01-02T00:00:00.1234567Z"}]}"#)
                : .answer(
                    200,
                    #"{"value":[{"status":"inProgress","completionPercentage":40}],"#
                        + #""@nextLink":"?skip=1"}"#)
        }
        let report = try await bench.platform.report(on: bench.request, reference: Self.order)
        #expect(report.events.map(\.kind) == [.started, .completed])
        #expect(report.events[1].at.description == "2026-01-02T00:00:00Z")
        #expect(report.events.allSatisfy { $0.orderID == Self.order })
        #expect(String(decoding: report.source, as: UTF8.self).contains("completed"))
        let target = try #require(bench.server.requests.first { $0.method == "GET" })
        #expect(
            target.target.removingPercentEncoding
                == "/api/learningCourseActivities?$filter=learningAssignmentId eq '\(Self.order)'")
    }

    @Test("the activities of Microsoft Graph's documentation tell of no completion")
    func graphExample() async throws {
        let events = try await report(ODataPages.graphActivities).events
        #expect(events.map(\.kind) == [.started])
    }

    @Test("an activity of somebody else, which a server without filters sends, is passed over")
    func others() async throws {
        for member in ["learningAssignmentId", "learningContentId", "learnerUserId"] {
            let item = #"{"\#(member)":"other","status":"completed","completedDateTime":null}"#
            #expect(try await report(#"{"value":[\#(item)]}"#).events.isEmpty)
        }
    }

    @Test("an activity that makes no sense is no completion")
    func malformed() async throws {
        for item in [
            "{}", #"{"status":7}"#, #"{"status":"completed","completedDateTime":"yesterday"}"#,
        ] {
            await #expect(throws: PlatformFailure.self) {
                _ = try await report(#"{"value":[\#(item)]}"#)
            }
        }
    }
}
