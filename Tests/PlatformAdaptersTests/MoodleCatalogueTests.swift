import Catalog
import Foundation
import Testing

@testable import PlatformAdapters

@Suite("The catalogue of a Moodle platform")
struct MoodleCatalogueTests {
    private static let fields = [
        "price": "harga", "duration": "menit", "provider": "lembaga", "delivery": "cara",
    ]

    private static func bench(_ body: String) throws -> Bench {
        try Bench(.moodle, customFields: fields) { _ in .answer(200, body) }
    }

    private static func page(_ courses: [String]) -> String {
        #"{"courses":[\#(courses.joined(separator: ","))],"warnings":[]}"#
    }

    private static func course(
        _ id: Int, _ members: String = "", custom: [String: String] = [:]
    ) -> String {
        let values = custom.sorted { $0.key < $1.key }.map { name, value in
            #"{"name":"N","shortname":"\#(name)","type":"text","value":\#(value)}"#
        }
        return #"{"id":\#(id),"fullname":"T"\#(members),"#
            + #""customfields":[\#(values.joined(separator: ","))]}"#
    }

    @Test("the answer that Moodle publishes is read", arguments: ["courses-4.5", "courses-3.11"])
    func recorded(name: String) async throws {
        let bench = try Self.bench(try Fixture.text("moodle/\(name).json"))
        let harvest = try await bench.read()
        #expect(harvest.rejects.isEmpty)
        // Neither the front page nor the hidden course.
        #expect(harvest.ids == ["2", "7"])
        let listing = try #require(harvest.listings.first)
        #expect(listing.title == "Kopi & Susu: \"dasar\" <1>")
        #expect(listing.category == "Kuliner & Usaha" && listing.provider == "Dapur & Rekan")
        #expect(listing.description == "<p>Belajar <b>kopi</b>.</p>")
        #expect(listing.price == Money(rupiah: 150_000) && listing.durationMinutes == 90)
        #expect(listing.delivery == .selfPaced && listing.language == "id")
        #expect(listing.schedules.isEmpty && listing.level == nil && listing.skills.isEmpty)
        #expect(listing.url == bench.server.base + "/api/course/view.php?id=2")
        #expect(listing.updatedAt == Instant("2026-01-02T03:04:05Z"))
        let webinar = try #require(harvest.listings.last)
        #expect(webinar.delivery == .webinar && webinar.price == nil)
        let start = try #require(Instant("2026-03-01T02:00:00Z"))
        #expect(
            webinar.schedules == [
                ListedSchedule(
                    code: "1", startsAt: start, endsAt: start + .hours(2), seats: nil,
                    regency: nil)
            ])
        #expect(harvest.end.isComplete && harvest.end.requests == 1 && harvest.end.bytes > 0)
    }

    @Test("a call is a form with the token in it, and nowhere else")
    func call() async throws {
        let bench = try Self.bench(Self.page([]))
        #expect(try await bench.read().ids.isEmpty)
        let sent = try #require(bench.server.requests.last)
        #expect(sent.method == "POST" && sent.target == "/api/webservice/rest/server.php")
        #expect(sent.headers["content-type"] == "application/x-www-form-urlencoded")
        #expect(
            sent.body == "wstoken=ws-0123456789&wsfunction=core_course_get_courses_by_field"
                + "&moodlewsrestformat=json")
        #expect(sent.headers["authorization"] == nil)
    }

    @Test(
        "errors with status 200 mean what they say",
        arguments: [
            ("invalidtoken", .unauthorized("no (invalidtoken)")),
            ("accessexception", .unauthorized("no (accessexception)")),
            ("nopermissions", .unauthorized("no (nopermissions)")),
            ("sitemaintenance", .unavailable("no (sitemaintenance)", retryAfterSeconds: nil)),
            ("invalidparameter", .refused("no (invalidparameter)")),
        ] as [(String, PlatformFailure)])
    func faults(meaning: (code: String, failure: PlatformFailure)) async throws {
        let bench = try Self.bench(
            #"{"exception":"moodle_exception","errorcode":"\#(meaning.code)","message":"no"}"#)
        #expect(await bench.failure() == meaning.failure)
    }

    @Test("the token is in no error, even where the platform sends it back")
    func secret() async throws {
        let echo = #""message":"token ws-0123456789 is not known","errorcode":"x ws-0123456789""#
        for (status, body) in [
            (200, "{\(echo)}"), (403, "{\(echo)}"), (404, "{\(echo)}"), (500, "{\(echo)}"),
        ] {
            let bench = try Bench(.moodle) { _ in .answer(status, body) }
            let words = try #require(await bench.failure()).words
            #expect(words.contains("…") && !words.contains("0123456789"), "\(words)")
        }
    }

    @Test(
        "an answer that breaks the dialect is malformed",
        arguments: [
            "", "null", "[]", "{}", #"{"courses":{}}"#, "<b>Notice</b>: oops {}",
            String(repeating: "[", count: 5_000),
        ])
    func malformed(body: String) async throws {
        guard case .malformed = await (try Self.bench(body)).failure() else {
            Issue.record("taken")
            return
        }
    }

    @Test("one record of a wrong type is rejected with its reason; the others are taken")
    func wrongTypes() async throws {
        let bad = [
            Self.course(21, #","summary":5,"displayname":"D""#),
            Self.course(22, custom: ["harga": #""banyak""#]),
            Self.course(23, custom: ["harga": "{}"]), Self.course(24, custom: ["harga": "1.5"]),
            Self.course(25, custom: ["harga": #""-1""#]),
            Self.course(26, #","timemodified":"soon""#),
            Self.course(27, custom: ["menit": "[]"]),
            #"{"id":28,"fullname":"\#(String(repeating: "<", count: 300_000))T"}"#,
            #"{"id":29,"fullname":"T","customfields":7}"#,
        ]
        let others = ["7", #"{"id":"x","fullname":"T"}"#, #"{"fullname":"T"}"#]
        let bench = try Self.bench(Self.page(bad + others + [Self.course(2), Self.course(2)]))
        let harvest = try await bench.read()
        #expect(harvest.ids == ["2"])
        #expect(
            harvest.rejects.map(\.record)
                == (21...29).map(String.init) + ["course 10", "course 11", "course 12", "2"])
    }

    @Test("what a person wrote in another way leaves its field empty and is noted")
    func unknownWords() async throws {
        let course = Self.course(
            2, #","lang":"","courseimage":"data:image/svg+xml;base64,AAAA""#,
            custom: ["menit": #""dua jam""#, "cara": #""campuran""#, "harga": "null"])
        let harvest = try await (try Self.bench(Self.page([course]))).read()
        let listing = try #require(harvest.listings.first)
        #expect(listing.durationMinutes == nil && listing.delivery == nil)
        #expect(listing.price == nil && listing.language == nil && listing.imageURL == nil)
        #expect(
            harvest.unknownWords.map(\.reason) == ["duration: dua jam", "delivery: campuran"])
    }

    @Test(
        "fields are read however the site lets them be filled in",
        arguments: [
            (#""90""#, 90), (#""90.00""#, 90), (#""90 menit""#, 90), ("90", 90),
            (#""<p>90</p>""#, 90), (#""""#, nil), ("null", nil),
        ] as [(String, Int?)])
    func durations(value: String, minutes: Int?) async throws {
        let bench = try Self.bench(Self.page([Self.course(2, custom: ["menit": value])]))
        let harvest = try await bench.read()
        #expect(harvest.listings.first?.durationMinutes == minutes)
        #expect(harvest.unknownWords.isEmpty)
    }

    @Test(
        "an amount is taken as people write it, or not at all",
        arguments: [
            ("150000", 150_000), ("150.000", 150_000), ("150,000", 150_000),
            ("Rp 150.000,00", 150_000), ("Rp150.000,-", 150_000), ("Rp. 1.500.000", 1_500_000),
            ("IDR 150000.00", 150_000), ("150,000.00", 150_000), ("150000 IDR", 150_000),
            ("0", 0), ("Gratis", 0), ("", nil), ("1.50", nil), ("150.00.00", nil),
            ("1.2345", nil), ("15.000,5", nil), ("-5", nil), ("USD 5", nil), ("1e5", nil),
            ("1.5000", nil), ("٣", nil), (".000", nil), ("Rp", nil),
            ("9999999999999999999999", nil),
        ] as [(String, Int64?)])
    func prices(text: String, rupiah: Int64?) {
        #expect(MoodlePrice.rupiah(text) == rupiah)
    }
}

/// A recorded answer, in `Tests/PlatformAdaptersTests/Fixtures`.
enum Fixture {
    static func text(_ name: String) throws -> String {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Fixtures")
        return try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
    }
}
