import Testing

@testable import HTTPServer

@Suite("Forms with files")
struct MultipartFormTests {
    private static let type = "multipart/form-data; boundary=xyz"

    /// A body of lines that are ended as RFC 2046 has them.
    private static func body(_ lines: String...) -> [UInt8] {
        Array(lines.joined(separator: "\r\n").utf8)
    }

    private static func head(_ disposition: String) -> String {
        "Content-Disposition: \(disposition)"
    }

    @Test("fields and files come as they were sent")
    func reads() throws {
        let form = try MultipartForm(
            Self.body(
                "--xyz", Self.head("form-data; name=\"izin\""), "", "a=b&c", "--xyz",
                "content-disposition:form-data;name=berkas; filename=\"a;b \\%22.csv\"",
                "Content-Type: text/csv; charset=\"x\"", "Content-Transfer-Encoding: Binary", "",
                "id,title", "--xy", "\u{0}--xyz", "--xyz--", ""),
            contentType: Self.type)
        #expect(form.parts.map(\.name) == ["izin", "berkas"])
        #expect(form["izin"]?.filename == nil && form["izin"]?.content == Array("a=b&c".utf8))
        #expect(form["berkas"]?.filename == "a;b \\%22.csv")
        #expect(form["berkas"]?.content == Array("id,title\r\n--xy\r\n\u{0}--xyz".utf8))
    }

    @Test(
        "a boundary may be quoted and have parameters beside it",
        arguments: [
            "multipart/form-data; boundary=\"x y:z'\"",
            "Multipart/Form-Data;charset=utf-8; BOUNDARY=\"x y:z'\"",
        ])
    func boundary(type: String) throws {
        let body = Self.body("--x y:z'", Self.head("form-data; name=a"), "", "", "--x y:z'--")
        #expect(try MultipartForm(body, contentType: type).parts.map(\.content) == [[]])
    }

    @Test("a form without any field is empty")
    func empty() throws {
        #expect(try MultipartForm(Self.body("--xyz--"), contentType: Self.type).parts.isEmpty)
    }

