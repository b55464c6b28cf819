import Testing

@testable import Catalog

@Suite("Scores of LTI tools")
struct LineItemScoreTests {
    private static let order = Identifier<Order>(stored: "ord_01jz0000000000000000000000")

    private func score(_ members: String) throws(JSONFault) -> LineItemScore {
        try LineItemScore.parse(
            Array(
                #"{"userId":"ptc_1","timestamp":"2026-01-02T03:04:05.678+07:00",\#(members)}"#.utf8)
        )
    }

    @Test(
        "Completed and FullyGraded together complete; nothing else does",
        arguments: [
            ("Completed", "FullyGraded", CompletionEvent.Kind.completed),
            ("Completed", "Pending", .progressed), ("Completed", "PendingManual", .progressed),
            ("Submitted", "FullyGraded", .progressed), ("InProgress", "NotReady", .progressed),
            ("Started", "NotReady", .started), ("Initialized", "NotReady", .other),
            ("completed", "FullyGraded", .other), ("Completed", "Failed", .progressed),
        ])
    func kinds(activity: String, grading: String, kind: CompletionEvent.Kind) throws {
        let event = try score(
            #""activityProgress":"\#(activity)","gradingProgress":"\#(grading)""#
        ).event(of: Self.order)
        #expect(event.kind == kind && event.orderID == Self.order.value)
        #expect(event.at == Instant("2026-01-01T20:04:05.678Z"))
    }

    @Test("points are brought to a hundred, and never above")
    func points() throws {
        let words = #""activityProgress":"Completed","gradingProgress":"FullyGraded","#
        let cases = [
            (#""scoreGiven":17,"scoreMaximum":20"#, 85.0), (#""scoreGiven":0,"scoreMaximum":1"#, 0),
            (#""scoreGiven":30,"scoreMaximum":20"#, 100),
        ]
        for (members, points) in cases {
            #expect(try score(words + members).event(of: Self.order).score == points)
        }
        #expect(try score(words + #""comment":"x""#).event(of: Self.order).score == nil)
    }

    @Test("the same score has the same id, another one another")
    func ids() throws {
        let words = #""activityProgress":"Completed","gradingProgress":"FullyGraded""#
        let first = try score(words).event(of: Self.order).id
        #expect(try score(words + #","comment":"again""#).event(of: Self.order).id == first)
        let higher = try score(words + #","scoreGiven":1,"scoreMaximum":1"#)
        #expect(higher.event(of: Self.order).id != first)
        let other = Identifier<Order>(stored: "ord_01jz0000000000000000000001")
        #expect(try score(words).event(of: other).id != first)
    }

    @Test(
        "what makes no sense is refused by the member's name",
        arguments: [
            ("[]", ""), ("{}", "timestamp"), (#"{"timestamp":7}"#, "timestamp"),
            (#"{"timestamp":"2026-01-02T03:04:05"}"#, "timestamp"),
            (#"{"timestamp":"2026-01-02T03:04:05Z"}"#, "userId"),
            (
                #"{"timestamp":"2026-01-02T03:04:05Z","userId":"u","activityProgress":""}"#,
                "activityProgress"
            ),
        ])
    func faults(body: String, member: String) {
        let fault = #expect(throws: JSONFault.self) {
            try LineItemScore.parse(Array(body.utf8))
        }
        #expect(fault?.member == member)
    }

    @Test("points without a maximum, or below zero, are refused")
    func badPoints() {
        let words = #""activityProgress":"Completed","gradingProgress":"FullyGraded","#
        for points in [
            #""scoreGiven":1"#, #""scoreGiven":1,"scoreMaximum":0"#,
            #""scoreGiven":-1,"scoreMaximum":1"#, #""scoreGiven":"1","scoreMaximum":1"#,
        ] {
            #expect(throws: JSONFault.self) { try score(words + points) }
        }
    }
}
