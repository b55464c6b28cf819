import Foundation
import Synchronization
import Testing

@testable import PlatformAdapters

@Suite("The HTTP client")
struct HTTPClientTests {
    /// 256 KiB of zeros, packed into 300 bytes.
    private static let bomb = """
        H4sIAAAAAAACA+3BMQEAAADCoPVP7W0HoAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
        AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
        AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
        AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
        AAAAAAAAAAAAAAAAAAAA3gAi6g7iAAAEAA==
        """
    /// "halo"
    private static let halo = "H4sIAAAAAAACA8tIzMkHAIX5hoIEAAAA"

    private static func unpacked(_ text: String) -> [UInt8] {
        Array(Data(base64Encoded: text, options: .ignoreUnknownCharacters) ?? Data())
    }

    private func fetch(
        _ server: ScriptedServer, _ path: String = "/", method: String = "GET",
        client: HTTPClient = HTTPClient(workersMax: 2),
        _ change: (inout HTTPCall) -> Void = { _ in }
    ) async -> Result<HTTPAnswer, HTTPFailure> {
        guard let address = HTTPAddress(server.base + path) else {
            return .failure(.badCall(path))
        }
        var call = HTTPCall(method, address, peers: .anywhere)
        change(&call)
        do throws(HTTPFailure) {
            return .success(try await client.send(call))
        } catch {
            return .failure(error)
        }
    }

    private func failure(_ result: Result<HTTPAnswer, HTTPFailure>) -> HTTPFailure? {
        guard case .failure(let failure) = result else { return nil }
        return failure
    }

    @Test("an answer comes whole, with its status and headers")
    func wholeAnswer() async throws {
        let server = ScriptedServer { request in
            .answer(201, request.method + request.body, headers: ["X-Own:  a b ", "ETag: \"1\""])
        }
        let answer = try await fetch(server, method: "POST") { call in
            call.body = Array("äh".utf8)
            call.headers = [("X-Question", "why")]
        }.get()
        #expect(answer.status == 201)
        #expect(String(decoding: answer.body, as: UTF8.self) == "POSTäh")
        #expect(answer.header("x-own") == "a b")
        #expect(server.requests.first?.headers["x-question"] == "why")
        #expect(server.requests.first?.headers["expect"] == nil)
    }

    @Test("a POST with an empty body says so; a DELETE has none")
    func emptyBodies() async throws {
        let server = ScriptedServer { _ in .answer(204) }
        _ = try await fetch(server, method: "POST") { $0.body = [] }.get()
        _ = try await fetch(server, method: "DELETE").get()
        #expect(server.requests.map(\.method) == ["POST", "DELETE"])
        #expect(server.requests.map { $0.headers["content-length"] } == ["0", nil])
    }

    @Test("connections are kept between calls")
    func reuse() async throws {
        let server = ScriptedServer { _ in .answer(200, "ok") }
        let client = HTTPClient(workersMax: 1)
        // Asked at once, answered one after another: no pause in which a connection grows old.
        let calls = (0..<5).map { _ in Task { await fetch(server, client: client) } }
        for call in calls { _ = try await call.value.get() }
        #expect(server.requests.count == 5)
        #expect(server.connectionCount == 1)
    }

    @Test("gzip is undone")
    func gzip() async throws {
        let server = ScriptedServer { _ in
            .answer(
                200, bytes: Self.unpacked(Self.halo), headers: ["Content-Encoding: gzip"])
        }
        let answer = try await fetch(server).get()
        #expect(String(decoding: answer.body, as: UTF8.self) == "halo")
        #expect(server.requests.first?.headers["accept-encoding"] == "gzip")
    }

    @Test("a small answer that unpacks to a large one is stopped while it streams")
    func gzipBomb() async {
        let server = ScriptedServer { _ in
            .answer(200, bytes: Self.unpacked(Self.bomb), headers: ["Content-Encoding: gzip"])
        }
        let result = await fetch(server) { $0.limits.bodyBytesMax = 64 << 10 }
        #expect(failure(result) == .bodyTooLarge(limit: 64 << 10))
        let whole = await fetch(server) { $0.limits.bodyBytesMax = 256 << 10 }
        #expect((try? whole.get())?.body.count == 256 << 10)
    }

