import Catalog
import Testing

@testable import PlatformAdapters

@Suite("The programme's course list")
struct PrakerjaTests {
    private static func course(_ code: String, _ members: String = "") -> String {
        #"{"course_code":"\#(code)","course_title":"Barista"\#(members)}"#
    }

    @Test(
        "prices are read as people write them",
        arguments: [
            ("Rp 20.000", 20_000), ("Rp20.000,00", 20_000), ("Rp. 45.000,-", 45_000),
            ("Gratis", 0), ("GRATIS", 0), ("Rp 0", 0), ("rp 1.250.000", 1_250_000),
            ("Rp\u{A0}20.000", 20_000), ("20000", 20_000), ("Rp.45.000", 45_000),
            ("IDR 20.000", 20_000), ("  Rp  500 ", 500), ("Rp 3.500.000,-", 3_500_000),
        ] as [(String, Int64)])
    func prices(text: String, rupiah: Int64) {
        #expect(RupiahText.rupiah(text) == rupiah)
    }

    @Test(
        "what is no price is none",
        arguments: [
            "", "Rp", "Rp ,-", "Rp 20,000", "Rp 20.00", "Rp 2.0000", "Rp 1234.000", "Rp 20.000,50",
            "Rp -20.000", "$20", "Rp 20.000 / orang", "Rp 20 ribu", "20.000.", ".000", "Rp 2,0,00",
            "Rp ٢٠", "Rp 9999999999999", "1e5", "0x10", "Rp 20.000 - 30.000",
        ])
    func noPrices(text: String) {
        #expect(RupiahText.rupiah(text) == nil)
    }

    @Test(
        "lengths are read as people write them",
        arguments: [
            ("6 jam 30 menit", 390), ("90 menit", 90), ("4 Jam", 240), ("1,5 jam", 90),
            ("1.5 jam", 90), ("2jam", 120), ("1 jam, 5 mnt", 65), ("1 jam dan 5 menit", 65),
            ("2 hours", 120), ("90 min", 90), ("0 menit", 0),
        ])
    func durations(text: String, minutes: Int) {
        #expect(DurationText.minutes(text) == minutes)
    }

    @Test(
        "what is no length is none",
        arguments: [
            "", "jam", "4", "2 hari", "4 jam 2 jam", "30 menit 1 jam", "1.000 menit", "-4 jam",
            "4 jam/hari", "1,25 menit", "9999999 jam", "100000 jam", "empat jam", "1.2.3 jam",
        ])
    func noDurations(text: String) {
        #expect(DurationText.minutes(text) == nil)
    }

    @Test(
        "a time without its zone is Jakarta's",
        arguments: [
            ("2026-03-01T09:00:00+07:00", "2026-03-01T02:00:00Z"),
            ("2026-03-01T09:00:00Z", "2026-03-01T09:00:00Z"),
            ("2026-03-01 09:00:00", "2026-03-01T02:00:00Z"),
            ("2026-03-01T09:00", "2026-03-01T02:00:00Z"),
            ("2026-03-01", "2026-02-28T17:00:00Z"),
        ])
    func times(text: String, instant: String) {
        #expect(Instant(JakartaTime.completed(text)) == Instant(instant))
        #expect(Instant(JakartaTime.completed("besok " + text)) == nil)
    }

