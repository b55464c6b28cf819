import Catalog
import Foundation
import Testing

@testable import PlatformAdapters

@Suite("CSV")
struct CSVTests {
    private static func rows(_ text: String) -> [String] {
        var parser = CSVParser(Array(text.utf8))
        var rows: [String] = []
        while let row = parser.next() {
            switch row {
            case .fields(let fields, let line):
                let texts = fields.map { String(decoding: $0, as: UTF8.self) }
                rows.append("\(line):" + texts.joined(separator: "|"))
            case .bad(let line, let reason): rows.append("\(line)!\(reason)")
            }
        }
        return rows
    }

    @Test(
        "RFC 4180, case by case",
        arguments: [
            ("a,b\r\nc,d\r\n", ["1:a|b", "2:c|d"]), ("a,b\nc,d", ["1:a|b", "2:c|d"]),
            ("\u{FEFF}a,b\n", ["1:a|b"]), ("\u{FEFF}\"a\",b\n", ["1:a|b"]),
            ("a,,\n", ["1:a||"]), (",\n", ["1:|"]), ("\n\r\na\n\n", ["3:a"]), ("", []),
            ("\"a,b\",c", ["1:a,b|c"]), ("\"a\"\"b\"", ["1:a\"b"]), ("\"\",x", ["1:|x"]),
            ("\"a\nb\",c\nd,e", ["1:a\nb|c", "3:d|e"]),
            ("\"a\r\nb\",c\r\nd,e\r", ["1:a\r\nb|c", "3:d|e"]),
            ("a\"b,c\nd", ["1!a quote inside an unquoted field", "2:d"]),
            ("\"a\"b,c\nd", ["1!text behind a closing quote", "2:d"]),
            ("\"a,b\nc,d\ne,f", ["1!a quote is not closed", "2:c|d", "3:e|f"]),
            ("a\rb\nc", ["1!a carriage return without a line feed", "2:c"]),
            ("a,\"", ["1!a quote is not closed"]),
            (" \"a\"", ["1!a quote inside an unquoted field"]),
        ])
    func cases(text: String, rows: [String]) {
        #expect(Self.rows(text) == rows)
    }

    @Test("a row beyond its limits is bad, and the next one is read")
    func largeRows() {
        let wide = String(repeating: ",", count: 300) + "\nb"
        #expect(Self.rows(wide) == ["1!the row is too large", "2:b"])
        let long = String(repeating: "x", count: CSVParser.rowBytesMax + 1) + "\nb"
        #expect(Self.rows(long) == ["1!the row is too large", "2:b"])
        let open = "\"" + String(repeating: "x", count: CSVParser.rowBytesMax + 1) + "\nb"
        #expect(Self.rows(open) == ["1!the row is too large", "2:b"])
    }

    private static let header =
        "id,title,description,provider,category,price,currency,delivery,level,language,"
        + "duration_minutes,skills,url,image_url,updated_at\r\n"

    @Test("a row is read with all its columns, whatever their order")
    func wholeRow() async throws {
        let feed =
            "\u{FEFF}Currency,price, updated_at ,skills,title,id,language,duration_minutes,extra\n"
            + "IDR,150000.00,2026-01-02T03:04:05+07:00,kopi|susu|,"
            + "\"Kopi, \"\"Susu\"\"\",C-1,en-US,90,x\n"
        let bench = try Bench(.csvXAPI) { _ in .answer(200, feed) }
        let listing = try #require(try await bench.read().listings.first)
        #expect(listing.externalID == "C-1" && listing.title == "Kopi, \"Susu\"")
        #expect(listing.price == Money(rupiah: 150_000) && listing.durationMinutes == 90)
        #expect(listing.skills == ["kopi", "susu"] && listing.language == "en")
        #expect(listing.updatedAt == Instant("2026-01-01T20:04:05Z"))
        #expect(bench.server.requests.last?.target == "/api/feed.csv")
    }

