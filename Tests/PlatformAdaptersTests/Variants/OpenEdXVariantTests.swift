import Catalog
import Foundation
import Testing

@testable import PlatformAdapters

/// What Open edX of various ages answers otherwise than our simulator does.
@Suite("Variants of Open edX")
struct OpenEdXVariantTests {
    private static func course(_ key: String, _ members: String = "", run: String = "") -> String {
        #"{"key":"\#(key)","title":"T"\#(members),"course_runs":[{"key":"course-v1:a+b+\#(key)","#
            + #""status":"published"\#(run),"seats":[{"type":"verified","price":"150000.00","#
            + #""currency":"IDR","upgrade_deadline":null,"sku":"X","bulk_sku":null}]}]}"#
    }

    @Test("pages are followed where the links stand in `pagination`, as the LMS writes them")
    func pagination() async throws {
        let bench = try Bench(.openedx) { request in
            let isFirst = request.target.contains("offset=0")
            let next =
                isFirst
                ? #""https://lms.internal/api/courses/v1/courses/?page=2&page_size=1""# : "null"
            return .answer(
                200,
                #"{"results":[\#(Self.course(isFirst ? "a" : "b"))],"pagination":{"next":\#(next),"#
                    + #""previous":null,"count":2,"num_pages":2}}"#)
        }
        let harvest = try await bench.read()
        #expect(harvest.ids == ["a", "b"] && harvest.end.isComplete)
        #expect(bench.server.requests.last?.target == "/api/api/v1/courses/?page=2&page_size=1")
    }

    @Test("whatever course-discovery may leave null is left empty")
    func nulls() async throws {
        let names = [
            "short_description", "full_description", "level_type", "image", "video", "owners",
            "subjects", "skill_names", "modified", "marketing_url", "advertised_course_run_uuid",
        ]
        let runNames = [
            "start", "end", "pacing_type", "content_language", "min_effort", "max_effort",
            "weeks_to_complete", "image", "marketing_url",
        ]
        func nulls(_ names: [String]) -> String { names.map { #","\#($0)":null"# }.joined() }
        let course = Self.course("a", nulls(names), run: nulls(runNames))
        let bench = try Bench(.openedx) { _ in
            .answer(200, #"{"count":1,"next":null,"previous":null,"results":[\#(course)]}"#)
        }
        let harvest = try await bench.read()
        #expect(harvest.rejects.isEmpty && harvest.unknownWords.isEmpty)
        let listing = try #require(harvest.listings.first)
        #expect(listing.price == Money(rupiah: 150_000) && listing.delivery == nil)
        #expect(listing.durationMinutes == nil && listing.provider == nil)
    }

    @Test("a certificate that is not there, not ready or not passed is no completion")
    func certificates() async throws {
        let key = "verified course-v1:edX+DemoX+2026"
        let user = "ptc_01jz0000000000000000000000"
        let named = #""username":"\#(user)","course_id":"course-v1:edX+DemoX+2026""#
        let waiting = ["generating", "notpassing", "unverified", "audit_passing", "unavailable"]
        var answers = waiting.map { status in
            (
                200,
                #"{\#(named),"status":"\#(status)","is_passing":true,"grade":null,"#
                    + #""created_date":"2026-02-03T13:14:28.374566Z","download_url":null}"#
            )
        }
        answers.append((404, #"{"error_code":"no_certificate_for_user"}"#))
        for (status, body) in answers {
            let bench = try Bench(.openedx) { _ in .answer(status, body) }
            let report = try await bench.platform.report(
                on: bench.request(key: key), reference: user + ",course-v1:edX+DemoX+2026")
            #expect(report.events.isEmpty)
        }
    }
}
