import Catalog
import Foundation
import Testing

@testable import PlatformAdapters

/// What RFC 4180, RFC 9110 and the static list allow a source to do otherwise than ours does.
@Suite("Legal variants of CSV feeds and of the static list")
struct FeedVariantTests {
    @Test(
        "a feed is read whatever its line ends, quotes, blanks and order",
        arguments: [
            "\u{FEFF}\"id\",\"title\",\"price\",\"currency\"\r\n\"C-1\",\"T\",\"1000\",\"IDR\"",
            "ID,Title,PRICE,Currency\nC-1,T,1000.00,IDR\n\n\n",
            "currency,price,title,id\r\nIDR,1000,T,C-1\r\n\r\n",
            " id , title , price , currency \nC-1,\"T\",1000,IDR\r\n",
            "id,title,price,currency,\nC-1,T,1000,IDR,\n",
        ])
    func shapes(feed: String) async throws {
        let bench = try Bench(.csvXAPI) { _ in .answer(200, feed) }
        let harvest = try await bench.read()
        #expect(harvest.rejects.isEmpty && harvest.end.isComplete)
        let listing = try #require(harvest.listings.first)
        #expect(listing.externalID == "C-1" && listing.price == Money(rupiah: 1_000))
        #expect(harvest.listings.count == 1)
    }

    @Test("a feed without courses is a whole catalogue of none")
    func empty() async throws {
        for feed in ["id,title,price,currency", "id,title,price,currency\r\n"] {
            let bench = try Bench(.csvXAPI) { _ in .answer(200, feed) }
            let harvest = try await bench.read()
            #expect(harvest.listings.isEmpty && harvest.end.isComplete)
        }
    }

    @Test("numbers that a program wrote as fractions are whole; thousands are never decimals")
    func numbers() async throws {
        let bench = try Bench(.csvXAPI) { _ in
            .answer(
                200,
                """
                id,title,price,currency,duration_minutes,language
                C-1,T,150000.0,IDR,90.0,id_ID
                C-2,T,150.000,IDR,90.5,id
                C-3,T,150.000,IDR,90,id
                C-4,T,0.000,IDR,0,ind
                C-5,T,19.999,USD,90,id
                C-6,T,,,,
                """)
        }
        let harvest = try await bench.read()
        #expect(harvest.ids == ["C-1", "C-4", "C-5", "C-6"])
        #expect(harvest.listings.map(\.price?.rupiah) == [150_000, 0, nil, nil])
        #expect(harvest.listings.map(\.durationMinutes) == [90, nil, 90, nil])
        #expect(harvest.listings.map(\.language) == ["id", "ind", "id", nil])
        #expect(
            harvest.rejects.map(\.reason) == [
                "line 3: price may mean thousands or decimals: 150.000",
                "line 4: price may mean thousands or decimals: 150.000",
            ])
    }

    @Test("a 304 may come without the validators it was asked with, and with new ones")
    func notModified() async throws {
        let bench = try Bench(.csvXAPI) { request in
            request.headers["if-none-match"] == nil
                ? .answer(
                    200, "id,title,price,currency\n", headers: ["ETag: \"1\""])
                : .answer(304, headers: request.earlier == 1 ? [] : ["ETag: W/\"2\""])
        }
        let first = try await bench.read()
        for _ in 0..<2 {
            let again = try await bench.read(since: first.end.cursor)
            #expect(!again.end.isComplete && again.end.cursor == first.end.cursor)
        }
    }

    @Test(
        "an enrolment's id may be a number, and its state has many words",
        arguments: [
            (#""status":"ENROLLED""#, .active), (#""status":"not_started""#, .active),
            (#""status":"In Progress""#, .active), (#""status":null"#, .active),
            (#""status":"queued""#, .pending), (#""status":"Canceled""#, .cancelled),
            (#""status":"COMPLETED""#, .completed), (#""order":{"x":1}"#, .active),
        ] as [(String, Enrolment.State)])
    func states(members: String, state: Enrolment.State) async throws {
        let bench = try Bench(.csvXAPI) { _ in .answer(201, #"{"id":17,\#(members)}"#) }
        let enrolment = try await bench.platform.enrol(bench.request)
        #expect(enrolment.reference == "17" && enrolment.state == state)
    }

    @Test("a word for a state that nobody knows is never taken for a yes")
    func unknownState() async throws {
        let bench = try Bench(.csvXAPI) { _ in .answer(201, #"{"id":"e","status":"frozen"}"#) }
        guard case .unknown = await bench.enrolFailure() else {
            Issue.record("taken")
            return
        }
    }

    @Test("the static list may be empty, hold nulls, and write a quota as text")
    func staticList() async throws {
        let course = #"""
            {"course_code":"K-1","course_title":"Kopi","lp_name":null,"course_description":null,
            "course_category":"","course_type":"Self Paced","course_url":null,"course_price":"Rp 0",
            "course_image":null,"duration":null,"extra":{},"schedules":[
            {"schedule_code":"S1","start":"2026-03-01 09:00:00","end":null,"quota":"30","x":1},
            {"schedule_code":"S2","start":"2026-03-02T09:00:00.000+07:00","quota":null}]}
            """#
        let bench = try Bench(.prakerja) { request in
            request.target.hasSuffix("/courses.json") ? .answer(200, "[\(course)]") : .answer(404)
        }
        let listing = try #require(try await bench.read().listings.first)
        #expect(listing.price == Money(rupiah: 0) && listing.delivery == .selfPaced)
        #expect(listing.schedules.map(\.seats) == [30, nil])
        #expect(
            listing.schedules.map(\.startsAt.description) == [
                "2026-03-01T02:00:00Z", "2026-03-02T02:00:00Z",
            ])
    }
}