    @Test("a record is read with all its members")
    func wholeRecord() async throws {
        let bench = try Bench(.prakerja) { _ in
            .answer(
                200,
                #"""
                [{"lp_name":"Warung Belajar","course_code":"K-1","course_title":"Kopi",
                "course_description":"<p>Baik</p>","course_category":"Kuliner",
                "course_type":"Webinar","course_url":"https://x.example/k",
                "course_price":"Rp 150.000","course_image":"https://x.example/k.jpg",
                "duration":"1 jam 30 menit","unknown":[{}],
                "schedules":[{"schedule_code":"S","start":"2026-03-01 09:00:00",
                "end":"2026-03-01 11:00:00","quota":20}]}]
                """#, headers: [#"ETag: W/"1""#])
        }
        let harvest = try await bench.read()
        let listing = try #require(harvest.listings.first)
        #expect(listing.externalID == "K-1" && listing.title == "Kopi")
        #expect(listing.provider == "Warung Belajar" && listing.category == "Kuliner")
        #expect(listing.price == Money(rupiah: 150_000) && listing.delivery == .webinar)
        #expect(listing.durationMinutes == 90 && listing.url == "https://x.example/k")
        #expect(listing.imageURL == "https://x.example/k.jpg")
        #expect(listing.level == nil && listing.language == nil && listing.updatedAt == nil)
        let start = try #require(Instant("2026-03-01T02:00:00Z"))
        #expect(
            listing.schedules == [
                ListedSchedule(
                    code: "S", startsAt: start, endsAt: start + .hours(2), seats: 20, regency: nil)
            ])
        #expect(harvest.end.isComplete && harvest.unknownWords.isEmpty)
        let request = try #require(bench.server.requests.first)
        #expect(request.method == "GET" && request.target == "/api/courses.json")
        #expect(request.headers["authorization"] == nil)
        #expect(request.headers["accept-encoding"]?.contains("gzip") == true)
    }

    @Test("a list that has not changed costs a 304")
    func unchanged() async throws {
        let bench = try Bench(.prakerja) { request in
            request.headers["if-none-match"] == #"W/"1""#
                ? .answer(304, headers: [#"ETag: W/"1""#])
                : .answer(200, "[\(Self.course("A"))]", headers: [#"ETag: W/"1""#])
        }
        let first = try await bench.read()
        let second = try await bench.read(since: first.end.cursor)
        #expect(first.ids == ["A"] && second.ids.isEmpty && !second.end.isComplete)
        #expect(second.end.bytes == 0 && second.end.cursor == first.end.cursor)
        let rude = try Bench(.prakerja) { _ in .answer(304) }
        #expect(await rude.failure() == .malformed("304 without a condition"))
    }

    @Test(
        "a wrong type rejects its record with a reason, and the list stays",
        arguments: [
            ("7", "item 1", "id is missing"), ("{}", "item 1", "id is missing"),
            (#"{"course_code":7}"#, "item 1", "id is not text"),
            (#"{"course_code":"B","course_title":[]}"#, "B", "item 1: title is not text"),
            (
                course("B", #","course_price":"murah""#), "B",
                "item 1: course_price is not an amount: murah"
            ),
            (
                course("B", #","course_price":1.5"#), "B",
                "item 1: price holds a fraction of a rupiah"
            ),
            (
                course("B", #","course_price":-1"#), "B",
                "item 1: price is not between 0 and 1000000000 rupiah"
            ),
            (course("B", #","duration":{}"#), "B", "item 1: duration is not text"),
            (course("B", #","course_type":1"#), "B", "item 1: delivery is not text"),
            (course("B", #","schedules":"x""#), "B", "item 1: schedules is not a list"),
            (
                course("B", #","schedules":[{"schedule_code":"S","start":"besok"}]"#), "B",
                "item 1: start is not a time: besok"
            ),
        ])
    func wrongTypes(record: String, name: String, reason: String) async throws {
        let bench = try Bench(.prakerja) { _ in .answer(200, "[\(record),\(Self.course("A"))]") }
        let harvest = try await bench.read()
        #expect(harvest.ids == ["A"])
        #expect(harvest.rejects == [RejectedRecord(record: name, reason: reason)])
    }

    @Test("records that are not even JSON, or nested too deep, cost themselves alone")
    func brokenRecords() async throws {
        let deep = String(repeating: "[", count: 40) + String(repeating: "]", count: 40)
        let bench = try Bench(.prakerja) { _ in
            .answer(
                200,
                "\u{FEFF} [{\"a\":NaN},\(deep),\(Self.course("A")),\(Self.course("A"))] \n")
        }
        let harvest = try await bench.read()
        #expect(harvest.ids == ["A"])
        #expect(harvest.rejects.map(\.record) == ["item 1", "item 2", "A"])
        #expect(!harvest.end.isComplete && harvest.end.cursor == nil)
        for body in ["[\(deep)]", "[7]"] {
            let hopeless = try Bench(.prakerja) { _ in .answer(200, body) }
            #expect(await hopeless.failure() == .malformed("nothing in the list is a record"))
        }
    }

    @Test("what is unknown is left empty and noted; what is not said is not invented")
    func unknownWords() async throws {
        let words = #","course_type":"Hibrida","duration":"2 hari","course_price":null"#
        let bench = try Bench(.prakerja) { _ in
            .answer(200, "[\(Self.course("A", words)),\(Self.course("B", #","duration":90"#))]")
        }
        let harvest = try await bench.read()
        #expect(harvest.listings.allSatisfy { $0.price == nil && $0.durationMinutes == nil })
        #expect(
            harvest.unknownWords.map(\.reason) == [
                "duration: 2 hari", "delivery: hibrida", "duration: 90 without a unit",
            ])
    }

    @Test(
        "what is no whole array ends the run",
        arguments: [
            "", "{}", "null", "[", "[{}", #"[{"a":"]"#, "[{}}", "[,]", "[{},]", "[{}] x",
            "<html>", #"[{"course_code":"A","course_title":"B"},{"cour"#,
        ])
    func broken(body: String) async throws {
        let bench = try Bench(.prakerja) { _ in .answer(200, body) }
        guard case .malformed = await bench.failure() else {
            Issue.record("taken")
            return
        }
    }

    @Test("an order needs no call: its own id is the reference")
    func enrolments() async throws {
        let bench = try Bench(.prakerja) { _ in .answer(500) }
        let made = try await bench.platform.enrol(bench.request)
        #expect(made == Enrolment(reference: bench.request.orderID.value, state: .active))
        #expect(try await bench.platform.enrolment(of: bench.request, reference: nil) == made)
        try await bench.platform.cancel(bench.request, reference: made.reference)
        #expect(bench.server.requests.isEmpty && !bench.platform.canReport)
        #expect(!bench.platform.hasOwnCallbacks)
    }
}
