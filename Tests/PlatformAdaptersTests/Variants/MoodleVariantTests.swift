import Catalog
import Foundation
import Testing

@testable import PlatformAdapters

/// What Moodle of various versions answers otherwise than our simulator does.
@Suite("Variants of Moodle")
struct MoodleVariantTests {
    private static let fields = ["price": "harga", "duration": "menit"]

    @Test("numbers and truths come as text or as themselves, and fields may be missing")
    func courses() async throws {
        let body = #"""
            {"warnings":[{"item":"course","itemid":9,"warningcode":"1","message":"no"}],"courses":[
            {"id":"2","fullname":"Kopi","visible":"1","timemodified":"1767323045","lang":"",
            "customfields":[{"shortname":"harga","type":"number","value":"150,000.00",
            "valueraw":150000},{"shortname":"menit","value":90}]},
            {"id":3,"fullname":"Teh","visible":true,"summary":null,"customfields":null,
            "categoryname":null,"startdate":0,"enddate":null},
            {"id":4,"fullname":"Air","visible":false},{"id":5,"fullname":"Susu","visible":"0"},
            {"id":6,"displayname":"Jamu","customfields":[{"shortname":"harga","value":null}]}]}
            """#
        let bench = try Bench(.moodle, customFields: Self.fields) { _ in .answer(200, body) }
        let harvest = try await bench.read()
        #expect(harvest.rejects.isEmpty && harvest.unknownWords.isEmpty)
        #expect(harvest.ids == ["2", "3", "6"])
        #expect(harvest.listings.map(\.price?.rupiah) == [150_000, nil, nil])
        #expect(harvest.listings[0].durationMinutes == 90 && harvest.listings[0].language == nil)
        #expect(harvest.listings[0].updatedAt?.description == "2026-01-02T03:04:05Z")
    }

    @Test("a course that tracks no completion is one order's matter, not the platform's")
    func untracked() async throws {
        for code in ["nocriteriaset", "completionnotenabled", "notenroled"] {
            let bench = try Bench(.moodle) { _ in
                .answer(
                    200,
                    #"{"exception":"moodle_exception","errorcode":"\#(code)","message":"no"}"#)
            }
            do throws(PlatformFailure) {
                let report = try await bench.platform.report(
                    on: bench.request(course: "42"), reference: "17,42")
                #expect(report.events.isEmpty)
            } catch {
                #expect(error == .refused("no (\(code))"))
            }
        }
    }

    @Test("a completion is read from numbers and from truths, with warnings beside it")
    func completion() async throws {
        for truth in ["true", "1"] {
            let bench = try Bench(.moodle) { _ in
                .answer(
                    200,
                    #"{"completionstatus":{"completed":\#(truth),"aggregation":1,"completions":["#
                        + #"{"type":4,"title":"x","status":"Yes","complete":\#(truth),"#
                        + #""timecompleted":1767323045,"details":{}},"#
                        + #"{"type":8,"complete":true,"timecompleted":null}]},"warnings":[]}"#)
            }
            let events = try await bench.platform.report(
                on: bench.request(course: "42"), reference: "17,42"
            ).events
            #expect(events.map(\.kind) == [.completed])
            #expect(events.first?.at.description == "2026-01-02T03:04:05Z")
        }
    }
}
