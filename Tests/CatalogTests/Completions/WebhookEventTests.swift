import Catalog
import Testing

@Suite struct WebhookEventTests {
    static func parse(_ text: String) throws -> CompletionEvent {
        try WebhookEvent.parse(Array(text.utf8), id: "msg_1")
    }

    static func instant(_ text: String) throws -> Instant { try #require(Instant(text)) }

    @Test("a completion is read with its date, score and certificate")
    func completion() throws {
        let event = try Self.parse(
            """
            {"type": "course.completed", "timestamp": "2026-03-01T09:00:05Z", "more": [],
             "data": {"enrolment_ref": "enr-7", "score": 87.5,
                      "completed_at": "2026-03-01T16:00:00+07:00",
                      "certificate": {"number": "BKL-1", "url": "https://bukalapak.test/c/1",
                                      "issued_at": "2026-03-01T09:00:02Z"}}}
            """)
        let certificate = CompletionEvent.IssuedCertificate(
            number: "BKL-1", url: "https://bukalapak.test/c/1",
            issuedAt: try Self.instant("2026-03-01T09:00:02Z"))
        #expect(
            event
                == CompletionEvent(
                    id: "msg_1", kind: .completed, enrolmentReference: "enr-7",
                    at: try Self.instant("2026-03-01T09:00:00Z"), score: 87.5,
                    certificate: certificate))
    }

    @Test("each type of the house is known, and any other is kept unread")
    func types() throws {
        for kind in CompletionEvent.Kind.allCases {
            let certificate =
                #"{"number": "1", "url": "http://a.test", "issued_at": "2026-03-01T09:00:00Z"}"#
            let event = try Self.parse(
                """
                {"type": "\(kind.rawValue)", "timestamp": "2026-03-01T09:00:00Z",
                 "data": {"order_id": "ord_1", "certificate": \(certificate)}}
                """)
            #expect(event.kind == kind)
        }
        let other = try Self.parse(
            #"{"type": "course.liked", "timestamp": "2026-03-01T09:00:00Z", "data": 5}"#)
        #expect(other.kind == .other)
        #expect(other.name == "course.liked")
    }

    static let faults: [(member: String, text: String)] = [
        ("", "not json"),
        ("", #"[1"#),
        ("type", #"{"timestamp": "2026-03-01T09:00:00Z", "data": {}}"#),
        ("type", #"{"type": 7, "timestamp": "2026-03-01T09:00:00Z", "data": {}}"#),
        ("type", #"{"type": "", "timestamp": "2026-03-01T09:00:00Z"}"#),
        ("timestamp", #"{"type": "course.started", "data": {"order_id": "o"}}"#),
        ("timestamp", #"{"type": "course.started", "timestamp": "yesterday", "data": {}}"#),
        ("data", #"{"type": "course.started", "timestamp": "2026-03-01T09:00:00Z"}"#),
        ("data.enrolment_ref", data("")),
        ("data.enrolment_ref", data(#""enrolment_ref": """#)),
        ("data.enrolment_ref", data(#""enrolment_ref": 7"#)),
        ("data.order_id", data(#""order_id": "\#(String(repeating: "o", count: 201))""#)),
        ("data.progress", data(#""order_id": "o", "progress": 1.01"#, type: "course.progressed")),
        ("data.progress", data(#""order_id": "o", "progress": "x""#, type: "course.progressed")),
        ("data.completed_at", data(#""order_id": "o", "completed_at": "2026-02-30""#)),
        ("data.certificate", data(#""order_id": "o""#, type: "certificate.issued")),
        ("data.certificate.number", certificate(#""url": "http://a.test""#)),
        ("data.certificate.url", certificate(#""number": "1", "url": "ftp://a.test/1""#)),
        ("data.certificate.url", certificate(#""number": "1", "url": "https://""#)),
        ("data.certificate.url", certificate(#""number": "1", "url": "javascript:alert(1)""#)),
        ("data.certificate.url", certificate(#""number": "1", "url": "https://a.test/ b""#)),
        ("data.certificate.issued_at", certificate(#""number": "1", "url": "http://a.test""#)),
    ]

    static func data(_ members: String, type: String = "course.completed") -> String {
        #"{"type": "\#(type)", "timestamp": "2026-03-01T09:00:00Z", "data": {\#(members)}}"#
    }

    static func certificate(_ members: String) -> String {
        data(
            #""order_id": "o", "certificate": {\#(members)}"#, type: "certificate.issued")
    }

    @Test("what stands beside a completion does not void it")
    func beside() throws {
        let sound = try Self.parse(Self.data(#""order_id": "o""#))
        for more in [
            #""score": 100.5"#, #""score": "high""#, #""score": -1"#, #""progress": 1.01"#,
            #""progress": "half""#,
        ] {
            #expect(try Self.parse(Self.data(#""order_id": "o", "# + more)) == sound, "\(more)")
        }
        for certificate in ["{}", "7", #"{"number": "1", "url": "ftp://a.test/1"}"#] {
            let event = try Self.parse(
                Self.data(#""order_id": "o", "certificate": \#(certificate)"#))
            #expect(event.kind == .completed && event.certificate == nil)
            #expect(event.hasUnreadableCertificate, "\(certificate)")
        }
    }

    @Test("what is missing, mistyped or out of bounds is named", arguments: faults)
    func named(_ fault: (member: String, text: String)) throws {
        let thrown = #expect(throws: JSONFault.self) { _ = try Self.parse(fault.text) }
        #expect(thrown?.member == fault.member)
    }

    @Test("deep and oversized bodies are refused before they are read")
    func limits() {
        let deep = String(repeating: "[", count: 40) + String(repeating: "]", count: 40)
        #expect(throws: JSONFault.self) { _ = try Self.parse(deep) }
        let long = Self.data(#""order_id": "o", "x": "\#(String(repeating: "x", count: 65_536))""#)
        #expect(throws: JSONFault.self) { _ = try Self.parse(long) }
    }
}