    @Test("an endless body is stopped at its limit, whatever length it claims")
    func endlessBody() async {
        let server = ScriptedServer { _ in
            [.send(Array("HTTP/1.1 200 OK\r\n\r\n".utf8))]
                + Array(repeating: .send([UInt8](repeating: 65, count: 10_000)), count: 100)
        }
        let result = await fetch(server) { $0.limits.bodyBytesMax = 50_000 }
        #expect(failure(result) == .bodyTooLarge(limit: 50_000))
    }

    @Test(
        "too many or too large headers are refused",
        arguments: [
            Array(repeating: "X-A: 1", count: 101),
            ["X-A: " + String(repeating: "a", count: 40_000)],
        ])
    func largeHead(headers: [String]) async {
        let server = ScriptedServer { _ in .answer(200, headers: headers) }
        #expect(failure(await fetch(server)) == .headTooLarge)
    }

    @Test("a server that says nothing is left after the idle limit")
    func hang() async {
        let server = ScriptedServer { _ in [.wait(2_500), .close] }
        let result = await fetch(server) { $0.limits.idleSeconds = 1 }
        guard case .lost = failure(result) else {
            Issue.record("\(result)")
            return
        }
    }

    @Test("a server that drips is left when the whole call takes too long")
    func drip() async {
        let server = ScriptedServer { _ in
            [.send(Array("HTTP/1.1 200 OK\r\n\r\n".utf8))]
                + (0..<40).flatMap { _ in [ScriptedServer.Step.send([65]), .wait(50)] }
        }
        let result = await fetch(server) { $0.limits.callMilliseconds = 500 }
        guard case .lost = failure(result) else {
            Issue.record("\(result)")
            return
        }
    }

    @Test("a body shorter than its Content-Length is no answer")
    func truncated() async {
        let server = ScriptedServer { _ in
            [.send(Array("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc".utf8)), .close]
        }
        guard case .lost = failure(await fetch(server)) else {
            Issue.record("taken")
            return
        }
    }

    @Test("what is not HTTP is malformed or lost, never an answer")
    func notHTTP() async {
        let server = ScriptedServer { _ in [.send(Array("SSH-2.0-hello\r\n".utf8)), .close] }
        #expect(failure(await fetch(server)) != nil)
    }

    @Test("no connection means that surely nothing was sent")
    func notConnected() async {
        let server = ScriptedServer { _ in .answer(200) }
        let result = await fetch(server, method: "POST") { call in
            call.body = [1]
            call.address = HTTPAddress("http://127.0.0.1:1/")!
        }
        guard case .notConnected = failure(result) else {
            Issue.record("\(result)")
            return
        }
    }

    @Test("a private address is not connected to unless the host is configured as one")
    func privateAddress() async {
        let server = ScriptedServer { _ in .answer(200) }
        let result = await fetch(server) { $0.peers = .publicOnly }
        guard case .forbiddenAddress = failure(result) else {
            Issue.record("\(result)")
            return
        }
        let named = await fetch(server) { call in
            call.peers = .configured("intranet.example")
            call.address = HTTPAddress("http://localhost:\(server.port)/")!
        }
        guard case .forbiddenAddress = failure(named) else {
            Issue.record("\(named)")
            return
        }
        #expect(server.requests.isEmpty)
    }

    @Test("a GET is redirected within its origin")
    func sameOrigin() async throws {
        let server = ScriptedServer { request in
            request.target == "/a/b"
                ? .answer(302, headers: ["Location: ../c?x=1"]) : .answer(200, request.target)
        }
        let answer = try await fetch(server, "/a/b").get()
        #expect(String(decoding: answer.body, as: UTF8.self) == "/c?x=1")
    }