    @Test(
        "a Content-Type without a fitting boundary is refused",
        arguments: [
            "multipart/form-data", "multipart/form-data; boundary=", "text/csv; boundary=xyz",
            "multipart/mixed; boundary=xyz", "multipart/form-data; boundary=\"xyz",
            "multipart/form-data; boundary=\"xyz \"", "multipart/form-data; boundary=x[z",
            "multipart/form-data; boundary=xyz; boundary=xyz",
            "multipart/form-data; boundary=" + String(repeating: "x", count: 71),
            "multipart/form-data; boundary*=xyz", "multipart/form-data; xyz",
        ])
    func refusesType(type: String) {
        #expect(throws: MultipartForm.Fault.self) {
            try MultipartForm(Self.body("--xyz--"), contentType: type)
        }
    }

    private static let name = head("form-data; name=\"a\"")

    @Test(
        "a malformed body is refused",
        arguments: [
            [], body(""), body("xyz"), body("--xyz"), body("--xyz", ""),
            body("preamble", "--xyz--"), body("", "--xyz--"), body("--xyz--", "more"),
            body("--xyz--", "", ""), body("--xyz ", name, "", "1", "--xyz--"),
            body("--xyz", name, "", "1"), body("--xyz", name, "", "1", "--xy--"),
            body("--xyz", name, "1", "--xyz--"), body("--xyz", name, "--xyz--"),
            body("--xyz", "", "1", "--xyz--"),
            body("--xyz", "Content-Type: a/b", "", "1", "--xyz--"),
            body("--xyz", head("form-data"), "", "1", "--xyz--"),
            body("--xyz", head("form-data; name=\"\""), "", "1", "--xyz--"),
            body("--xyz", head("attachment; name=\"a\""), "", "1", "--xyz--"),
            body("--xyz", head("form-data; name=\"a"), "", "1", "--xyz--"),
            body("--xyz", head("form-data; name=\"a\"b"), "", "1", "--xyz--"),
            body("--xyz", head("form-data; name=a; name=b"), "", "1", "--xyz--"),
            body("--xyz", head("form-data; name=a; filename*=UTF-8''b"), "", "1", "--xyz--"),
            body("--xyz", head("form-data; name=a;"), "", "1", "--xyz--"),
            body("--xyz", head("form-data; name=\"a\u{0}\""), "", "1", "--xyz--"),
            body("--xyz", head("form-data; name=\"a\nb\""), "", "1", "--xyz--"),
            body("--xyz", name, name, "", "1", "--xyz--"),
            body("--xyz", name, " folded", "", "1", "--xyz--"),
            body("--xyz", name, "X-Other: 1", "", "1", "--xyz--"),
            body("--xyz", name, "no header", "", "1", "--xyz--"),
            body("--xyz", name, "Content-Transfer-Encoding: base64", "", "1", "--xyz--"),
            body("--xyz", name, "", "1", "--xyz", name, "", "2", "--xyz--"),
            body("--xyz", name, "", "1", "--xyz--", "--xyz", name, "", "2", "--xyz--"),
        ] as [[UInt8]])
    func refusesBody(body: [UInt8]) {
        #expect(throws: MultipartForm.Fault.self) {
            try MultipartForm(body, contentType: Self.type)
        }
    }

    @Test("bytes that are no UTF-8 pass in a file and not in a head")
    func bytes() throws {
        let wrong: [UInt8] = [0xFF, 0xFE]
        let end = Array("\r\n--xyz--".utf8)
        let form = try MultipartForm(
            Self.body("--xyz", Self.name, "", "") + wrong + end, contentType: Self.type)
        #expect(form["a"]?.content == wrong)
        #expect(throws: MultipartForm.Fault.self) {
            try MultipartForm(
                Self.body("--xyz", Self.name) + wrong + Self.body("", "", "1") + end,
                contentType: Self.type)
        }
    }

    @Test("as many fields as the limit pass, one more does not")
    func countsParts() throws {
        func form(_ count: Int) throws -> MultipartForm {
            let parts = (0..<count).map {
                "--xyz\r\n\(Self.head("form-data; name=f\($0)"))\r\n\r\n\r\n"
            }
            return try MultipartForm(
                Array((parts.joined() + "--xyz--").utf8), contentType: Self.type)
        }
        #expect(try form(MultipartForm.partsMax).parts.count == MultipartForm.partsMax)
        #expect(throws: MultipartForm.Fault.self) { try form(MultipartForm.partsMax + 1) }
    }

    @Test("a head and a name as long as the limit pass, longer ones do not")
    func limitsHeads() throws {
        func form(nameOf bytes: Int, headOf headBytes: Int) throws -> MultipartForm {
            let name = Self.head("form-data; name=" + String(repeating: "n", count: bytes))
            let rest = headBytes - name.utf8.count - "\r\nContent-Type: ".utf8.count
            let type = "Content-Type: " + String(repeating: "t", count: rest)
            return try MultipartForm(
                Self.body("--xyz", name, type, "", "1", "--xyz--"), contentType: Self.type)
        }
        let (name, head) = (MultipartForm.nameBytesMax, MultipartForm.headBytesMax)
        #expect(try form(nameOf: name, headOf: head).parts.count == 1)
        #expect(throws: MultipartForm.Fault.self) { try form(nameOf: name + 1, headOf: head) }
        #expect(throws: MultipartForm.Fault.self) { try form(nameOf: name, headOf: head + 1) }
    }

    @Test("whatever is cut off or changed is read or refused, and never more than was sent")
    func anyBytes() {
        let whole = Self.body(
            "--xyz", Self.head("form-data; name=\"a\"; filename=\"b\""), "Content-Type: text/csv",
            "", "id", "1", "--xyz", Self.head("form-data; name=c"), "", "2", "--xyz--", "")
        let seed = UInt64.random(in: 0...UInt64.max)
        print("multipart seed \(seed)")
        var state = seed
        func random(below limit: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % limit
        }
        for _ in 0..<2_000 {
            var body = whole
            for _ in 0...random(below: 3) where !body.isEmpty {
                switch random(below: 3) {
                case 0: body.removeLast(random(below: body.count))
                case 1: body[random(below: body.count)] = UInt8(random(below: 256))
                default: body.remove(at: random(below: body.count))
                }
            }
            if let form = try? MultipartForm(body, contentType: Self.type) {
                #expect(form.parts.reduce(0) { $0 + $1.content.count } < body.count)
            }
        }
    }
}
