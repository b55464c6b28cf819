import Catalog
import Testing

@testable import PlatformAdapters

@Suite("Enrolments at a GraphQL platform")
struct GraphQLEnrolmentTests {
    typealias Script = GraphQLScript

    private static let order = "ord_01jz0000000000000000000000"

    private static func enrolment(_ state: String = "ACTIVE", of order: String = order) -> String {
        #"{"id":"e/1","state":"\#(state)","clientReference":"\#(order)"}"#
    }

    private static func payload(
        _ field: String, _ enrolment: String, errors: String = "[]"
    ) -> [ScriptedServer.Step] {
        Script.answer(#"{"\#(field)":{"enrolment":\#(enrolment),"errors":\#(errors)}}"#)
    }

    @Test("an enrolment is asked for with the order's id, and comes back")
    func enrol() async throws {
        let bench = try Bench(.graphql) { _ in Self.payload("enrolmentCreate", Self.enrolment()) }
        let made = try await bench.platform.enrol(bench.request)
        #expect(made == Enrolment(reference: "e/1", state: .active))
        let request = try #require(bench.server.requests.first)
        #expect(request.operationName == "EnrolmentCreate")
        let input = try #require(request.variable("input"))
        #expect(input["courseId"] == "C-1" && input["scheduleCode"] == "S-1")
        #expect(input["clientReference"] == .string(Self.order))
        #expect(input["learner"]?["id"] == .string(bench.request.learnerID.value))
    }

    @Test("a payload's errors are a refusal in the platform's words")
    func payloadErrors() async throws {
        let bench = try Bench(.graphql) { _ in
            Self.payload(
                "enrolmentCreate", "null",
                errors: #"[{"field":"courseId","code":"SOLD_OUT","message":"Kuota habis."}]"#)
        }
        #expect(await bench.enrolFailure() == .refused("Kuota habis."))
        let conflict = try Bench(.graphql) { _ in
            Self.payload(
                "enrolmentCreate", "null", errors: #"[{"code":"conflict","message":"ada"}]"#)
        }
        #expect(await conflict.enrolFailure() == .conflict("ada"))
        let beside = try Bench(.graphql) { _ in
            Self.payload(
                "enrolmentCreate", Self.enrolment(), errors: #"[{"code":"EXISTS","message":"x"}]"#)
        }
        #expect(try await beside.platform.enrol(beside.request).state == .active)
    }

    @Test(
        "what may have been carried out is unknown",
        arguments: [
            Script.answer("null", errors: Script.error("boom")),
            Script.answer(#"{"enrolmentCreate":null}"#, errors: Script.error("boom")),
            payload("enrolmentCreate", #"{"id":"e","state":"ODD"}"#),
            payload("enrolmentCreate", #"{"id":"","state":"ACTIVE"}"#),
            payload("enrolmentCreate", "7"), payload("enrolmentCreate", "null"),
            payload("enrolmentCreate", enrolment(of: "ord_other")),
            Script.answer("{}"), .answer(200, "<html>"), .answer(200, ""), .answer(500),
            .answer(502, #"{"errors":[{"message":"x"}]}"#), [.close],
        ])
    func unknown(steps: [ScriptedServer.Step]) async throws {
        let bench = try Bench(.graphql) { _ in steps }
        guard case .unknown = await bench.enrolFailure() else {
            Issue.record("known")
            return
        }
        #expect(bench.server.requests.count <= 2)
    }

    @Test("a request that was not even begun is refused, or may be made later")
    func notBegun() async throws {
        let invalid = try Bench(.graphql) { _ in
            Script.answer(nil, errors: Script.error("bad course"), status: 400)
        }
        #expect(await invalid.enrolFailure() == .refused("bad course"))
        let busy = try Bench(.graphql) { _ in
            Script.answer(nil, errors: Script.error("busy", code: "RATE_LIMITED"))
        }
        #expect(await busy.enrolFailure() == .unavailable("busy", retryAfterSeconds: nil))
        let stranger = try Bench(.graphql) { _ in
            Script.answer(nil, errors: Script.error("who?", code: "forbidden"))
        }
        #expect(await stranger.enrolFailure() == .unauthorized("who?"))
    }

    @Test("a look-up finds what is there and nothing else")
    func lookUp() async throws {
        let bench = try Bench(.graphql) { request in
            let isKnown =
                request.variable("id") == "e/1"
                || request.variable("clientReference") == .string(Self.order)
            return Script.answer(#"{"enrolment":\#(isKnown ? Self.enrolment() : "null")}"#)
        }
        let found = try await bench.platform.enrolment(of: bench.request, reference: "e/1")
        #expect(found == Enrolment(reference: "e/1", state: .active))
        #expect(try await bench.platform.enrolment(of: bench.request, reference: nil) == found)
        #expect(bench.server.requests.last?.variable("id") == nil)
        #expect(try await bench.platform.enrolment(of: bench.request, reference: "x") == nil)
        await #expect(throws: PlatformFailure.self) {
            try await bench.platform.enrolment(of: bench.request, reference: "")
        }
    }

    @Test("a look-up that failed finds nothing out")
    func failedLookUp() async throws {
        let bench = try Bench(.graphql) { _ in
            Script.answer(#"{"enrolment":null}"#, errors: Script.error("down"))
        }
        await #expect(throws: PlatformFailure.unavailable("down", retryAfterSeconds: nil)) {
            try await bench.platform.enrolment(of: bench.request, reference: "e/1")
        }
        let coded = try Bench(.graphql) { _ in
            Script.answer(
                #"{"enrolment":null}"#, errors: Script.error("none", code: "NOT_FOUND"))
        }
        #expect(try await coded.platform.enrolment(of: coded.request, reference: "e/1") == nil)
    }

    @Test("a cancellation is carried out, and one already gone counts")
    func cancel() async throws {
        let bench = try Bench(.graphql) { _ in
            Self.payload("enrolmentCancel", Self.enrolment("CANCELLED"))
        }
        try await bench.platform.cancel(bench.request, reference: "e/1")
        #expect(
            bench.server.requests.last?.variable("input")?["enrolmentId"] == "e/1")
        for (state, isGone) in [("null", true), ("CANCELLED", true), ("COMPLETED", false)] {
            let errors = #"[{"code":"NO","message":"tidak bisa"}]"#
            let bench = try Bench(.graphql) { request in
                request.operationName == "Enrolment"
                    ? Script.answer(
                        #"{"enrolment":\#(state == "null" ? state : Self.enrolment(state))}"#)
                    : Self.payload("enrolmentCancel", "null", errors: errors)
            }
            if isGone {
                try await bench.platform.cancel(bench.request, reference: "e/1")
            } else {
                await #expect(throws: PlatformFailure.refused("tidak bisa")) {
                    try await bench.platform.cancel(bench.request, reference: "e/1")
                }
            }
        }
    }

    @Test("asked about an order, the platform's state is the event")
    func report() async throws {
        let states: [(String, [CompletionEvent.Kind])] = [
            ("ACTIVE", []), ("COMPLETED", [.completed]), ("CANCELLED", [.enrolmentCancelled]),
        ]
        for (state, kinds) in states {
            let bench = try Bench(.graphql) { _ in
                Script.answer(#"{"enrolment":\#(Self.enrolment(state))}"#)
            }
            #expect(bench.platform.canReport)
            let report = try await bench.platform.report(on: bench.request, reference: "e/1")
            #expect(report.events.map(\.kind) == kinds)
            #expect(!report.source.isEmpty)
            for event in report.events {
                #expect(event.at == bench.clock.now && event.enrolmentReference == "e/1")
            }
        }
    }
}
