import Testing

@testable import HTTPServer

@Suite("Limits")
struct LimitTests {
    private static let router: Router = {
        var router = Router()
        router.on("GET", "/", .noBody, mirror)
        router.on("POST", "/upload", RouteLimits(bodyBytesMax: 100_000)) { request in
            .now(HTTPResponse(status: 200, body: Array("\(request.body.count)".utf8)))
        }
        return router
    }()

    @Test("too long a body is refused by its Content-Length, before any of it comes")
    func refusesByLength() throws {
        let server = try LiveServer(Self.router)
        let client = try server.client()
        client.send("POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 100001\r\n\r\n")
        let response = try #require(client.response())
        #expect(response.status == 413)
        #expect(response.closes)
    }

    @Test("a client that sends a refused body to its end still reads why")
    func lingers() throws {
        let server = try LiveServer(Self.router)
        for _ in 0..<5 {
            let client = try server.client()
            let body = [UInt8](repeating: 0x78, count: 4_000_000)
            client.send("POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.count)\r\n\r\n")
            client.send(body)
            #expect(client.response()?.status == 413)
        }
    }

    @Test("a chunked body is counted as it comes")
    func countsChunks() throws {
        let server = try LiveServer(Self.router)
        let head = "POST /upload HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        let chunk = "2710\r\n" + String(repeating: "x", count: 10_000) + "\r\n"
        #expect(
            try server.ask(head + String(repeating: chunk, count: 10) + "0\r\n\r\n")?.text
                == "100000")
        let client = try server.client()
        client.send(head + String(repeating: chunk, count: 10) + "1\r\nx")
        let response = try #require(client.response())
        #expect(response.status == 413)
        #expect(response.closes)
        #expect(client.rest() == "")
    }

    @Test("Expect: 100-continue is told to go on, or refused before the body is sent")
    func continues() throws {
        let server = try LiveServer(Self.router)
        let client = try server.client()
        let head = "POST /upload HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
        client.send(head + "Content-Length: 3\r\n\r\n")
        #expect(client.response()?.status == 100)
        client.send("abc")
        #expect(client.response()?.text == "3")
        client.send(head + "Content-Length: 100001\r\n\r\n")
        #expect(client.response()?.status == 413)
    }

    @Test("a refusal without a body leaves the connection open")
    func keepsOpen() throws {
        let server = try LiveServer(Self.router)
        let client = try server.client()
        client.send("GET /none HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(client.response()?.status == 404)
        client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(client.response()?.status == 200)
    }

    @Test("a head of 16 KiB passes, a larger one is 431")
    func limitsHead() throws {
        let server = try LiveServer(Self.router)
        func status(_ headBytes: Int) throws -> Int? {
            let start = "GET / HTTP/1.1\r\nHost: a\r\nX: "
            let fill = headBytes - start.utf8.count - 4
            return try server.ask(start + String(repeating: "x", count: fill) + "\r\n\r\n")?.status
        }
        #expect(try status(16 * 1024) == 200)
        #expect(try status(16 * 1024 + 1) == 431)
        #expect(try status(40 * 1024) == 431)
    }

    @Test("a hundred header fields pass, one more is 431")
    func limitsFields() throws {
        let server = try LiveServer(Self.router)
        func status(_ count: Int) throws -> Int? {
            let fields = (1..<count).map { "X\($0): y\r\n" }.joined()
            return try server.ask("GET / HTTP/1.1\r\nHost: a\r\n\(fields)\r\n")?.status
        }
        #expect(try status(100) == 200)
        #expect(try status(101) == 431)
    }

    @Test("a target of 8 KiB passes, a longer one is 414, and so is one that fits no buffer")
    func limitsTarget() throws {
        let server = try LiveServer(Self.router)
        func status(_ bytes: Int) throws -> Int? {
            let target = "/?" + String(repeating: "x", count: bytes - 2)
            return try server.ask("GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n")?.status
        }
        #expect(try status(8 * 1024) == 200)
        #expect(try status(8 * 1024 + 1) == 414)
        #expect(try status(40 * 1024) == 414)
    }

    @Test("a query of thousands of names is refused, and costs the library nothing")
    func limitsQuery() throws {
        let server = try LiveServer(Self.router)
        let many = String(repeating: "a&", count: 4000)
        #expect(try server.ask("GET /?\(many) HTTP/1.1\r\nHost: a\r\n\r\n")?.status == 400)
    }

    @Test("a connection above the limit waits until another ends")
    func limitsConnections() throws {
        let server = try LiveServer(Self.router) { $0.connectionsMax = 2 }
        let request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
        var first: RawClient? = try server.client()
        let second = try server.client()
        for client in [first!, second] {
            client.send(request)
            #expect(client.response()?.status == 200)
        }
        let third = try server.client()
        third.send(request)
        #expect(server.server.connectionCount == 2)
        first = nil
        #expect(third.response()?.status == 200)
    }
}
