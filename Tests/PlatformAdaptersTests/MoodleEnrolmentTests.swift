import Catalog
import Foundation
import Synchronization
import Testing

@testable import PlatformAdapters

@Suite("Enrolments and completions of a Moodle platform")
struct MoodleEnrolmentTests {
    private static let user = "ptc_01jz0000000000000000000000"

    /// The values of a form's fields, decoded.
    private static func form(_ request: ScriptedServer.Request) -> [String: String] {
        var fields: [String: String] = [:]
        for pair in request.body.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            fields[String(parts[0]).removingPercentEncoding ?? ""] =
                String(parts[1]).removingPercentEncoding
        }
        return fields
    }

    /// A server that answers by function; what is not told is answered `null`.
    private static func bench(
        limits: HTTPLimits = HTTPLimits(), _ answers: [String: String]
    ) throws -> Bench {
        try Bench(.moodle, limits: limits) { request in
            .answer(200, answers[form(request)["wsfunction"] ?? ""] ?? "null")
        }
    }

    private static let find = "core_user_get_users_by_field"
    private static let create = "core_user_create_users"
    private static let enrolFunction = "enrol_manual_enrol_users"
    private static let known = [find: #"[{"id":17,"username":"\#(user)"}]"#]

    private static func exception(_ code: String) -> String {
        #"{"exception":"moodle_exception","errorcode":"\#(code)","message":"no","debuginfo":"x"}"#
    }

    @Test("a user who is there is enrolled as a student")
    func enrol() async throws {
        let bench = try Self.bench(Self.known)
        let enrolment = try await bench.platform.enrol(bench.request(course: "42"))
        #expect(enrolment == Enrolment(reference: "17,42", state: .active))
        let sent = bench.server.requests.map(Self.form)
        #expect(sent.map { $0["wsfunction"] } == [Self.find, Self.enrolFunction])
        #expect(sent[0]["field"] == "username" && sent[0]["values[0]"] == Self.user)
        #expect(sent[1]["enrolments[0][roleid]"] == "5")
        #expect(sent[1]["enrolments[0][userid]"] == "17")
        #expect(sent[1]["enrolments[0][courseid]"] == "42")
    }

    @Test("a user who is not there is made, with an address that reaches nobody")
    func newUser() async throws {
        let bench = try Self.bench([
            Self.find: "[]", Self.create: #"[{"id":18,"username":"\#(Self.user)"}]"#,
        ])
        let enrolment = try await bench.platform.enrol(
            bench.request(course: "42", name: "Siti <b>Nur</b> Aminah"))
        #expect(enrolment.reference == "18,42")
        let made = Self.form(bench.server.requests[1])
        #expect(made["wsfunction"] == Self.create)
        #expect(made["users[0][username]"] == Self.user)
        #expect(made["users[0][firstname]"] == "Siti bNur/b")
        #expect(made["users[0][lastname]"] == "Aminah")
        #expect(made["users[0][email]"]?.hasSuffix(".invalid") == true)
        let password = try #require(made["users[0][password]"])
        #expect(password.count >= 16 && password.contains("-"))
    }

    @Test(
        "names are two, as Moodle wants them",
        arguments: [
            ("Siti Nur Aminah", "Siti Nur", "Aminah"), ("Suharto", "Suharto", "-"),
            ("  ", "Peserta", "-"),
        ])
    func names(name: String, first: String, last: String) {
        #expect(MoodleAdapter.names(of: name) == (first, last))
    }

    @Test("a user whom an earlier request made is found after all")
    func raced() async throws {
        let looks = Mutex(0)
        let bench = try Bench(.moodle) { request in
            switch Self.form(request)["wsfunction"] {
            case Self.find:
                let count = looks.withLock { count in
                    count += 1
                    return count
                }
                return .answer(200, count == 1 ? "[]" : Self.known[Self.find] ?? "")
            case Self.create: return .answer(200, Self.exception("invalidparameter"))
            default: return .answer(200, "null")
            }
        }
        let enrolment = try await bench.platform.enrol(bench.request(course: "42"))
        #expect(enrolment.reference == "17,42")
    }

    @Test("a user who could not be made is no enrolment: nothing was done")
    func lostUser() async throws {
        let bench = try Self.bench([Self.find: "[]", Self.create: "<html>"])
        guard case .unavailable = await bench.enrolFailure(bench.request(course: "42")) else {
            Issue.record("another failure")
            return
        }
        let refused = try Self.bench([
            Self.find: "[]", Self.create: Self.exception("invalidparameter"),
        ])
        #expect(
            await refused.enrolFailure(refused.request(course: "42"))
                == .refused("no (invalidparameter)"))
    }

    @Test("a course that is no number is refused before anybody is asked", arguments: ["C-1", "0"])
    func noCourse(course: String) async throws {
        let bench = try Self.bench(Self.known)
        guard case .refused = await bench.enrolFailure(bench.request(course: course)) else {
            Issue.record("sent")
            return
        }
        #expect(bench.server.requests.isEmpty)
    }

    @Test(
        "what an answer to the enrolment means for the order",
        arguments: [
            (exception("wsnoinstance"), .refused("no (wsnoinstance)")),
            (exception("invalidtoken"), .unauthorized("no (invalidtoken)")),
            (exception("dmlwriteexception"), .unknown("no (dmlwriteexception)")),
            ("", .unknown("enrol_manual_enrol_users: the answer is not JSON")),
            ("<html>", .unknown("enrol_manual_enrol_users: the answer is not JSON")),
            ("7", .unknown("enrol_manual_enrol_users: an answer where none is due")),
        ] as [(String, PlatformFailure)])
    func meanings(meaning: (body: String, failure: PlatformFailure)) async throws {
        let answers = Self.known.merging([Self.enrolFunction: meaning.body]) { $1 }
        let bench = try Self.bench(answers)
        #expect(await bench.enrolFailure(bench.request(course: "42")) == meaning.failure)
    }

    @Test("a lost reply leaves the order unknown, and is not sent again")
    func lostReply() async throws {
        var limits = HTTPLimits()
        limits.callMilliseconds = 300
        let bench = try Bench(.moodle, limits: limits) { request in
            Self.form(request)["wsfunction"] == Self.find
                ? .answer(200, Self.known[Self.find] ?? "") : [.wait(600), .close]
        }
        guard case .unknown = await bench.enrolFailure(bench.request(course: "42")) else {
            Issue.record("known")
            return
        }
        #expect(bench.server.requests.count == 2)
    }

    @Test("a look-up goes by the user's courses")
    func lookUp() async throws {
        let courses = #"[{"id":41},{"id":42,"completed":false},{"id":43,"completed":true}]"#
        let bench = try Self.bench(
            Self.known.merging(["core_enrol_get_users_courses": courses]) { $1 })
        let platform = bench.platform
        let ordered = bench.request(course: "42")
        let found = try await platform.enrolment(of: ordered, reference: nil)
        #expect(found == Enrolment(reference: "17,42", state: .active))
        #expect(Self.form(bench.server.requests[1])["userid"] == "17")
        #expect(try await platform.enrolment(of: ordered, reference: "17,44") == nil)
        let done = try await platform.enrolment(of: ordered, reference: "17,43")
        #expect(done?.state == .completed)
        for reference in ["", "17", "17,", "x,42", "17,42,1", "-1,2", "017,42"] {
            await #expect(throws: PlatformFailure.self) {
                try await platform.enrolment(of: ordered, reference: reference)
            }
        }
        let nobody = try Self.bench([Self.find: "[]"])
        #expect(try await nobody.platform.enrolment(of: ordered, reference: nil) == nil)
    }

    @Test("a cancellation is carried out, and one already gone counts")
    func cancel() async throws {
        for answer in ["null", Self.exception("usernotenroled")] {
            let bench = try Self.bench(["enrol_manual_unenrol_users": answer])
            try await bench.platform.cancel(bench.request(course: "42"), reference: "17,42")
            let sent = Self.form(try #require(bench.server.requests.last))
            #expect(sent["enrolments[0][userid]"] == "17")
            #expect(sent["enrolments[0][courseid]"] == "42")
        }
        let bench = try Self.bench([
            "enrol_manual_unenrol_users": Self.exception("wscannotunenrol")
        ])
        await #expect(throws: PlatformFailure.refused("no (wscannotunenrol)")) {
            try await bench.platform.cancel(bench.request(course: "42"), reference: "17,42")
        }
    }

    // MARK: - Completions

    private func report(_ body: String) async throws -> [CompletionEvent] {
        let bench = try Self.bench(["core_completion_get_course_completion_status": body])
        #expect(bench.platform.canReport && !bench.platform.hasOwnCallbacks)
        let report = try await bench.platform.report(
            on: bench.request(course: "42"), reference: "17,42")
        let sent = Self.form(try #require(bench.server.requests.last))
        #expect(sent["courseid"] == "42" && sent["userid"] == "17")
        return report.events
    }

    @Test("a completed course is as old as the criterion that completed it")
    func completed() async throws {
        let events = try await report(try Fixture.text("moodle/completed.json"))
        #expect(events.map(\.kind) == [.completed])
        #expect(events.first?.enrolmentReference == "17,42")
        #expect(events.first?.at == Instant("2026-02-03T04:05:06Z"))
        let any = try Fixture.text("moodle/completed.json")
            .replacingOccurrences(of: #""aggregation": 1"#, with: #""aggregation": 2"#)
        #expect(try await report(any).first?.at == Instant("2026-02-01T00:00:00Z"))
    }

    @Test("a course that is under way, or whose learner is not there, is not completed")
    func notCompleted() async throws {
        #expect(try await report(try Fixture.text("moodle/under-way.json")).isEmpty)
        #expect(try await report(try Fixture.text("moodle/not-enrolled.json")).isEmpty)
    }

    @Test("what says nothing of completion is no completion", arguments: ["null", "[]", "{}", ""])
    func unusable(body: String) async throws {
        await #expect(throws: PlatformFailure.self) { try await report(body) }
        await #expect(throws: PlatformFailure.self) {
            try await report(Self.exception("nocriteriaset"))
        }
    }
}
