import Catalog
import Foundation
import Synchronization
import Testing

@testable import PlatformAdapters

@Suite("The catalogue of an Open edX platform")
struct OpenEdXCatalogueTests {
    private static let first = "/api/api/v1/courses/?limit=100&offset=0"

    private static func course(_ key: String, _ members: String = "") -> String {
        #"{"key":"\#(key)","title":"Barista"\#(members),"course_runs":[\#(run())]}"#
    }

    private static func run(
        _ key: String = "course-v1:a+b+1", status: String = "published", members: String = "",
        seats: String = #"{"type":"verified","price":"150000.00","currency":"IDR"}"#
    ) -> String {
        #"{"key":"\#(key)","status":"\#(status)"\#(members),"seats":[\#(seats)]}"#
    }

    private static func page(
        _ courses: [String], next: String = "null", count: Int? = nil
    ) -> String {
        let counted = count.map { #""count":\#($0),"# } ?? ""
        return #"{\#(counted)"next":\#(next),"previous":null,"#
            + #""results":[\#(courses.joined(separator: ","))]}"#
    }

    private static func bench(_ body: String) throws -> Bench {
        try Bench(.openedx) { _ in .answer(200, body) }
    }

    @Test("a course is read with its published run and the seat in rupiah")
    func wholeCourse() async throws {
        let course = #"""
            {"key":"UI+KOPI1","uuid":"c0","title":" Kopi  Susu ","short_description":"Pendek",
            "full_description":"<p>Baik</p>","level_type":"Introductory","mystery":{"a":[1]},
            "subjects":[{"name":"Kuliner"},{"name":"Bisnis"}],
            "owners":[{"key":"UI","name":"Warung"}],
            "image":{"src":"https://x.example/k.jpg"},"skill_names":["kopi","susu","kopi"],
            "modified":"2026-01-02T03:04:05.123456Z",
            "entitlements":[{"price":"1.00","currency":"IDR"}],
            "course_runs":[
            {"key":"course-v1:UI+KOPI1+2025","status":"archived","seats":[
            {"type":"verified","price":"90000.00","currency":"IDR"}]},
            {"key":"course-v1:UI+KOPI1+2026","status":"published","pacing_type":"self_paced",
            "start":"2026-01-01T00:00:00Z","end":"2030-01-01T00:00:00Z","content_language":"id-id",
            "min_effort":2,"max_effort":4,"weeks_to_complete":3,
            "marketing_url":"https://x.example/kopi","seats":[
            {"type":"audit","price":"0.00","currency":"IDR"},
            {"type":"verified","price":"49.00","currency":"USD"},
            {"type":"professional","price":"150000.00","currency":"IDR"}]}]}
            """#
        let bench = try Self.bench(Self.page([course], count: 1))
        let harvest = try await bench.read()
        #expect(harvest.rejects.isEmpty && harvest.unknownWords.isEmpty)
        let listing = try #require(harvest.listings.first)
        #expect(listing.externalID == "UI+KOPI1" && listing.title == "Kopi Susu")
        #expect(listing.description == "<p>Baik</p>" && listing.price == Money(rupiah: 150_000))
        #expect(listing.provider == "Warung" && listing.category == "Kuliner")
        #expect(listing.delivery == .selfPaced && listing.level == .beginner)
        #expect(listing.language == "id" && listing.durationMinutes == 3 * 3 * 60)
        #expect(listing.skills == ["kopi", "susu"] && listing.schedules.isEmpty)
        #expect(listing.url == "https://x.example/kopi")
        #expect(listing.imageURL == "https://x.example/k.jpg")
        #expect(listing.updatedAt == Instant("2026-01-02T03:04:05.123Z"))
        #expect(listing.enrolmentKey == "professional course-v1:UI+KOPI1+2026")
        #expect(harvest.end.isComplete && harvest.end.cursor == nil)
        let sent = bench.server.requests
        #expect(sent.map(\.target) == ["/api/oauth2/access_token", Self.first])
        #expect(sent.last?.headers["authorization"] == "JWT token-1")
        #expect(
            sent.first?.body
                == "grant_type=client_credentials&token_type=jwt&client_id=catalogd"
                + "&client_secret=s3cret")
    }

    @Test(
        "the next page is taken by its query, whatever host it names",
        arguments: [
            "http://discovery.internal:18381/api/v1/courses/?limit=100&offset=100",
            "https://elsewhere.example/other/path?limit=100&offset=100", "?limit=100&offset=100",
            "/api/v1/courses/?limit=100&offset=100", "//x.example/?limit=100&offset=100",
        ])
    func nextLinks(link: String) async throws {
        let bench = try Bench(.openedx) { request in
            request.target.hasSuffix("offset=100")
                ? .answer(200, Self.page([Self.course("C-2")], count: 2))
                : .answer(200, Self.page([Self.course("C-1")], next: "\"\(link)\"", count: 2))
        }
        let harvest = try await bench.read()
        #expect(harvest.ids == ["C-1", "C-2"] && harvest.end.isComplete)
        #expect(
            bench.server.requests.last?.target == "/api/api/v1/courses/?limit=100&offset=100")
        #expect(bench.server.connectionCount <= 2)
    }

    @Test(
        "a next link that is none ends the run",
        arguments: [#""file:///etc/passwd""#, "7", "{}", #""http://x.example/courses/""#])
    func badNext(link: String) async throws {
        let bench = try Self.bench(Self.page([Self.course("C-1")], next: link))
        guard case .malformed = await bench.failure() else {
            Issue.record("taken")
            return
        }
    }

    @Test("pages that lead round in a circle are left")
    func circle() async throws {
        let bench = try Bench(.openedx) { request in
            let next = request.target.hasSuffix("=2") ? "?offset=3" : "?offset=2"
            return .answer(200, Self.page([], next: "\"\(next)\""))
        }
        guard case .malformed(let words) = await bench.failure() else {
            Issue.record("walked on")
            return
        }
        #expect(words.contains("circle"))
    }

    @Test("a run takes no longer than its time, however many pages there are")
    func endlessPages() async throws {
        let clock = Mutex<ManualClock?>(nil)
        let bench = try Bench(.openedx, syncSpanMax: .minutes(10)) { request in
            clock.withLock { $0?.advance(by: .seconds(30)) }
            let page = (Int(request.target.split(separator: "=").last ?? "") ?? 0) + 1
            return .answer(200, Self.page([], next: #""?offset=\#(page)""#))
        }
        clock.withLock { $0 = bench.clock }
        guard case .unavailable = await bench.failure() else {
            Issue.record("walked on")
            return
        }
    }

    @Test("a token that expires between two pages is renewed, and the page asked for again")
    func expiredToken() async throws {
        let bench = try Bench(.openedx) { request in
            let isSecond = request.target.hasSuffix("offset=1")
            if isSecond, request.headers["authorization"] == "JWT token-1" {
                return .answer(401, #"{"detail":"Signature has expired."}"#)
            }
            return .answer(
                200,
                Self.page(
                    [Self.course(isSecond ? "C-2" : "C-1")],
                    next: isSecond ? "null" : #""?offset=1""#))
        }
        #expect(try await bench.read().ids == ["C-1", "C-2"])
        #expect(bench.server.requests.last?.headers["authorization"] == "JWT token-2")
    }

    @Test("a course that slipped between two pages is not taken for gone")
    func shiftedPages() async throws {
        let bench = try Bench(.openedx) { request in
            request.target.hasSuffix("offset=2")
                ? .answer(200, Self.page([Self.course("C-4")], count: 3))
                : .answer(
                    200,
                    Self.page(
                        [Self.course("C-1"), Self.course("C-2")], next: #""?offset=2""#,
                        count: 4))
        }
        let harvest = try await bench.read()
        #expect(harvest.ids == ["C-1", "C-2", "C-4"] && !harvest.end.isComplete)
    }

    @Test("a busy platform is waited for, and one that refuses our credentials is told apart")
    func waiting() async throws {
        let bench = try Bench(.openedx) { request in
            request.earlier == 0
                ? .answer(429, "{}", headers: ["Retry-After: 7"])
                : .answer(200, Self.page([Self.course("C-1")]))
        }
        #expect(try await bench.read().ids == ["C-1"])
        #expect(bench.waited == [.seconds(7)])
        let refused = try Bench(.openedx) { _ in .answer(403, #"{"detail":"no"}"#) }
        #expect(await refused.failure() == .unauthorized("no"))
    }

    @Test(
        "a page that breaks the dialect is malformed",
        arguments: [
            "", "null", "[]", "{}", #"{"results":{}}"#, #"{"results":[}"#, "<html>",
            String(repeating: "[", count: 5_000),
        ])
    func malformed(body: String) async throws {
        guard case .malformed = await (try Self.bench(body)).failure() else {
            Issue.record("taken")
            return
        }
    }

    // MARK: - Records

    @Test("a course without a run or seat that we can sell is skipped with a reason, and gone")
    func notForSale() async throws {
        let audit = #"{"type":"audit","price":"0.00","currency":"IDR"}"#
        let dollars = #"{"type":"verified","price":"49.00","currency":"USD"}"#
        let courses = [
            #"{"key":"N-1","title":"T","course_runs":[]}"#, #"{"key":"N-2","title":"T"}"#,
            #"{"key":"N-3","title":"T","course_runs":[\#(Self.run(status: "unpublished"))]}"#,
            #"{"key":"N-4","title":"T","course_runs":[\#(Self.run(seats: ""))]}"#,
            #"{"key":"N-5","title":"T","entitlements":[{"price":"5.00","currency":"IDR"}],"#
                + #""course_runs":[\#(Self.run(seats: audit))]}"#,
            #"{"key":"N-6","title":"T","course_runs":[\#(Self.run(seats: dollars))]}"#,
            Self.course("C"),
        ]
        let harvest = try await (try Self.bench(Self.page(courses))).read()
        #expect(harvest.ids == ["C"])
        #expect(harvest.rejects.map(\.record) == (1...6).map { "N-\($0)" })
        #expect(harvest.pages.flatMap(\.removed) == (1...6).map { "N-\($0)" })
        #expect(harvest.rejects[0].reason == "page 1, item 1: no run is published")
        #expect(harvest.rejects[5].reason == "page 1, item 6: no seat is priced in rupiah")
    }

    @Test("one record of a wrong type is rejected with its reason; the others are taken")
    func wrongTypes() async throws {
        func price(_ text: String) -> String {
            let run = Self.run(seats: #"{"type":"verified","currency":"IDR","price":\#(text)}"#)
            return #","course_runs":[\#(run)]"#
        }
        let bad =
            [
                #""title":5"#, #""title":"T","owners":"UI""#, #""title":"T","owners":[{"name":7}]"#,
                #""title":"T","subjects":[1]"#, #""title":"T","skill_names":"kopi""#,
                #""title":"T","course_runs":{}"#, #""title":"T","course_runs":[3]"#,
                #""title":"T""# + price("{}"), #""title":"T""# + price(#""1500.50""#),
                #""title":"T""# + price("-1"), #""title":"T""# + price(#""banyak""#),
            ]
            + [
                Self.run("a b"), Self.run("a/../b"), Self.run(seats: "7"),
                Self.run(members: #","weeks_to_complete":"ten""#),
                Self.run(members: #","weeks_to_complete":99999,"min_effort":1"#),
            ].map { #""title":"T","course_runs":[\#($0)]"# }
        let records = bad.enumerated().map { index, members in
            members.contains("course_runs")
                ? #"{"key":"B-\#(index)",\#(members)}"#
                : #"{"key":"B-\#(index)",\#(members),"course_runs":[\#(Self.run())]}"#
        }
        let others = ["7", #"{"key":7,"title":"T","course_runs":[\#(Self.run())]}"#]
        let harvest = try await
            (try Self.bench(Self.page(records + others + [Self.course("C"), Self.course("C")])))
            .read()
        #expect(harvest.ids == ["C"])
        #expect(
            harvest.rejects.map(\.record)
                == bad.indices.map { "B-\($0)" } + ["page 1, item 17", "page 1, item 18", "C"])
        #expect(harvest.pages.flatMap(\.removed).isEmpty)
    }

    @Test(
        "of several runs the one that is sold is the advertised one, else the next that is open",
        arguments: [
            (#","advertised_course_run_uuid":"u3""#, "r3"), ("", "r2"),
            (#","advertised_course_run_uuid":"unknown""#, "r2"),
        ])
    func choice(members: String, key: String) async throws {
        let runs = [
            Self.run("r1", members: #","end":"2020-01-01T00:00:00Z""#),
            Self.run("r3", members: #","uuid":"u3","start":"2026-09-01T00:00:00Z""#),
            Self.run("r2", members: #","start":"2026-02-01T00:00:00Z""#),
        ]
        let course =
            #"{"key":"C","title":"T"\#(members),"course_runs":[\#(runs.joined(separator: ","))]}"#
        let listing = try #require(
            try await (try Self.bench(Self.page([course]))).read().listings.first)
        #expect(listing.enrolmentKey == "verified " + key)
    }

    @Test("an instructor's pace is a webinar only where the run is live, and then has its date")
    func delivery() async throws {
        let dates = #","start":"2026-02-01T02:00:00Z","end":"2026-02-01T04:00:00Z""#
        let paces: [(String, Delivery?)] = [
            (#","pacing_type":"instructor_paced""#, nil),
            (#","pacing_type":"instructor_paced","is_live":true"#, .webinar),
            (#","pacing_type":"instructor_paced","delivery_mode":"Live online""#, .webinar),
            (#","pacing_type":"instructor_paced","type":"deliverables""#, nil),
            (#","pacing_type":"self_paced","is_live":true"#, .selfPaced), ("", nil),
        ]
        let courses = paces.enumerated().map { index, pace in
            let run = Self.run(members: dates + pace.0)
            return #"{"key":"C-\#(index)","title":"T","course_runs":[\#(run)]}"#
        }
        let listings = try await (try Self.bench(Self.page(courses))).read().listings
        #expect(listings.map(\.delivery) == paces.map(\.1))
        let start = try #require(Instant("2026-02-01T02:00:00Z"))
        #expect(
            listings[1].schedules == [
                ListedSchedule(
                    code: "course-v1:a+b+1", startsAt: start, endsAt: start + .hours(2),
                    seats: nil, regency: nil)
            ])
        #expect(listings.filter { !$0.schedules.isEmpty }.count == 2)
    }
}