    @Test("bad rows are reported with their lines, the rest are taken")
    func badRows() async throws {
        let feed =
            Self.header + "C-1,T,,,,1000,IDR,,,,,,,,\r\n" + "C-2,T,,\r\n"
            + "C-3,T,\"two\r\nlines\",,,12.5,IDR,,,,,,,,\r\n" + ",T,,,,1000,IDR,,,,,,,,\r\n"
            + "C-5,T,,,,1000,IDR,,,,soon,,,,\r\n" + "C-1,T,,,,1000,IDR,,,,,,,,\r\n"
            + "C-6,T,,,,1000,IDR,,,,,,,,\r\n"
        let bench = try Bench(.csvXAPI) { _ in .answer(200, feed) }
        let harvest = try await bench.read()
        #expect(harvest.ids == ["C-1", "C-6"] && harvest.end.isComplete)
        #expect(harvest.rejects.map(\.record) == ["line 3", "C-3", "line 6", "C-5", "C-1"])
        #expect(
            harvest.rejects.map(\.reason) == [
                "4 fields where the header has 15",
                "line 4: price holds a fraction of a rupiah: 12.5",
                "id is empty or holds spaces or control characters",
                "line 7: duration_minutes is not a whole number", "line 8: listed twice",
            ])
    }

    @Test("a row that is not UTF-8 is reported")
    func notUTF8() async throws {
        var bytes = Array("id,title,price,currency\nC-1,".utf8)
        bytes += [0xFF, 0xFE] + Array(",1,IDR\nC-2,T,1,IDR\n".utf8)
        let bench = try Bench(.csvXAPI) { [bytes] _ in .answer(200, bytes: bytes) }
        let harvest = try await bench.read()
        #expect(harvest.ids == ["C-2"])
        #expect(harvest.rejects == [RejectedRecord(record: "line 2", reason: "title is not UTF-8")])
    }

    @Test(
        "a feed without what a sale needs is not taken",
        arguments: [
            "", "\n", "<html></html>", "id,title\nC-1,T\n", "id,id,title,price,currency\n",
            "\"id,title", "id;title;price;currency\n",
        ])
    func unusableFeeds(feed: String) async throws {
        let bench = try Bench(.csvXAPI) { _ in .answer(200, feed) }
        guard case .malformed = await bench.failure() else {
            Issue.record("taken")
            return
        }
    }

    @Test("an unchanged feed is a delta with nothing in it, by either validator")
    func conditional() async throws {
        for (header, condition) in [
            ("ETag: W/\"7\"", "if-none-match"),
            ("Last-Modified: Thu, 01 Jan 2026 00:00:00 GMT", "if-modified-since"),
        ] {
            let bench = try Bench(.csvXAPI) { request in
                request.headers[condition].map { header.hasSuffix($0) } ?? false
                    ? .answer(304) : .answer(200, Self.header, headers: [header])
            }
            let first = try await bench.read()
            #expect(first.end.isComplete)
            let second = try await bench.read(since: first.end.cursor)
            #expect(!second.end.isComplete && second.pages.isEmpty)
            #expect(second.end.cursor == first.end.cursor)
        }
    }

    @Test("a 304 that nobody asked for is no answer")
    func unaskedNotModified() async throws {
        let bench = try Bench(.csvXAPI) { _ in .answer(304) }
        guard case .malformed = await bench.failure() else {
            Issue.record("taken")
            return
        }
    }

    @Test("a truncated feed is not taken for a short one")
    func truncatedFeed() async throws {
        let bench = try Bench(.csvXAPI, syncSpanMax: .seconds(1)) { _ in
            [
                .send(Array("HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n".utf8)),
                .send(Array((Self.header + "C-1,T,,,,1000,IDR,,,,,,,,\r\n").utf8)), .close,
            ]
        }
        guard case .unavailable = await bench.failure() else {
            Issue.record("taken")
            return
        }
    }

    @Test("a large feed comes in several pages")
    func pages() async throws {
        let rows = (1...1_201).map { "C-\($0),T,,,,1000,IDR,,,,,,,,\r\n" }.joined()
        let bench = try Bench(.csvXAPI) { _ in .answer(200, Self.header + rows) }
        let harvest = try await bench.read()
        #expect(harvest.pages.map(\.listings.count) == [500, 500, 201])
    }
}
