import Catalog
import Foundation
import Testing

@testable import PlatformAdapters

@Suite("The catalogue of an OData platform")
struct ODataCatalogueTests {
    typealias Pages = ODataPages

    @Test("a course is read with all its properties")
    func wholeRecord() async throws {
        let course = Pages.course(
            "C-1",
            #"""
            "description":"<p>Baik</p>","contentWebUrl":"https://x.example/k",
            "thumbnailWebUrl":"https://x.example/k.jpg","languageTag":"id-ID","duration":"PT1H30M",
            "skillTags":["kopi","susu"],"sourceName":"Warung Belajar","category":"Kuliner",
            "level":"Beginner","deliveryMode":"selfPaced","price":150000.00,"priceCurrency":"IDR",
            "lastModifiedDateTime":"2026-01-02T03:04:05.1234567Z","isActive":true,"mystery":{"a":1}
            """#)
        let bench = try Bench(.odata) { _ in .answer(200, Pages.page([course])) }
        let harvest = try await bench.read()
        let listing = try #require(harvest.listings.first)
        #expect(listing.title == "Kelas C-1" && listing.description == "<p>Baik</p>")
        #expect(listing.provider == "Warung Belajar" && listing.category == "Kuliner")
        #expect(listing.price == Money(rupiah: 150_000) && listing.delivery == .selfPaced)
        #expect(listing.level == .beginner && listing.language == "id")
        #expect(listing.durationMinutes == 90 && listing.skills == ["kopi", "susu"])
        #expect(listing.url == "https://x.example/k")
        #expect(listing.imageURL == "https://x.example/k.jpg")
        #expect(listing.updatedAt?.description == "2026-01-02T03:04:05Z")
        #expect(harvest.end.isComplete && harvest.unknownWords.isEmpty)
        let request = try #require(bench.server.requests.last)
        #expect(request.target == Pages.first)
        #expect(request.headers["odata-maxversion"] == "4.0")
        #expect(request.headers["authorization"] == "Bearer token-1")
    }

    @Test("the example of Microsoft Graph's documentation is read; its odd duration stays empty")
    func graphExample() async throws {
        let bench = try Bench(.odata) { _ in .answer(200, Pages.graphContents) }
        let harvest = try await bench.read()
        let listing = try #require(harvest.listings.first)
        #expect(listing.externalID == "99029577-a660-46b6-ba58-3ce4d21d5f50")
        #expect(listing.language == "en" && listing.provider == "MSLibrary")
        #expect(listing.price == nil && listing.durationMinutes == nil)
        #expect(listing.updatedAt != nil)
        #expect(harvest.unknownWords.map(\.reason) == ["duration: PDT1H"])
    }

    @Test(
        "pages follow one another by either spelling, absolute or relative",
        arguments: ["odata.", ""],
        ["/api/learningContents?$skiptoken=2", "learningContents?$skiptoken=2", "?$skiptoken=2"])
    func paging(prefix: String, link: String) async throws {
        let bench = try Bench(.odata) { request in
            request.target.hasSuffix("$skiptoken=2")
                ? .answer(200, Pages.page([Pages.course("b")], prefix: prefix))
                : .answer(200, Pages.page([Pages.course("a")], next: link, prefix: prefix))
        }
        #expect(try await bench.read().ids == ["a", "b"])
    }

    @Test("a relative link is meant from the context URL")
    func contextBase() async throws {
        let bench = try Bench(.odata) { request in
            guard request.target != "/root/more" else {
                return .answer(200, Pages.page([Pages.course("b")]))
            }
            let page = Pages.page([Pages.course("a")], next: "more")
            return .answer(
                200, #"{"@odata.context":"/root/$metadata#learningContents","# + page.dropFirst())
        }
        #expect(try await bench.read().ids == ["a", "b"])
    }

    @Test("links that leave the platform, circles and other nonsense end the run")
    func badPages() async throws {
        let pages = [
            Pages.page([], next: "https://evil.example/x"), Pages.page([], next: Pages.first),
            "{}", "[]", "not json", #"{"value":{}}"#, #"{"value":[],"@odata.nextLink":7}"#,
            String(repeating: "[", count: 100),
        ]
        for page in pages {
            let bench = try Bench(.odata) { _ in .answer(200, page) }
            guard case .malformed? = await bench.failure() else {
                Issue.record("taken: \(page)")
                continue
            }
        }
    }

    @Test("the delta link brings changes, and removals in every form")
    func delta() async throws {
        let removals = [
            #"{"@removed":{"reason":"deleted"},"id":"a"}"#,
            #"{"@removed":{"reason":"changed"},"@id":"learningContents('b')"}"#,
            #"{"@odata.context":"$metadata#learningContents/$deletedEntity","id":"c","#
                + #""reason":"deleted"}"#,
            #"{"@odata.removed":{},"@odata.id":"https://x.example/api/learningContents('o''d')"}"#,
            #"{"id":"learningContents(e)","reason":"deleted"}"#,
            Pages.course("f", #""isActive":false"#),
        ]
        let bench = try Bench(.odata) { request in
            request.target == "/api/delta?t=1"
                ? .answer(
                    200,
                    Pages.page(
                        removals + [Pages.course("g")], delta: "/api/delta?t=2", prefix: ""))
                : .answer(200, Pages.page([Pages.course("a")], delta: "delta?t=1"))
        }
        let whole = try await bench.read()
        #expect(whole.end.isComplete)
        let news = try await bench.read(since: whole.end.cursor)
        #expect(!news.end.isComplete && news.ids == ["g"])
        #expect(news.pages.flatMap(\.removed) == ["a", "b", "c", "o'd", "e", "f"])
        #expect(ODataCursor.read(news.end.cursor)?.deltaLink?.hasSuffix("/api/delta?t=2") == true)
    }

    @Test("an expired delta link leads to everything", arguments: [410, 404, 400])
    func expired(status: Int) async throws {
        let bench = try Bench(.odata) { request in
            request.target == "/api/delta?t=1"
                ? .answer(status, #"{"error":{"code":"resyncRequired","message":"again"}}"#)
                : .answer(200, Pages.page([Pages.course("a")], delta: "delta?t=1"))
        }
        let cursor = try await bench.read().end.cursor
        let again = try await bench.read(since: cursor)
        #expect(again.end.isComplete && again.ids == ["a"])
    }

    @Test("a link that expires on the way brings no course twice, and not for ever")
    func expiredOnTheWay() async throws {
        let bench = try Bench(.odata) { request in
            guard request.target.hasSuffix("skip=1") else {
                return .answer(200, Pages.page([Pages.course("a")], next: "?skip=1"))
            }
            return request.earlier == 0
                ? .answer(410) : .answer(200, Pages.page([Pages.course("b")]))
        }
        let harvest = try await bench.read()
        #expect(harvest.ids == ["a", "b"] && harvest.rejects.isEmpty)
        let dead = try Bench(.odata) { _ in .answer(410) }
        guard case .malformed? = await dead.failure() else {
            Issue.record("taken")
            return
        }
    }

    @Test("without a delta link, what was modified since is asked for, to the last digit")
    func modifiedSince() async throws {
        let times = ["2026-01-02T03:04:05.1234567Z", "2026-01-02T03:04:05.12345670Z", "bad"]
        let bench = try Bench(.odata) { request in
            request.target == Pages.first
                ? .answer(
                    200,
                    Pages.page(
                        times.enumerated().map {
                            Pages.course("\($0)", #""lastModifiedDateTime":"\#($1)""#)
                        }))
                : .answer(200, Pages.page([Pages.course("n")]))
        }
        let whole = try await bench.read()
        let news = try await bench.read(since: whole.end.cursor)
        #expect(!news.end.isComplete && news.ids == ["n"])
        let target = try #require(bench.server.requests.last?.target.removingPercentEncoding)
        #expect(
            target == "/api/learningContents?$filter=lastModifiedDateTime gt "
                + "2026-01-02T03:04:05.1234567Z&$orderby=lastModifiedDateTime")
        bench.clock.advance(by: .hours(2))
        #expect(try await bench.read(since: news.end.cursor).end.isComplete)
    }

    @Test("a wrong type rejects its record alone")
    func wrongTypes() async throws {
        let items = [
            #""id":7,"title":"x""#, #""id":"t","title":7"#, #""id":"d","title":"x","duration":9"#,
            #""id":"a","title":"x","isActive":"yes""#, #""id":"p","title":"x","price":{}"#,
        ].map { "{" + $0 + "}" }
        let bench = try Bench(.odata) { _ in
            .answer(200, Pages.page(items + ["null", "[]", Pages.course("ok")]))
        }
        let harvest = try await bench.read()
        #expect(harvest.ids == ["ok"] && harvest.rejects.count == 7)
        #expect(harvest.rejects.map(\.record).contains("page 1, item 1"))
    }

    @Test("a token that expires between pages is taken anew")
    func expiredToken() async throws {
        let bench = try Bench(.odata) { request in
            guard request.target.hasSuffix("skip=1") else {
                return .answer(200, Pages.page([Pages.course("a")], next: "?skip=1"))
            }
            return request.headers["authorization"] == "Bearer token-1"
                ? .answer(401) : .answer(200, Pages.page([Pages.course("b")]))
        }
        #expect(try await bench.read().ids == ["a", "b"])
    }

    @Test("a busy platform is waited for as long as it asks")
    func retryAfter() async throws {
        let bench = try Bench(.odata) { request in
            request.earlier == 0
                ? .answer(429, headers: ["Retry-After: 7"])
                : .answer(200, Pages.page([Pages.course("a")]))
        }
        #expect(try await bench.read().ids == ["a"])
        #expect(bench.waited == [.seconds(7)])
    }
}

@Suite("ISO 8601 durations")
struct ISODurationTests {
    @Test(
        "durations are minutes",
        arguments: [
            ("PT1H30M", 90), ("P1DT2H", 1560), ("P2W", 20_160), ("PT1.5H", 90), ("PT90S", 2),
            ("P0Y0M0DT1H0M0S", 60), ("pt45m", 45), ("PT0S", 0), ("PT5400.0000000S", 90),
        ])
    func good(text: String, minutes: Int) {
        #expect(ISODuration.minutes(text) == minutes)
    }

    @Test(
        "what is no duration stays empty",
        arguments: [
            "", "P", "PT", "P1DT", "-PT1H", "PDT1H", "P1M", "1H", "PT1M1H", "PT1H1H", "PT1X",
            "PT1e9H", "P9999999D", "PT1H 30M",
        ])
    func bad(text: String) {
        #expect(ISODuration.minutes(text) == nil)
    }
}
