import Catalog
import HTTPServer
import Testing

@testable import CatalogService

@Suite struct RequestPartsTests {
    @Test(
        "the better of the two languages by Accept-Language",
        arguments: [
            (nil, LabelLanguage.indonesian), ("", .indonesian), ("en", .english),
            ("en-GB,en;q=0.9", .english), ("id;q=0.5, en;q=0.4", .indonesian),
            ("fr, en;q=0.2", .english), ("en;q=0", .indonesian), ("*", .indonesian),
            ("en;q=0.3,id;q=0.8", .indonesian), ("x;q=oops,en", .english),
        ])
    func language(header: String?, expected: LabelLanguage) {
        #expect(LabelLanguage(accepting: header) == expected)
    }

    @Test(
        "only our own proxies are believed about who calls",
        arguments: [
            ("10.0.0.9", "203.0.113.5", "10.0.0.9"), ("127.0.0.1", nil, "127.0.0.1"),
            ("127.0.0.1", "203.0.113.5", "203.0.113.5"),
            ("127.0.0.1", "198.51.100.1, 203.0.113.5", "203.0.113.5"),
            ("127.0.0.1", "198.51.100.1, 203.0.113.5, 10.0.0.1", "203.0.113.5"),
            ("::ffff:127.0.0.1", "2001:DB8:0::5", "2001:db8::5"),
            ("127.0.0.1", "203.0.113.5, nonsense", "127.0.0.1"),
            ("127.0.0.1", "10.0.0.1", "10.0.0.1"), ("127.0.0.1", ",", "127.0.0.1"),
        ])
    func clientAddress(peer: String, forwarded: String?, expected: String) throws {
        let proxies = Set(["127.0.0.1", "10.0.0.1"].compactMap(NetworkAddress.init))
        let request = HTTPRequest(
            method: "POST", path: "/v1/sessions",
            headers: forwarded.map { [("X-Forwarded-For", $0)] } ?? [], remoteAddress: peer)
        #expect(request.clientAddress(trusting: proxies) == expected)
    }

    private struct Note: RequestBody {
        static let members: Set<String> = ["text", "marks"]
        let text: String
        let marks: [[String: String]]?
    }

    @Test(
        "a text that no store takes is refused by the name of its member",
        arguments: [
            (#"{"text":"a\u0000b"}"#, "text"),
            (#"{"text":"a","marks":[{},{"x":"\u0000"}]}"#, "marks.1.x"),
            (#"{"text":"a","marks":[{"\u0000":"x"}]}"#, "marks.0"), (#"{"text":"\\u0000"}"#, nil),
            (#"{"text":"u0000 \u0001"}"#, nil),
        ])
    func zeroCharacter(body: String, member: String?) {
        let request = HTTPRequest(method: "POST", path: "/", body: Array(body.utf8))
        var fault: JSONFault?
        do { _ = try request.decoded(Note.self) } catch { fault = error }
        #expect(fault?.member == member)
        #expect(fault?.problem.contains("U+0000") != false)
    }

    @Test("a replacement names the state that was seen")
    func ifMatch() {
        func status(_ fields: [String], _ tag: String?) -> Int? {
            let request = HTTPRequest(
                method: "PUT", path: "/", headers: fields.map { ("If-Match", $0) })
            do {
                try request.checkIfMatch(tag)
                return nil
            } catch {
                return error.status
            }
        }
        #expect(status([], nil) == nil)
        #expect(status([], "\"a\"") == 428)
        #expect(status(["\"a\""], "\"a\"") == nil)
        #expect(status(["\"b\", \"a\""], "\"a\"") == nil)
        #expect(status(["*"], "\"a\"") == nil)
        #expect(status(["\"b\""], "\"a\"") == 412)
        #expect(status(["W/\"a\""], "\"a\"") == 412)
        #expect(status(["*"], nil) == 412)
    }

    @Test("If-None-Match compares weakly, in lists and with a star")
    func entityTags() {
        #expect(EntityTags.list("\"a\", W/\"b\"", matches: "\"b\""))
        #expect(EntityTags.list("*", matches: "\"b\""))
        #expect(!EntityTags.list("\"bb\"", matches: "\"b\""))
        #expect(!EntityTags.list("", matches: "\"b\""))
    }

    @Test("a form is decoded, and of a broken one it is said which field is wrong")
    func forms() throws {
        let text = "grant_type=client_credentials&scope=xapi%3Awrite&x=a+b"
        let form = try FormBody(Array(text.utf8))
        #expect(form["grant_type"] == "client_credentials")
        #expect(form["scope"] == "xapi:write")
        #expect(form["x"] == "a b")
        let many = (0...FormBody.fieldsMax).map { "f\($0)=1" }.joined(separator: "&")
        let long = String(repeating: "a", count: MultipartForm.nameBytesMax + 1)
        let faults: [(String, FormBody.Fault)] = [
            ("a=%4", .unreadable(field: "a")), ("a=%zz", .unreadable(field: "a")),
            ("x=1&na%20me=%ff", .unreadable(field: "na me")), ("a=%00", .unreadable(field: "a")),
            ("a=1&a=2", .repeated(field: "a")), ("a=1&%ff=2", .unreadableName(field: 2)),
            ("a%0ab=1", .unreadableName(field: 1)), (long + "=1", .unreadableName(field: 1)),
            ("a=\u{0}", .notText), (many, .tooManyFields),
        ]
        for (text, fault) in faults {
            #expect(throws: fault, "\(text)") { try FormBody(Array(text.utf8)) }
        }
    }

    @Test("an Idempotency-Key is needed, once, and well formed")
    func idempotencyKey() {
        func code(_ keys: [String]) -> String? {
            let request = HTTPRequest(
                method: "POST", path: "/v1/orders",
                headers: keys.map { ("Idempotency-Key", $0) })
            do {
                _ = try IdempotencyKey(required: request)
                return nil
            } catch {
                return error.code
            }
        }
        #expect(code(["k-1"]) == nil)
        #expect(code([]) == "idempotency_key_missing")
        #expect(code(["a", "a"]) == "duplicate_key")
        #expect(code([""]) == "idempotency_key_invalid")
        #expect(code(["with blank"]) == "idempotency_key_invalid")
        #expect(code([String(repeating: "k", count: 129)]) == "idempotency_key_invalid")
    }

    private struct Body: RequestBody {
        static let members: Set = ["stars", "review"]
        let stars: Int
        let review: String?
    }

    @Test("a faulty body names the member")
    func bodies() {
        func fault(_ text: String) -> JSONFault? {
            let request = HTTPRequest(method: "POST", path: "/", body: Array(text.utf8))
            do {
                _ = try request.decoded(Body.self)
                return nil
            } catch {
                return error
            }
        }
        #expect(fault(#"{"stars": 5}"#) == nil)
        #expect(fault(#"{"stars": 5, "sterne": 1}"#)?.member == "sterne")
        #expect(fault(#"{"stars": "5"}"#)?.member == "stars")
        #expect(fault(#"{"review": "x"}"#)?.member == "stars")
        #expect(fault(#"{"stars": 5"#)?.member == "")
        #expect(fault("[]")?.problem == "has the wrong type")
        #expect(fault(String(repeating: "[", count: 40))?.problem.contains("32") == true)
    }
}