    @Test(
        "a GET is not redirected elsewhere",
        arguments: [
            "http://127.0.0.1:1/", "http://localhost:80/", "https://example.com/",
            "//example.com/", "file:///etc/passwd", "http://169.254.169.254/latest/meta-data",
            "gopher://127.0.0.1/", "http://127.0.0.1@example.com/", "http:\\\\example.com",
        ])
    func otherOrigin(location: String) async {
        let server = ScriptedServer { _ in .answer(302, headers: ["Location: " + location]) }
        guard case .redirectRefused = failure(await fetch(server)) else {
            Issue.record("followed")
            return
        }
        #expect(server.requests.count == 1)
    }

    @Test("redirects that never end are given up, and a POST is never redirected")
    func endlessRedirects() async throws {
        let server = ScriptedServer { request in
            .answer(307, headers: ["Location: /again"])
        }
        guard case .redirectRefused = failure(await fetch(server)) else {
            Issue.record("followed")
            return
        }
        #expect(server.requests.count == 4)
        #expect(try await fetch(server, method: "POST") { $0.body = [] }.get().status == 307)
        #expect(server.requests.count == 5)
    }

    @Test("a header that would break its line is not sent")
    func headerInjection() async {
        let server = ScriptedServer { _ in .answer(200) }
        let result = await fetch(server) { $0.headers = [("X-A", "1\r\nX-B: 2")] }
        #expect(failure(result) == .badCall("a header holds a line break"))
    }

    /// Longer than the busiest machine takes for such a test.
    private static let silenceMilliseconds = 120_000
    private static let silence: [ScriptedServer.Step] = [.wait(silenceMilliseconds), .close]

    /// A call that ends by nothing but being cancelled, or an answer.
    private func patient(
        _ server: ScriptedServer, _ client: HTTPClient
    ) async -> Result<HTTPAnswer, HTTPFailure> {
        await fetch(server, client: client) { call in
            call.limits.callMilliseconds = Self.silenceMilliseconds
            call.limits.idleSeconds = Self.silenceMilliseconds / 1000
        }
    }

    @Test("cancelling the task ends the call, waiting or running")
    func cancellation() async {
        let server = ScriptedServer { _ in Self.silence }
        let client = HTTPClient(workersMax: 1)
        let running = Task { await patient(server, client) }
        let waiting = Task { await patient(server, client) }
        while server.requests.isEmpty { await Task.yield() }
        waiting.cancel()
        #expect(failure(await waiting.value) == .cancelled)
        running.cancel()
        #expect(failure(await running.value) == .cancelled)
        #expect(server.requests.count == 1)
    }

    @Test("an origin that hangs holds only its share of the workers")
    func fairness() async throws {
        let hanging = ScriptedServer { _ in Self.silence }
        let healthy = ScriptedServer { _ in .answer(200) }
        let client = HTTPClient(workersMax: 3, callsPerOriginMax: 2)
        let stuck = (0..<6).map { _ in Task { await patient(hanging, client) } }
        while hanging.requests.count < 2 { await Task.yield() }
        #expect(try await fetch(healthy, client: client).get().status == 200)
        #expect(hanging.requests.count == 2)
        for task in stuck { task.cancel() }
        for task in stuck { _ = await task.value }
    }

    @Test("a call too many fails at once")
    func fullQueue() async {
        let server = ScriptedServer { _ in Self.silence }
        let client = HTTPClient(workersMax: 1, waitingMax: 1)
        let running = Task { await patient(server, client) }
        while server.requests.isEmpty { await Task.yield() }
        let tries = (0..<2).map { _ in Task { await patient(server, client) } }
        let first = await withTaskGroup(of: HTTPFailure?.self) { group in
            for task in tries { group.addTask { failure(await task.value) } }
            let first = await group.next() ?? nil
            for task in tries + [running] { task.cancel() }
            return first
        }
        #expect(first == .tooManyCalls)
    }
}
