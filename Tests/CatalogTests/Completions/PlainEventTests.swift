import TestKit
import Testing

@testable import Catalog

@Suite("Events read without Foundation")
struct PlainEventTests {
    private static let usual = [
        #"{"type":"course.progressed","timestamp":"2026-03-01T09:00:00Z","data":"#
            + #"{"enrolment_ref":"enr-7","progress":0.25}}"#,
        #"{"type":"course.completed","timestamp":"2026-03-01T09:00:00Z","data":"#
            + #"{"order_id":"ord_1","score":85,"completed_at":"2026-02-28T23:59:59Z"}}"#,
        #"{ "data" : {"enrolment_ref": "e", "score": 87.5, "progress": 1 }, "#
            + #""timestamp": "2024-02-29T00:00:00+07:00", "type": "course.started" }"#,
    ]
    /// What is put in the place of bytes: what plain JSON has, and what it has not.
    private static let pieces = [
        "\"", "{", "}", "[", "]", ":", ",", "\\", "\\u0041", "0", "1", "9", ".", "-", "e3", " ",
        "\n", "\u{7f}", "\0", "é", "null", "true", "\"score\":1,", "\"order_id\":\"x\",",
        "\"more\":1,", "Z", "T", "2026-03-01T09:00:00Z", "123456789012345678", "00",
    ]

    @Test("the usual events are plain", arguments: usual)
    func usualEvents(text: String) throws {
        let body = Array(text.utf8)
        let event = try #require(WebhookEvent.plain(body, id: "msg"))
        #expect(try event == WebhookEvent.decoded(body, id: "msg"))
    }

    @Test("whatever is read plainly is what Foundation reads")
    func agreesWithFoundation() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SeededNumbers(seed: seed)
        var read = 0
        for _ in 0..<20_000 {
            var body = Array(Self.usual.randomElement(using: &random)!.utf8)
            for _ in 0..<Int.random(in: 0...2, using: &random) {
                let start = Int.random(in: 0..<body.count, using: &random)
                let end = min(body.count, start + Int.random(in: 0...2, using: &random))
                body.replaceSubrange(
                    start..<end, with: Self.pieces.randomElement(using: &random)!.utf8)
            }
            guard let event = WebhookEvent.plain(body, id: "msg") else { continue }
            read += 1
            let text = String(decoding: body, as: UTF8.self)
            #expect(
                (try? WebhookEvent.decoded(body, id: "msg")) == event, "seed \(seed): \(text)")
        }
        #expect(read > 1_000)
    }

    @Test(
        "what is not plain is refused",
        arguments: [
            "", " ", "{}", "{\"a\":1,}", "{\"a\":01}", "{\"a\":1.}", "{\"a\":-1}", "{\"a\":1e3}",
            "{\"a\":1,\"a\":1}", "{\"a\":\"\\n\"}", "{\"a\":\"é\"}", "{\"a\":null}", "{\"a\":[]}",
            "{\"a\":1234567890123456}", "{\"a\":1} x", "{\"a\":1", "{\"a\"1}", "{a:1}",
            "{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":1}}}}}",
        ])
    func notPlain(text: String) {
        #expect(PlainJSON(Array(text.utf8)) == nil)
    }

    @Test("a plain text is read whole")
    func plain() throws {
        let value = try #require(PlainJSON(Array(" {\"a\": {\"b\": \"c\"}, \"n\" : 0.5}\n".utf8)))
        #expect(value["a"]?["b"] == .text("c"))
        #expect(value["n"] == .number(0.5))
        #expect(value["x"] == nil && value["n"]?["x"] == nil)
    }

    @Test("the answer to an event has the bytes that Foundation writes", arguments: [false, true])
    func receipt(isRepeat: Bool) {
        for finding in CompletionFinding.allCases {
            let receipt = EventReceipt(
                id: Identifier(stored: "evt_1"), finding: finding, isRepeat: isRepeat,
                orderID: nil)
            let members: JSONValue = [
                "finding": .string(finding.rawValue), "id": "evt_1",
                "repeated": .bool(isRepeat), "verdict": .string(finding.verdict.rawValue),
            ]
            #expect(receipt.json == JSON.encode(members))
        }
    }

    @Test("a usual time is the one that Foundation reads")
    func times() {
        var random = SeededNumbers(seed: 7)
        for _ in 0..<5_000 {
            let instant = Instant(
                milliseconds: Int64.random(in: 0..<32_000_000_000, using: &random) * 1000)
            // Written by Foundation.
            #expect(Instant(instant.description) == instant)
        }
        for day in ["2024-02-29", "2000-02-29", "2026-12-31", "2026-03-01", "1970-01-01"] {
            let text = day + "T23:59:59Z"
            #expect(Instant(text)?.description == text)
        }
        for bad in ["2026-13-01T00:00:00Z", "2026-00-10T00:00:00Z", "2026-01-01T00:60:00Z"] {
            #expect(Instant(bad) == nil)
        }
    }
}
