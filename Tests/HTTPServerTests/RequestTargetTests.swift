import Testing

@testable import HTTPServer

@Suite("Request targets")
struct RequestTargetTests {
    private func parse(_ target: String) throws -> RequestTarget {
        try RequestTarget(Array(target.utf8).span, queryParametersMax: 100)
    }

    @Test("escapes are decoded once")
    func decodes() throws {
        let target = try parse("/a%20b/%252e/%E2%82%AC%2f?x=%2526&y%3D=%3d+%20")
        #expect(target.path == "/a b/%2e/€/")
        #expect(target.segments == ["a b", "%2e", "€/"])
        #expect(target.query.map(\.name) == ["x", "y="])
        #expect(target.query.map(\.value) == ["%26", "=  "])
    }

    @Test(
        "what cannot be decoded is refused",
        arguments: [
            "/%", "/%4", "/%4g", "/%g4", "/%00", "/a?b=%00", "/a?%00", "/%FF", "/%C3%28",
            "/%ED%A0%80",
            "/a?b=%C0%AF", "/a?b=%", "/%C3/%A9", "/é", "/a b", "/a#b", "a", "", "*", "ftp://a/",
        ])
    func refuses(target: String) {
        #expect(throws: HTTPRefusal.self) { try parse(target) }
    }

    @Test("a hundred query parameters pass, one more does not")
    func countsParameters() throws {
        let hundred = "/?" + (0..<100).map { "a\($0)=1" }.joined(separator: "&")
        #expect(try parse(hundred).query.count == 100)
        #expect(throws: HTTPRefusal.self) { try parse(hundred + "&b") }
    }

    @Test("an absolute target gives up its authority")
    func readsAbsolute() throws {
        let target = try parse("HTTP://a.example:80?x=1")
        #expect(target.path == "/")
        #expect(target.authority.map { String(decoding: $0, as: UTF8.self) } == "a.example:80")
        #expect(target.query.count == 1)
    }
}
