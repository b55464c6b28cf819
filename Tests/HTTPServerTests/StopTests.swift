import Foundation
import Synchronization
import Testing

@testable import HTTPServer

@Suite("Starting and stopping")
struct StopTests {
    private static let request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

    @Test("stopping waits for the requests that have begun, and lets no others in")
    func drains() throws {
        let waiting = Guarded<[Responder]>([])
        var router = Router()
        router.on("GET", "/", .noBody) { _ in
            .later { responder in waiting.withLock { $0.append(responder) } }
        }
        let server = try LiveServer(router)
        let port = server.port
        let clients = try (0..<50).map { _ in try server.client() }
        for client in clients { client.send(Self.request) }
        try wait { waiting.withLock { $0.count } == 50 }
        let stopped = DispatchSemaphore(value: 0)
        let live = server.server
        Thread.detachNewThread {
            live.stop(within: 10)
            stopped.signal()
        }
        try wait { (try? RawClient(port: port)) == nil }
        #expect(stopped.wait(timeout: .now()) == .timedOut)
        for responder in waiting.withLock({ takeAll(&$0) }) {
            responder.respond { HTTPResponse(status: 200, body: [0x79]) }
        }
        #expect(stopped.wait(timeout: .now() + 10) == .success)
        for client in clients {
            let response = client.response()
            #expect(response?.text == "y")
            #expect(response?.closes == true)
        }
    }

    @Test("what is not answered in time gets 503, and an answer after that is let go")
    func abandons() throws {
        let waiting = Guarded<[Responder]>([])
        var router = Router()
        router.on("GET", "/", .noBody) { _ in
            .later { responder in waiting.withLock { $0.append(responder) } }
        }
        let server = try LiveServer(router)
        let clients = try (0..<20).map { _ in try server.client() }
        for client in clients { client.send(Self.request) }
        try wait { waiting.withLock { $0.count } == 20 }
        server.server.stop(within: 0.05)
        for client in clients {
            let response = client.response()
            #expect(response?.status == 503)
            #expect(response?.text == "givenUp")
        }
        for responder in waiting.withLock({ takeAll(&$0) }) {
            responder.respond { HTTPResponse(status: 200) }
        }
    }

    @Test("stopping under load answers all that has begun, begins nothing else, and never hangs")
    func stopsUnderLoad() throws {
        // Not the global pool, whose few threads other tests may hold.
        let answering = DispatchQueue(label: "answers")
        for _ in 0..<20 {
            let begun = Atomic(0)
            var router = Router()
            router.on("GET", "/", .noBody) { _ in
                .later { responder in
                    begun.add(1, ordering: .relaxed)
                    answering.async { responder.respond { HTTPResponse(status: 204) } }
                }
            }
            let server = try LiveServer(router)
            let port = server.port
            let group = DispatchGroup()
            let answers = Guarded<[String: Int]>([:])
            for _ in 0..<8 {
                let thread = Thread {
                    if let client = try? RawClient(port: port) {
                        while client.send(Self.request), let response = client.response() {
                            let words = "\(response.status) \(response.text)"
                            answers.withLock { $0[words, default: 0] += 1 }
                        }
                    }
                    group.leave()
                }
                group.enter()
                thread.start()
            }
            try wait { begun.load(ordering: .relaxed) >= 200 }
            server.server.stop(within: 5)
            try #require(group.wait(timeout: .now() + 10) == .success)
            // Who comes at the very end may be told so, or find the connection closed.
            var counts = answers.withLock { $0 }
            counts["503 stopping"] = nil
            #expect(counts == ["204 ": begun.load(ordering: .relaxed)])
        }
    }

    @Test("once a stopping server has given up waiting, it begins nothing and reads no body")
    func beginsNothingLate() throws {
        let begun = Atomic(0)
        let (entered, release) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        var router = Router()
        router.on("GET", "/slow", .noBody) { _ in
            entered.signal()
            release.wait()
            return .now(HTTPResponse(status: 204))
        }
        for (method, limits) in [("GET", RouteLimits.noBody), ("POST", .json)] {
            router.on(method, "/", limits) { _ in
                begun.add(1, ordering: .relaxed)
                return .now(HTTPResponse(status: 204))
            }
        }
        // Each connection has an event loop of its own, of which one is held.
        let server = try LiveServer(router) { $0.threads = 23 }
        let slow = try server.client()
        defer { release.signal() }
        // Who is answered has been accepted.
        func answeredClient() throws -> RawClient {
            let client = try server.client()
            client.send(Self.request)
            #expect(client.response()?.status == 204)
            return client
        }
        let idle = try (0..<20).map { _ in try answeredClient() }
        let (early, late) = (try answeredClient(), try answeredClient())
        let before = begun.load(ordering: .relaxed)
        let head =
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
            + "Content-Length: 2\r\n\r\n"
        early.send(head)
        slow.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
        entered.wait()
        let stopped = DispatchSemaphore(value: 0)
        let live = server.server
        Thread.detachNewThread {
            live.stop(within: 0)
            stopped.signal()
        }
        let answers = idle.map { client in
            usleep(5000)
            client.send(Self.request)
            return client.response()?.text
        }
        let refused = try #require(answers.firstIndex(of: "stopping"))
        #expect(answers[refused...].allSatisfy { $0 == "stopping" })
        early.send("{}")
        late.send(head)
        #expect(early.response()?.text == "stopping")
        #expect(late.response()?.text == "stopping")
        #expect(begun.load(ordering: .relaxed) == before + refused)
        release.signal()
        #expect(stopped.wait(timeout: .now() + 10) == .success)
        #expect(slow.response()?.status == 204)
    }

    @Test("a port that is taken is named in the error")
    func namesTakenPort() throws {
        let server = try LiveServer(Router())
        let error = #expect(throws: HTTPServerError.self) {
            _ = try LiveServer(Router()) { $0.port = server.port }
        }
        #expect(
            error?.description
                == "cannot listen on 127.0.0.1:\(server.port): Address already in use")
    }

    @Test("only literal addresses are listened on", arguments: ["localhost", "", "300.1.1.1"])
    func refusesNames(host: String) {
        let error = #expect(throws: HTTPServerError.self) {
            _ = try LiveServer(Router()) { $0.host = host }
        }
        #expect(error?.description.contains("is no IPv4 or IPv6 address") == true)
    }

    @Test("an IPv6 address is listened on, and named with brackets when it cannot be")
    func listensOnIPv6() throws {
        var first: LiveServer?
        do {
            first = try LiveServer(Router()) { $0.host = "::1" }
        } catch HTTPServerError.cannotListen(let address, _) {
            // A machine without IPv6.
            #expect(address == "[::1]:0")
        }
        guard let first else { return }
        let error = #expect(throws: HTTPServerError.self) {
            _ = try LiveServer(Router()) {
                $0.host = "::1"
                $0.port = first.port
            }
        }
        #expect(error?.description.contains("[::1]:\(first.port)") == true)
    }

    @Test("the address is free again as soon as the server has stopped")
    func freesAddress() throws {
        let server = try LiveServer(Router())
        _ = try server.ask(Self.request)
        server.server.stop(within: 5)
        server.server.stop(within: 5)
        let again = try LiveServer(Router()) { $0.port = server.port }
        #expect(try again.ask(Self.request)?.status == 404)
    }

    private func wait(until condition: () -> Bool) throws {
        let end = ContinuousClock.now + .seconds(10)
        while !condition() {
            try #require(ContinuousClock.now < end, "it did not come to that")
            usleep(1000)
        }
    }
}
