import Synchronization
import Testing

@testable import HTTPServer

/// Each of these is sent with a second request right behind it, which a lenient server would
/// answer too.
@Suite("Ambiguous request heads")
struct HeadFilterTests {
    static let second = "GET /second HTTP/1.1\r\nHost: a\r\n\r\n"

    static let refused: [(name: String, head: String)] = [
        (
            "a blank before the colon of Content-Length",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length : 36\r\n\r\n"
        ),
        (
            "a tab before the colon",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length\t: 36\r\n\r\n"
        ),
        (
            "Content-Length and Transfer-Encoding",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
        ),
        (
            "Transfer-Encoding and Content-Length",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
                + "Content-Length: 4\r\n\r\n0\r\n\r\n"
        ),
        (
            "differing Content-Lengths",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nContent-Length: 36\r\n\r\n"
        ),
        (
            "the same Content-Length twice",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nContent-Length: 0\r\n\r\n"
        ),
        (
            "a list of Content-Lengths",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0, 0\r\n\r\n"
        ),
        (
            "a signed Content-Length",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +0\r\n\r\n"
        ),
        (
            "a negative Content-Length",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n"
        ),
        (
            "a hexadecimal Content-Length",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x0\r\n\r\n"
        ),
        (
            "an empty Content-Length",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \r\n\r\n"
        ),
        (
            "a Content-Length beyond all numbers",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n"
        ),
        (
            "two Transfer-Encodings",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
        ),
        (
            "chunked after something else",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"
        ),
        (
            "identity",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\n\r\n"
        ),
        (
            "chunked with a blank behind it",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked \r\n\r\n0\r\n\r\n"
        ),
        (
            "chunked in quotes",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n"
        ),
        (
            "chunked in HTTP/1.0",
            "POST / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
        ),
        ("two Hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"),
        ("no Host", "GET / HTTP/1.1\r\nAccept: */*\r\n\r\n"),
        ("no header at all", "GET / HTTP/1.1\r\n\r\n"),
        ("a Host with a path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"),
        ("a Host list", "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n"),
        (
            "a Host other than the target's",
            "GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n"
        ),
        ("NUL in a value", "GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n"),
        ("NUL at the end of a value", "GET / HTTP/1.1\r\nHost: a\r\nX: a\0\r\n\r\n"),
        (
            "a header line behind NULs",
            "GET / HTTP/1.1\r\nHost: a\r\nX: a\0\0Content-Length\0 36\r\n\r\n"
        ),
        ("NUL in a name", "GET / HTTP/1.1\r\nHost: a\r\nX\0Y: a\r\n\r\n"),
        ("a line that begins with NUL", "GET / HTTP/1.1\r\nHost: a\r\n\0X: a\r\n\r\n"),
        ("NUL in the target", "GET /\0b HTTP/1.1\r\nHost: a\r\n\r\n"),
        ("NUL in the method", "GET\0 / HTTP/1.1\r\nHost: a\r\n\r\n"),
        ("a bare LF after the request line", "GET / HTTP/1.1\nHost: a\r\n\r\n"),
        ("a bare LF after a header", "GET / HTTP/1.1\r\nX: a\nHost: a\r\n\r\n"),
        ("bare LFs at the end", "GET / HTTP/1.1\r\nHost: a\n\n"),
        ("a bare LF as the last line", "GET / HTTP/1.1\r\nHost: a\r\n\n"),
        ("a bare CR in a value", "GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n"),
        ("a folded line", "GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n"),
        ("a folded first line", "GET / HTTP/1.1\r\n Host: a\r\nHost: a\r\n\r\n"),
        ("a line without a colon", "GET / HTTP/1.1\r\nHost: a\r\nX\r\n\r\n"),
        ("an empty name", "GET / HTTP/1.1\r\nHost: a\r\n: a\r\n\r\n"),
        ("a name that is no token", "GET / HTTP/1.1\r\nHost: a\r\nX(): a\r\n\r\n"),
        ("a control character in a value", "GET / HTTP/1.1\r\nHost: a\r\nX: a\u{1}\r\n\r\n"),
        ("two blanks before the target", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n"),
        ("two blanks behind the target", "GET /  HTTP/1.1\r\nHost: a\r\n\r\n"),
        ("a blank in the target", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n"),
        ("a tab in the target", "GET /a\tb HTTP/1.1\r\nHost: a\r\n\r\n"),
        ("a fragment", "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n"),
        ("a target that is no path", "GET second HTTP/1.1\r\nHost: a\r\n\r\n"),
        ("a method that is no token", "G(T / HTTP/1.1\r\nHost: a\r\n\r\n"),
        ("CONNECT", "CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n"),
        ("a version that is none", "GET / HTTP/x.1\r\nHost: a\r\n\r\n"),
    ]

    @Test(
        "a malformed head is refused, and the request behind it is never answered",
        arguments: refused)
    func refuses(name: String, head: String) throws {
        let calls = Atomic(0)
        try Self.withServer(counting: { calls.add(1, ordering: .relaxed) }) { server in
            let client = try server.client()
            client.send(head + Self.second)
            // Our own 400 or libmicrohttpd's, or no answer, but always the end.
            if let response = client.response() {
                #expect([400, 413].contains(response.status))
                #expect(response.closes)
            }
            let rest = try #require(client.rest(), "the connection stays open")
            #expect(!rest.contains("SECOND"))
            #expect(calls.load(ordering: .relaxed) == 0)
        }
    }

    @Test(
        "the same heads are refused when they come byte by byte",
        arguments: refused.filter { $0.head.utf8.count < 60 })
    func refusesSlowly(name: String, head: String) throws {
        try Self.withServer(counting: {}) { server in
            let client = try server.client()
            for byte in (head + Self.second).utf8 where client.send([byte]) {}
            let rest = try #require(client.rest(), "the connection stays open")
            #expect(!rest.contains("SECOND"))
            #expect(!rest.contains("HTTP/1.1 200"))
        }
    }

    @Test(
        "a well-formed head passes",
        arguments: [
            "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET / HTTP/1.1\r\nhost:a:8080\r\nX:\r\nY: \t a\t b \t\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: [::1]:80\r\nX-\u{7C}~: \u{E9}\r\n\r\n",
            "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
            "GET http://a/ HTTP/1.1\r\nHost: A\r\n\r\n",
            "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 007\r\n\r\n1234567",
            "GET /?a=b&c=d&e HTTP/1.1\r\nHost: a\r\nCookie: a=b; c=\"d\"\r\n\r\n",
        ])
    func passes(head: String) throws {
        try Self.withServer(counting: {}) { server in
            let client = try server.client()
            client.send(head)
            #expect(client.response()?.status == 200)
            client.send(Self.second)
            if !head.hasPrefix("\r\n") { #expect(client.response()?.text == "SECOND") }
        }
    }

    @Test(
        "what comes before it may is not answered, for a fault may hide in front of it",
        arguments: [
            "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab",
            "GET /later HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET /none HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\n:\n",
            "GET / HTTP/1.1\r\nHost: a\0\n\0\n",
            "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
        ])
    func answersOnlyFirst(first: String) throws {
        try Self.withServer(counting: {}) { server in
            let client = try server.client()
            client.send(first + Self.second)
            let response = try #require(client.response())
            #expect(response.closes)
            #expect(client.rest() == "")
        }
    }

    @Test("nothing behind a chunked body is trusted, since its lines are hidden from us")
    func closesAfterChunks() throws {
        try Self.withServer(counting: {}) { server in
            let client = try server.client()
            client.send(
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n"
                    + "3;x=y\r\nabc\r\n2\r\nde\r\n0\r\n\r\n" + Self.second)
            let response = try #require(client.response())
            #expect(response.status == 200)
            #expect(response.text.hasSuffix("abcde"))
            #expect(response.closes)
            #expect(client.rest() == "")
        }
    }

    @Test("a trailer is refused", arguments: ["X: a\r\n", "Content-Length: 5\r\nHost: b\r\n"])
    func refusesTrailers(trailer: String) throws {
        try Self.withServer(counting: {}) { server in
            let client = try server.client()
            client.send(
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "0\r\n\(trailer)\r\n" + Self.second)
            #expect(client.response()?.status == 400)
            #expect(client.rest() == "")
        }
    }

    @Test("a chunk of no hexadecimal size is refused", arguments: ["x\r\n", "-1\r\n", "\r\n"])
    func refusesChunks(chunk: String) throws {
        try Self.withServer(counting: {}) { server in
            let client = try server.client()
            client.send(
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\(chunk)"
                    + Self.second)
            #expect(try #require(client.rest()).hasPrefix("HTTP/1.1 400"))
        }
    }

    private static func withServer(
        counting: @escaping @Sendable () -> Void, _ body: (LiveServer) throws -> Void
    ) throws {
        var router = Router()
        for method in ["GET", "POST"] {
            router.on(method, "/", RouteLimits(bodyBytesMax: 1000)) {
                counting()
                return mirror($0)
            }
        }
        router.on("GET", "/later", .noBody) { _ in
            .later { $0.respond { HTTPResponse(status: 200) } }
        }
        router.on("GET", "/second", .noBody) {
            counting()
            return try text("SECOND")($0)
        }
        try body(LiveServer(router))
    }
}
