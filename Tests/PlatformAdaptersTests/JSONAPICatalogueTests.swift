import Catalog
import Foundation
import Synchronization
import Testing

@testable import PlatformAdapters

@Suite("The catalogue of a JSON:API platform")
struct JSONAPICatalogueTests {
    private static let first = "/api/courses?include=provider%2Ccategory&page%5Bsize%5D=100"

    private static func course(_ id: String, _ attributes: String = #""title":"Barista""#) -> String
    {
        #"{"type":"courses","id":"\#(id)","attributes":{\#(attributes)}}"#
    }

    private static func page(
        _ courses: [String], next: String = "null", included: String = "[]"
    ) -> String {
        #"{"data":[\#(courses.joined(separator: ","))],"links":{"next":\#(next)},"#
            + #""included":\#(included),"jsonapi":{"version":"1.1"}}"#
    }

    @Test("a record is read with all its attributes and relationships")
    func wholeRecord() async throws {
        let attributes = #"""
            "title":" Kopi  Susu ","description":"<p>Baik</p>","price":"150000.00","currency":"IDR",
            "delivery":"webinar","level":"beginner","language":"id-ID","duration_minutes":90,
            "skills":["kopi","susu","kopi"],"url":"https://x.example/k","image_url":"javascript:1",
            "updated_at":"2026-01-02T03:04:05Z","mystery":{"a":[1]},
            "schedules":[{"code":"S1","start":"2026-02-01T09:00:00+07:00",
            "end":"2026-02-01T11:00:00+07:00","seats":20,"regency":"31.74"}]
            """#
        let course =
            #"{"type":"courses","id":"C-1","attributes":{\#(attributes)},"#
            + #""relationships":{"provider":{"data":{"type":"providers","id":"7"}},"#
            + #""category":{"data":{"type":"categories","id":"7"}}}}"#
        let included =
            #"[{"type":"categories","id":"7","attributes":{"name":"Kuliner"}},"#
            + #"{"type":"providers","id":"7","attributes":{"name":"Warung Belajar"}}]"#
        let bench = try Bench(.jsonapi) { _ in
            .answer(200, Self.page([course], included: included))
        }
        let harvest = try await bench.read()
        let listing = try #require(harvest.listings.first)
        #expect(listing.platformID == "bukalapak" && listing.externalID == "C-1")
        #expect(listing.title == "Kopi Susu" && listing.description == "<p>Baik</p>")
        #expect(listing.provider == "Warung Belajar" && listing.category == "Kuliner")
        #expect(listing.price == Money(rupiah: 150_000))
        #expect(listing.delivery == .webinar && listing.level == .beginner)
        #expect(listing.language == "id" && listing.durationMinutes == 90)
        #expect(listing.skills == ["kopi", "susu"])
        #expect(listing.url == "https://x.example/k" && listing.imageURL == nil)
        #expect(listing.updatedAt == Instant("2026-01-02T03:04:05Z"))
        let start = try #require(Instant("2026-02-01T02:00:00Z"))
        #expect(
            listing.schedules == [
                ListedSchedule(
                    code: "S1", startsAt: start, endsAt: start + .hours(2), seats: 20,
                    regency: "31.74")
            ])
        #expect(harvest.end.isComplete && harvest.end.requests == 1)
        let request = try #require(bench.server.requests.last)
        #expect(request.target == Self.first)
        #expect(request.headers["accept"] == "application/vnd.api+json")
        #expect(request.headers["authorization"] == "Bearer token-1")
    }

    @Test(
        "the next page is found however the link is written",
        arguments: [
            #""BASE/api/courses?page=2""#, #""/api/courses?page=2""#, #""courses?page=2""#,
            #""?page=2""#, #"{"href":"BASE/api/courses?page=2","meta":{}}"#,
        ])
    func nextLinks(link: String) async throws {
        let bench = try Bench(.jsonapi) { request in
            if request.target == "/api/courses?page=2" {
                return .answer(200, Self.page([Self.course("C-2")]))
            }
            let host = "http://" + (request.headers["host"] ?? "")
            let link = link.replacingOccurrences(of: "BASE", with: host)
            return .answer(200, Self.page([Self.course("C-1")], next: link))
        }
        #expect(try await bench.read().ids == ["C-1", "C-2"])
    }

    @Test(
        "a next link that leaves the platform, or is no link, ends the run",
        arguments: [
            #""https://127.0.0.1/api/courses?page=2""#, #""http://example.com/courses""#,
            #""//example.com/x""#, #""file:///etc/passwd""#, "7", #"{"url":"x"}"#, "[]",
        ])
    func badNextLinks(link: String) async throws {
        let bench = try Bench(.jsonapi) { _ in
            .answer(200, Self.page([Self.course("C-1")], next: link))
        }
        guard case .malformed = await bench.failure() else {
            Issue.record("taken")
            return
        }
    }

    @Test("pages that lead round in a circle are left")
    func circle() async throws {
        let bench = try Bench(.jsonapi) { request in
            let next = request.target.hasSuffix("page=2") ? #""?page=3""# : #""?page=2""#
            return .answer(200, Self.page([], next: next))
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
        let bench = try Bench(.jsonapi, syncSpanMax: .minutes(10)) { request in
            clock.withLock { $0?.advance(by: .seconds(30)) }
            let page = (Int(request.target.split(separator: "=").last ?? "") ?? 0) + 1
            return .answer(200, Self.page([], next: #""?page=\#(page)""#))
        }
        clock.withLock { $0 = bench.clock }
        guard case .unavailable = await bench.failure() else {
            Issue.record("walked on")
            return
        }
        #expect(bench.server.requests.count < 30)
    }

    @Test("a second run asks with each page's ETag, and a 304 stands for what was there")
    func conditional() async throws {
        let bench = try Bench(.jsonapi) { request in
            let isSecond = request.target.hasSuffix("page=2")
            let tag = isSecond ? "\"p2\"" : request.earlier == 0 ? "\"p1\"" : "\"p1-new\""
            if request.headers["if-none-match"] == tag { return .answer(304) }
            return .answer(
                200,
                Self.page(
                    [Self.course(isSecond ? "C-2" : "C-1"), Self.course("B-\(tag.count)", "")],
                    next: isSecond ? "null" : #""?page=2""#), headers: ["ETag: \(tag)"])
        }
        let first = try await bench.read()
        let cursor = try #require(first.end.cursor)
        let second = try await bench.read(since: cursor)
        #expect(second.ids == ["C-1"] && second.unchanged == ["C-2"])
        // What a page could not give is still told when the page has not changed.
        #expect(second.rejects.map(\.record).sorted() == ["B-4", "B-8"])
        #expect(second.end.isComplete)
        let third = try await bench.read(since: second.end.cursor)
        #expect(third.listings.isEmpty && third.unchanged == ["C-1", "C-2"])
        #expect(third.end.requests == 2)
    }

    @Test("when a remembered page is gone, everything is read again")
    func staleMemory() async throws {
        let bench = try Bench(.jsonapi) { request in
            switch (request.target, request.earlier) {
            case ("/api/courses?page=2", 0): return .answer(200, Self.page([Self.course("C-2")]))
            case ("/api/courses?page=2", _): return .answer(400, #"{"errors":[]}"#)
            case ("/api/courses?page=9", _): return .answer(200, Self.page([Self.course("C-2")]))
            default:
                let next = request.earlier == 0 ? #""?page=2""# : #""?page=9""#
                let isKnown = request.headers["if-none-match"] == "\"1\""
                return isKnown
                    ? .answer(304)
                    : .answer(
                        200, Self.page([Self.course("C-1")], next: next),
                        headers: ["ETag: \"1\""])
            }
        }
        let first = try await bench.read()
        let second = try await bench.read(since: first.end.cursor)
        #expect(second.ids == ["C-1", "C-2"] && second.end.isComplete)
    }

    @Test("a damaged cursor means a full run", arguments: ["", "{}", "nonsense", "[1]"])
    func damagedCursor(text: String) async throws {
        let bench = try Bench(.jsonapi) { _ in .answer(200, Self.page([Self.course("C-1")])) }
        #expect(try await bench.read(since: Array(text.utf8)).ids == ["C-1"])
    }

    @Test(
        "pages shrink to the size that the platform allows, and stay so",
        arguments: [
            #"{"errors":[{"status":"400","meta":{"page":{"maxSize":25}}}]}"#,
            #"{"meta":{"page":{"maxSize":25}},"errors":[{"detail":"too large"}]}"#,
        ])
    func pageSize(refusal: String) async throws {
        let bench = try Bench(.jsonapi) { request in
            request.target.hasSuffix("=25")
                ? .answer(200, Self.page([Self.course("C-1")]), headers: ["ETag: \"1\""])
                : .answer(400, refusal)
        }
        let first = try await bench.read()
        #expect(first.ids == ["C-1"] && first.end.requests == 2)
        #expect(try await bench.read(since: first.end.cursor).end.requests == 1)
    }

    @Test(
        "a refusal that allows no size is a refusal",
        arguments: ["100", "1000", "0", "-1", "\"25\"", "null"])
    func uselessPageSize(max: String) async throws {
        let bench = try Bench(.jsonapi) { _ in
            .answer(400, #"{"errors":[{"meta":{"page":{"maxSize":\#(max)}}}]}"#)
        }
        guard case .malformed = await bench.failure() else {
            Issue.record("went on")
            return
        }
    }

    @Test(
        "a page that breaks the dialect is malformed",
        arguments: [
            "", "null", "[]", "{}", #"{"data":{}}"#, #"{"data":[}"#, "<html>",
            String(repeating: "[", count: 5_000),
            #"{"data":[],"x":"# + String(repeating: "[", count: 40)
                + String(repeating: "]", count: 40) + "}",
        ])
    func malformed(body: String) async throws {
        let bench = try Bench(.jsonapi) { _ in .answer(200, body) }
        guard case .malformed = await bench.failure() else {
            Issue.record("taken")
            return
        }
    }

    @Test("a course on two pages counts once")
    func twice() async throws {
        let bench = try Bench(.jsonapi) { request in
            request.target.hasSuffix("page=2")
                ? .answer(200, Self.page([Self.course("C-1"), Self.course("C-2")]))
                : .answer(200, Self.page([Self.course("C-1")], next: #""?page=2""#))
        }
        #expect(try await bench.read().ids == ["C-1", "C-2"])
    }
}
