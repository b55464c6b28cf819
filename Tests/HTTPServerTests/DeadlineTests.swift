import Foundation
import Testing

@testable import HTTPServer

@Suite("Deadlines")
struct DeadlineTests {
    private static let request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

    private static func server() throws -> LiveServer {
        var router = Router()
        router.on("GET", "/", .noBody, text("ok"))
        router.on("POST", "/", RouteLimits(bodyBytesMax: 1000), text("ok"))
        router.on("GET", "/large", .noBody) { _ in
            .now(HTTPResponse(status: 200, body: [UInt8](repeating: 0, count: 64_000_000)))
        }
        return try LiveServer(router) {
            $0.headSecondsMax = 0.3
            $0.bodySecondsMax = 0.3
            $0.idleSecondsMax = 0.3
            $0.answerSecondsMax = 0.3
        }
    }

    /// Sends byte after byte, each well within any time-out for silence, until the server closes.
    private func trickle(_ text: String, on client: RawClient) {
        for byte in text.utf8 where client.send([byte]) { usleep(20_000) }
    }

    private static let endless = "X: " + String(repeating: "x", count: 400)

    @Test(
        "a head that trickles in is cut off with 408",
        arguments: [
            endless, "GET / HTTP/1.1\r\nHost: a\r\n" + endless,
        ])
    func cutsHead(text: String) throws {
        let client = try Self.server().client()
        trickle(text, on: client)
        #expect(try #require(client.rest()).hasPrefix("HTTP/1.1 408 "))
    }

    @Test("so is one that trickles in after an answered request")
    func cutsLaterHead() throws {
        let client = try Self.server().client()
        client.send(Self.request)
        #expect(client.response()?.status == 200)
        trickle(Self.endless, on: client)
        #expect(try #require(client.rest()).hasPrefix("HTTP/1.1 408 "))
    }

    @Test("a body that trickles in is cut off with 408")
    func cutsBody() throws {
        let server = try Self.server()
        let client = try server.client()
        trickle(
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n\r\n"
                + String(repeating: "x", count: 800), on: client)
        #expect(try #require(client.rest()).hasPrefix("HTTP/1.1 408 "))
        server.server.stop(within: 5)
        #expect(server.summaries.all.map(\.status).allSatisfy { $0 == 408 })
    }

    @Test("a connection that says nothing is closed without a word")
    func closesIdle() throws {
        let server = try Self.server()
        #expect(try server.client().rest() == "")
        let client = try server.client()
        client.send(Self.request)
        #expect(client.response()?.status == 200)
        #expect(client.rest() == "")
    }

    @Test("an answer that nobody reads is cut off")
    func cutsAnswer() throws {
        let server = try Self.server()
        let client = try server.client()
        client.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n")
        let end = ContinuousClock.now + .seconds(10)
        while server.server.connectionCount > 0 || server.summaries.all.isEmpty {
            try #require(ContinuousClock.now < end, "the connection stays open")
            usleep(10_000)
        }
    }
}
