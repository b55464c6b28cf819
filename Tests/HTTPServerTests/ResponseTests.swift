import Foundation
import Synchronization
import Testing

@testable import HTTPServer

@Suite("Responses")
struct ResponseTests {
    private static let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

    private static func server(_ response: HTTPResponse) throws -> LiveServer {
        var router = Router()
        router.on("GET", "/", .noBody) { _ in .now(response) }
        return try LiveServer(router)
    }

    @Test("status, fields and body arrive as they were given, with a date")
    func arrives() throws {
        let body = (0..<300_000).map { UInt8(truncatingIfNeeded: $0) }
        let response = try Self.server(
            HTTPResponse(status: 201, headers: [("ETag", "\"x\""), ("X-Y", "é")], body: body)
        ).ask(Self.get)
        #expect(response?.status == 201)
        #expect(response?.headers["etag"] == "\"x\"")
        #expect(response?.headers["x-y"] == "é")
        #expect(response?.headers["date"]?.hasSuffix(" GMT") == true)
        #expect(response?.headers["server"] == nil)
        #expect(response?.body == body)
    }

    @Test("204 and 304 have no body, and the connection lives on", arguments: [204, 304])
    func sendsNoBody(status: Int) throws {
        let client = try Self.server(HTTPResponse(status: status, body: [1, 2, 3])).client()
        for _ in 0..<2 {
            client.send(Self.get)
            let response = client.response(toHead: true)
            #expect(response?.status == status)
            #expect(response?.headers["transfer-encoding"] == nil)
        }
    }

    @Test(
        "what cannot be sent becomes a 500 instead of a split response",
        arguments: [
            HTTPResponse(status: 200, headers: [("X", "a\r\nY: b")]),
            HTTPResponse(status: 200, headers: [("X\n", "a")]),
            HTTPResponse(status: 200, headers: [("Content-Length", "5")]),
            HTTPResponse(status: 99),
            HTTPResponse(status: 101),
            HTTPResponse(status: 1000),
        ])
    func refusesUnsendable(response: HTTPResponse) throws {
        let answer = try Self.server(response).ask(Self.get)
        #expect(answer?.status == 500)
        #expect(answer?.headers["y"] == nil)
    }

    @Test("a prepared response is the same each time, for GET and HEAD and from all threads")
    func sendsPrepared() throws {
        let body = [UInt8](repeating: 0x7A, count: 20_000)
        let prepared = try PreparedResponse(
            HTTPResponse(status: 200, headers: [("ETag", "\"p\"")], body: body))
        var router = Router()
        router.on("GET", "/", .noBody) { _ in .prepared(prepared) }
        router.on("POST", "/", RouteLimits(bodyBytesMax: 10)) { _ in .prepared(prepared) }
        let server = try LiveServer(router)
        let port = server.port
        let right = Atomic(0)
        DispatchQueue.concurrentPerform(iterations: 8) { _ in
            guard let client = try? RawClient(port: port) else { return }
            for _ in 0..<50 {
                client.send(Self.get)
                let response = client.response()
                if response?.body == body, response?.headers["etag"] == "\"p\"" {
                    right.add(1, ordering: .relaxed)
                }
            }
        }
        #expect(right.load(ordering: .relaxed) == 400)
        let client = try server.client()
        client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(client.response(toHead: true)?.headers["content-length"] == "20000")
        client.send(
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
        let closing = client.response()
        #expect(closing?.body == body)
        #expect(closing?.closes == true)
        #expect(prepared.response.body == body)
    }

    @Test("a prepared response outlives its owner while it is being sent")
    func outlivesOwner() throws {
        var router = Router()
        router.on("GET", "/", .noBody) { _ in
            .prepared(
                try PreparedResponse(
                    HTTPResponse(status: 200, body: [UInt8](repeating: 0x61, count: 3_000_000))))
        }
        let response = try LiveServer(router).ask(Self.get)
        #expect(response?.body == [UInt8](repeating: 0x61, count: 3_000_000))
    }

    @Test("a prepared response that cannot be sent is refused when it is made")
    func refusesUnsendablePrepared() {
        #expect(throws: HTTPServerError.unsendableResponse("header A")) {
            try PreparedResponse(HTTPResponse(status: 200, headers: [("A", "\n")], body: [1]))
        }
        #expect(throws: HTTPServerError.unsendableResponse("status 700")) {
            try PreparedResponse(HTTPResponse(status: 700))
        }
    }

    @Test("header fields are found without case, in order, and trimmed")
    func findsFields() throws {
        let request = HTTPRequest(
            method: "GET", path: "/",
            headers: [("Accept", "a"), ("X-Y", " z \t"), ("ACCEPT", "b"), ("Empty", "")])
        #expect(request.header("accept") == "a")
        #expect(request.headers(named: "Accept") == ["a", "b"])
        #expect(request.header("x-y") == " z")
        #expect(request.header("empty") == "")
        #expect(request.header("x_y") == nil)
        #expect(request.headers.map(\.name) == ["Accept", "X-Y", "ACCEPT", "Empty"])
    }
}
