import Catalog
import Testing

@Suite struct XAPIStatementTests {
    static let now = Instant(milliseconds: 1_772_355_600_000)
    static let id = "6690e6c9-3ef0-4ed3-8b37-7f3964730bee"
    static let actor =
        #"{"account": {"homePage": "https://lms.example.id", "name": "ptc_1"}}"#
    static let object = #"{"id": "https://lms.example.id/courses/7"}"#

    static func statement(
        verb: String = "http://adlnet.gov/expapi/verbs/completed", id: String? = id,
        actor: String = actor, object: String = object, more: String = ""
    ) -> String {
        let first = id.map { #""id": "\#($0)", "# } ?? ""
        return """
            {\(first)"actor": \(actor), "verb": {"id": "\(verb)"}, "object": \(object),
             "context": {"registration": "enr-7"}, "timestamp": "2026-03-01T08:59:00.123Z"\(more)}
            """
    }

    static func parse(_ text: String) throws -> [XAPIStatement] {
        try XAPIStatement.parse(Array(text.utf8), at: now)
    }

    @Test("each verb has its meaning, and a result that denies a completion proves none")
    func verbs() throws {
        let adl = "http://adlnet.gov/expapi/verbs/"
        let table: [(String, String, CompletionEvent.Kind)] = [
            ("completed", "", .completed),
            ("passed", "", .completed),
            ("completed", #", "result": {"completion": true, "success": true}"#, .completed),
            ("completed", #", "result": {"completion": false}"#, .other),
            ("passed", #", "result": {"success": false}"#, .other),
            ("initialized", "", .started),
            ("progressed", "", .progressed),
            ("failed", "", .other),
            ("voided", "", .other),
        ]
        for (verb, more, kind) in table {
            let event = try Self.parse(Self.statement(verb: adl + verb, more: more))[0].event
            #expect(event.kind == kind, "\(verb) \(more)")
            #expect(event.enrolmentReference == "enr-7")
            #expect(event.at == Instant("2026-03-01T08:59:00.123Z"))
        }
    }

    @Test("scores become percentages and progress a part of one")
    func results() throws {
        let cmi5 = "https://w3id.org/xapi/cmi5/result/extensions/progress"
        let table: [(String, Double?, Double?)] = [
            (#"{"score": {"scaled": 0.85}}"#, 85, nil),
            (#"{"score": {"scaled": -0.5}}"#, nil, nil),
            (#"{"score": {"raw": 30, "min": 20, "max": 40}}"#, 50, nil),
            (#"{"score": {"raw": 30, "max": 40}}"#, 75, nil),
            (#"{"score": {"raw": 30}}"#, nil, nil),
            (#"{"extensions": {"\#(cmi5)": 40}}"#, nil, 0.4),
            (#"{"extensions": {"\#(cmi5)": 140}}"#, nil, nil),
            (
                #"{"extensions": {"https://w3id.org/xapi/video/extensions/progress": 0.25}}"#,
                nil, 0.25
            ),
            (#"{"extensions": {"https://example.id/other": null}}"#, nil, nil),
        ]
        for (result, score, progress) in table {
            let event = try Self.parse(Self.statement(more: #", "result": \#(result)"#))[0].event
            #expect(event.score == score, "\(result)")
            #expect(event.progress == progress, "\(result)")
        }
    }

    @Test("one statement or an array; an id is given where there is none")
    func batches() throws {
        let bare = Self.statement(id: nil)
        let statements = try Self.parse("[\(Self.statement()), \(bare), \(bare)]")
        #expect(statements.count == 3)
        #expect(statements[0].id == Self.id)
        #expect(Set(statements.map(\.id)).count == 3)
        #expect(try Self.parse("[]").isEmpty)
        let again = try XAPIStatement.parse(
            statements[1].body, at: Self.now, id: statements[1].id)
        #expect(again == [statements[1]])
    }

    @Test("each statement is kept as it was written, alone and in an array")
    func evidence() throws {
        let first = Self.statement(more: #", "result": {"response": "a ] , [ \" } é"}"#)
        let second = Self.statement(id: nil, more: #", "result": {"score": {"scaled": 0.850}}"#)
        #expect(try Self.parse(first)[0].body == Array(first.utf8))
        let both = try Self.parse(" [\n\(first)  ,\t\(second)\n ] ")
        #expect(both.map(\.body) == [Array(first.utf8), Array(second.utf8)])
        #expect(try Self.parse("[\(first)]")[0].digest == both[0].digest)
    }

    @Test("the order of members, blanks and what we set ourselves are no content")
    func canonical() throws {
        let reordered = """
            {"timestamp":"2026-03-01T08:59:00.123Z","object":\(Self.object),"stored":"x",
             "authority": \(Self.actor), "actor":\(Self.actor),
             "context":{"registration":"enr-7"},"id":"\(Self.id.uppercased())",
             "verb":{"id":"http://adlnet.gov/expapi/verbs/completed"}}
            """
        let first = try Self.parse(Self.statement())[0]
        #expect(try Self.parse(reordered)[0].digest == first.digest)
        let other = Self.statement(more: #", "result": {"score": {"scaled": 0.1}}"#)
        #expect(try Self.parse(other)[0].digest != first.digest)
    }

    static let faults: [(member: String, text: String)] = [
        ("", "5"),
        ("id", statement(id: "7")),
        ("actor", "{}"),
        ("actor", statement(actor: "{}")),
        ("actor", statement(actor: #"{"mbox": "mailto:a@b.id", "openid": "http://a.id"}"#)),
        ("actor.objectType", statement(actor: #"{"mbox": "m", "objectType": "Robot"}"#)),
        ("actor.account.homePage", statement(actor: #"{"account": {"name": "x"}}"#)),
        ("actor", statement(actor: #"{"objectType": "Group"}"#)),
        ("verb", #"{"actor": \#(actor), "object": \#(object)}"#),
        ("verb.id", statement(verb: "completed")),
        ("object.id", statement(object: "{}")),
        ("object.id", statement(object: #"{"objectType": "StatementRef", "id": "7"}"#)),
        ("object.objectType", statement(object: #"{"objectType": "Thing", "id": "a:b"}"#)),
        ("extra", statement(more: #", "extra": 1"#)),
        ("version", statement(more: #", "version": null"#)),
        ("result.completion", statement(more: #", "result": {"completion": "true"}"#)),
        ("result.score.scaled", statement(more: #", "result": {"score": {"scaled": 1.5}}"#)),
        ("result.score.raw", statement(more: #", "result": {"score": {"raw": 3, "max": 2}}"#)),
        ("result.score.min", statement(more: #", "result": {"score": {"min": 3, "max": 3}}"#)),
        ("1.id", "[\(statement()), \(statement())]"),
        ("1.actor", "[\(statement()), {}]"),
    ]

    @Test("a statement that breaks the specification names its member", arguments: faults)
    func named(_ fault: (member: String, text: String)) throws {
        let thrown = #expect(throws: JSONFault.self) { _ = try Self.parse(fault.text) }
        #expect(thrown?.member == fault.member)
    }

    @Test("a registration and a timestamp that cannot be read are refused")
    func contexts() {
        let registration = Self.statement().replacing(#""enr-7""#, with: "7")
        let timestamp = Self.statement().replacing("2026-03-01T", with: "someday ")
        for (text, member) in [
            (registration, "context.registration"), (timestamp, "timestamp"),
        ] {
            let thrown = #expect(throws: JSONFault.self) { _ = try Self.parse(text) }
            #expect(thrown?.member == member)
        }
    }

    @Test("too many statements, and versions that we do not speak")
    func limits() {
        let many = Array(repeating: Self.statement(id: nil), count: 101).joined(separator: ",")
        #expect(throws: JSONFault.self) { _ = try Self.parse("[\(many)]") }
        for version in ["1.0", "1.0.0", "1.0.3", "2.0", "2.0.0"] {
            #expect(XAPIStatement.speaks(version: version))
        }
        for version in ["", "0.95", "1.1.0", "3.0.0"] {
            #expect(!XAPIStatement.speaks(version: version))
        }
    }
}
