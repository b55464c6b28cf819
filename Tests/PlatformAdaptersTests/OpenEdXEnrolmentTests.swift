import Catalog
import Foundation
import Testing

@testable import PlatformAdapters

@Suite("Enrolments and certificates of an Open edX platform")
struct OpenEdXEnrolmentTests {
    private static let user = "ptc_01jz0000000000000000000000"
    private static let run = "course-v1:UI+KOPI1+2026"
    private static let key = "verified " + run
    private static let reference = user + "," + run
    private static let path = "/api/api/enrollment/v1/enrollment"

    private static func document(
        mode: String = "verified", isActive: Bool = true, user: String = user, run: String = run
    ) -> String {
        #"{"created":"2026-01-01T00:00:00Z","mode":"\#(mode)","is_active":\#(isActive),"#
            + #""course_details":{"course_id":"\#(run)","course_modes":[]},"user":"\#(user)"}"#
    }

    @Test("the user name made of a participant is one that Open edX takes")
    func userName() {
        #expect(OpenEdXReference.isUserName(Self.user) && Self.user.count <= 30)
        #expect(OpenEdXReference(Self.reference)?.run == Self.run)
        for text in ["", "a", ",r", "a,", "a b,r", "a,r s", "a,..", "a,x/../y"] {
            #expect(OpenEdXReference(text) == nil)
        }
    }

    @Test("an enrolment names the run's key and the mode of the seat in rupiah")
    func enrol() async throws {
        let bench = try Bench(.openedx) { _ in .answer(200, Self.document()) }
        let enrolment = try await bench.platform.enrol(bench.request(key: Self.key))
        #expect(enrolment == Enrolment(reference: Self.reference, state: .active))
        let sent = try #require(bench.server.requests.last)
        #expect(sent.method == "POST" && sent.target == Self.path)
        #expect(sent.headers["content-type"] == "application/json")
        #expect(sent.headers["authorization"] == "JWT token-1")
        #expect(
            sent.body == #"{"course_details":{"course_id":"\#(Self.run)"},"is_active":true,"#
                + #""mode":"verified","user":"\#(Self.user)"}"#)
    }

    @Test("a live run is booked by its schedule, even when another run is sold meanwhile")
    func booked() async throws {
        let bench = try Bench(.openedx) { _ in .answer(200, Self.document(run: "old")) }
        let enrolment = try await bench.platform.enrol(
            bench.request(schedule: "old", key: Self.key))
        #expect(enrolment.reference == Self.user + ",old")
    }

    @Test("without a run to enrol in nothing is sent", arguments: [nil, "", "verified", "a b c"])
    func noRun(key: String?) async throws {
        let bench = try Bench(.openedx) { _ in .answer(200, Self.document()) }
        guard case .refused = await bench.enrolFailure(bench.request(key: key)) else {
            Issue.record("sent")
            return
        }
        #expect(bench.server.requests.isEmpty)
    }

    @Test(
        "what an answer means for the order",
        arguments: [
            (400, .refused("no")), (404, .refused("no")), (406, .refused("no")),
            (409, .conflict("no")), (401, .unauthorized("no")), (403, .unauthorized("no")),
            (429, .unavailable("no", retryAfterSeconds: 3)), (500, .unknown("no")),
            (504, .unknown("no")), (302, .unknown("HTTP 302 where an answer was due")),
        ] as [(Int, PlatformFailure)])
    func meanings(meaning: (status: Int, failure: PlatformFailure)) async throws {
        let bench = try Bench(.openedx) { _ in
            .answer(meaning.status, #"{"message":"no"}"#, headers: ["Retry-After: 3"])
        }
        #expect(await bench.enrolFailure(bench.request(key: Self.key)) == meaning.failure)
    }

    @Test(
        "a success that does not say so leaves the order unknown",
        arguments: [
            "", "null", "[]", "{}", "<html>", document(isActive: false),
            document(user: "somebody"), document(run: "other"),
        ])
    func unreadable(body: String) async throws {
        let bench = try Bench(.openedx) { _ in .answer(200, body) }
        guard case .unknown = await bench.enrolFailure(bench.request(key: Self.key)) else {
            Issue.record("known")
            return
        }
    }

    @Test("a learner who stays an auditor is not enrolled")
    func auditor() async throws {
        let bench = try Bench(.openedx) { _ in .answer(200, Self.document(mode: "audit")) }
        #expect(
            await bench.enrolFailure(bench.request(key: Self.key))
                == .refused("the learner has the mode audit, not verified"))
    }

