import Foundation
import Testing

@testable import HTTPServer

@Suite("Many connections at once")
struct CrowdTests {
    /// The library takes 128 events at a time, and once waited without end when exactly as many
    /// were there: 129 connections on each of two loops, one of which holds its loop up.
    @Test("all that are ready at the same moment are answered", arguments: [258, 400])
    func allReady(count: Int) throws {
        var router = Router()
        router.on("GET", "/", .noBody, text("here"))
        router.on("GET", "/slow", .noBody) { request in
            usleep(300_000)
            return try text("slow")(request)
        }
        let server = try LiveServer(router) { $0.threads = 2 }
        let clients = try (0..<count).map { _ in try server.client() }
        for client in clients {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(client.response()?.status == 200)
        }
        for client in clients.prefix(2) { client.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n") }
        usleep(50_000)
        for client in clients.dropFirst(2) { client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n") }
        let answered = clients.count { $0.response()?.status == 200 }
        #expect(answered == count)
    }
}
