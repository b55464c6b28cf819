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

    @Test("If-None-Match compares weakly, in lists and with a star")
    func entityTags() {
        #expect(EntityTags.list("\"a\", W/\"b\"", matches: "\"b\""))
        #expect(EntityTags.list("*", matches: "\"b\""))
        #expect(!EntityTags.list("\"bb\"", matches: "\"b\""))
        #expect(!EntityTags.list("", matches: "\"b\""))
    }

    @Test("a form is decoded, and a broken one is no form")
    func forms() {
        let form = FormBody(Array("grant_type=client_credentials&scope=xapi%3Awrite&x=a+b".utf8))
        #expect(form?["grant_type"] == "client_credentials")
        #expect(form?["scope"] == "xapi:write")
        #expect(form?["x"] == "a b")
        for broken in ["a=%4", "a=%zz", "a=1&a=2", "a=%ff"] {
            #expect(FormBody(Array(broken.utf8)) == nil, "\(broken)")
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