    @Test(
        "a look-up finds what was ordered, and what was cancelled only by its name",
        arguments: [
            (document(), .active, .active), ("", nil, nil), ("null", nil, nil),
            (document(isActive: false), nil, .cancelled),
            (document(mode: "audit"), nil, .active),
        ] as [(String, Enrolment.State?, Enrolment.State?)])
    func lookUp(
        answer: (body: String, ordered: Enrolment.State?, named: Enrolment.State?)
    ) async throws {
        let bench = try Bench(.openedx) { _ in .answer(200, answer.body) }
        let request = bench.request(key: Self.key)
        let platform = bench.platform
        #expect(try await platform.enrolment(of: request, reference: nil)?.state == answer.ordered)
        let named = try await platform.enrolment(of: request, reference: Self.reference)
        #expect(named?.state == answer.named)
        #expect(bench.server.requests.last?.target == Self.path + "/" + Self.reference)
        await #expect(throws: PlatformFailure.self) {
            try await platform.enrolment(of: request, reference: "..")
        }
    }

    @Test("a cancellation sends the mode of the seat that was bought")
    func cancel() async throws {
        let bench = try Bench(.openedx) { _ in .answer(200, Self.document(isActive: false)) }
        try await bench.platform.cancel(bench.request(key: Self.key), reference: Self.reference)
        #expect(bench.server.requests.dropFirst().map(\.method) == ["POST"])
        let body = try #require(bench.server.requests.last?.body)
        #expect(body.contains(#""is_active":false,"mode":"verified""#))
    }

    @Test(
        "where another run or seat is sold meanwhile, the enrolment's own mode is sent",
        arguments: ["verified another-run", key, nil])
    func cancelOtherMode(key: String?) async throws {
        let bench = try Bench(.openedx) { request in
            if request.method == "GET" { return .answer(200, Self.document(mode: "honor")) }
            return request.body.contains(#""mode":"honor""#)
                ? .answer(200, Self.document(mode: "honor", isActive: false))
                : .answer(400, #"{"message":"Enrollment mode mismatch"}"#)
        }
        try await bench.platform.cancel(bench.request(key: key), reference: Self.reference)
        let body = try #require(bench.server.requests.last?.body)
        #expect(body.contains(#""is_active":false,"mode":"honor""#))
    }

    @Test(
        "a cancellation that is refused, or changes nothing, is a refusal",
        arguments: [(400, #"{"developer_message":"no"}"#), (200, document())])
    func refusedCancel(answer: (status: Int, body: String)) async throws {
        let bench = try Bench(.openedx) { request in
            request.method == "GET"
                ? .answer(200, Self.document()) : .answer(answer.status, answer.body)
        }
        do throws(PlatformFailure) {
            try await bench.platform.cancel(
                bench.request(key: Self.key), reference: Self.reference)
            Issue.record("cancelled")
        } catch {
            guard case .refused = error else {
                Issue.record("\(error)")
                return
            }
        }
    }

    @Test(
        "what is no longer there counts as cancelled", arguments: ["", document(isActive: false)])
    func cancelledBefore(body: String) async throws {
        let bench = try Bench(.openedx) { request in
            request.method == "GET" ? .answer(200, body) : .answer(404)
        }
        try await bench.platform.cancel(bench.request(key: Self.key), reference: Self.reference)
    }

    // MARK: - Certificates

    private static func certificate(
        status: String = "downloadable", isPassing: String = "true",
        url: String = #""/certificates/0123456789abcdef0123456789abcdef""#,
        grade: String = #""0.98""#, user: String = user
    ) -> String {
        #"{"username":"\#(user)","course_id":"\#(run)","certificate_type":"verified","#
            + #""created_date":"2026-02-03T13:14:28+0000","status":"\#(status)","#
            + #""is_passing":\#(isPassing),"download_url":\#(url),"grade":\#(grade)}"#
    }

    private func report(_ status: Int, _ body: String) async throws -> [CompletionEvent] {
        let bench = try Bench(.openedx) { _ in .answer(status, body) }
        #expect(bench.platform.canReport)
        let report = try await bench.platform.report(
            on: bench.request(key: Self.key), reference: Self.reference)
        #expect(String(decoding: report.source, as: UTF8.self) == body)
        #expect(
            bench.server.requests.last?.target
                == "/api/api/certificates/v0/certificates/\(Self.user)/courses/\(Self.run)/")
        return report.events
    }

    @Test("a certificate that can be downloaded is a completion and a certificate")
    func completed() async throws {
        let events = try await report(200, Self.certificate())
        #expect(events.map(\.kind) == [.completed, .certificateIssued])
        #expect(events.map(\.score) == [98, 98])
        #expect(events.allSatisfy { $0.at == Instant("2026-02-03T13:14:28Z") })
        #expect(events.allSatisfy { $0.enrolmentReference == Self.reference })
        let issued = try #require(events[1].certificate)
        #expect(issued.number == "0123456789abcdef0123456789abcdef")
        #expect(issued.url.hasPrefix("http://127.0.0.1:"))
        #expect(issued.url.hasSuffix("/certificates/" + issued.number))
        let elsewhere = try await report(
            200, Self.certificate(url: #""https://s3.example/x/cert.pdf""#, grade: #""A-""#))
        #expect(elsewhere[1].certificate?.url == "https://s3.example/x/cert.pdf")
        #expect(elsewhere[1].certificate?.number == Self.reference && elsewhere[0].score == nil)
    }

    @Test("whoever has not passed, or has nothing yet, has not completed")
    func notCompleted() async throws {
        #expect(try await report(404, #"{"error_code":"no_certificate_for_user"}"#).isEmpty)
        let failed = Self.certificate(status: "notpassing", isPassing: "false", url: "null")
        #expect(try await report(200, failed).isEmpty)
        #expect(try await report(200, Self.certificate(isPassing: "false")).isEmpty)
        #expect(
            try await report(200, Self.certificate(status: "audit_notpassing", isPassing: "null"))
                .isEmpty)
        let generating = Self.certificate(status: "generating", url: "null")
        #expect(try await report(200, generating).isEmpty)
        let withoutLink = Self.certificate(url: "null")
        #expect(try await report(200, withoutLink).map(\.kind) == [.completed])
        let script = Self.certificate(url: #""javascript:alert(1)""#)
        #expect(try await report(200, script).map(\.kind) == [.completed])
    }

    @Test(
        "a certificate that is somebody else's, or makes no sense, is none",
        arguments: [
            "", "{}", "[]", certificate(user: "somebody"),
            certificate().replacingOccurrences(of: "2026-02-03T", with: "soon"),
            certificate().replacingOccurrences(of: run, with: "course-v1:a+b+c"),
        ])
    func unusable(body: String) async throws {
        await #expect(throws: PlatformFailure.self) { try await report(200, body) }
    }

    @Test("an unsigned event is a hint and nothing more")
    func hint() async throws {
        let bench = try Bench(.openedx) { _ in .answer(200) }
        #expect(bench.platform.hasOwnCallbacks)
        func read(_ body: String) async throws(CallbackRefusal) -> CallbackContent {
            try await bench.platform.read(
                PlatformCallback(
                    headers: [], body: Array(body.utf8), receivedAt: bench.clock.now))
        }
        let content = try await read(
            #"{"username":"\#(Self.user)","course_id":"\#(Self.run)","passed":true}"#)
        guard case .hint(Self.reference) = content else {
            Issue.record("\(content)")
            return
        }
        for body in [
            "", "[]", "{}", #"{"username":7,"course_id":"r"}"#,
            #"{"username":"a,b","course_id":"r"}"#,
            #"{"username":"a","course_id":"../x"}"#,
            #"{"username":"a","course_id":"\#(String(repeating: "r", count: 300))"}"#,
        ] {
            await #expect(throws: CallbackRefusal.self) { try await read(body) }
        }
        #expect(bench.server.requests.isEmpty)
    }
}
