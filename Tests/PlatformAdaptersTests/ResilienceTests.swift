import Catalog
import Foundation
import Synchronization
import Testing

@testable import PlatformAdapters

@Suite("Resilience")
struct ResilienceTests {
    private static let empty = #"{"data":[],"links":{"next":null}}"#

    @Test("a token that expires in the middle of paging is replaced, once for each refusal")
    func tokenExpiry() async throws {
        let bench = try Bench(.jsonapi) { request in
            let page = Int(request.target.split(separator: "=").last ?? "") ?? 1
            // Each token is good for pages up to twice its number.
            let token = Int(request.headers["authorization"]?.split(separator: "-").last ?? "") ?? 0
            guard (page == 100 ? 1 : page) <= token * 2 else { return .answer(401) }
            let next = page == 100 ? 2 : page + 1
            return .answer(
                200, #"{"data":[],"links":{"next":\#(next > 6 ? "null" : "\"?page=\(next)\"")}}"#)
        }
        let harvest = try await bench.read()
        #expect(harvest.pages.count == 6)
        #expect(bench.server.requests.count { $0.target == "/oauth/token" } == 3)
    }

    @Test("a platform that accepts no token at all is asked twice, not for ever")
    func neverAuthorized() async throws {
        let bench = try Bench(.jsonapi) { _ in
            .answer(401, #"{"errors":[{"detail":"client is blocked"}]}"#)
        }
        #expect(await bench.failure() == .unauthorized("client is blocked"))
        #expect(bench.server.requests.count { $0.target != "/oauth/token" } == 2)
    }

    @Test("a token is kept until shortly before it expires")
    func tokenLife() async throws {
        let bench = try Bench(.jsonapi) { _ in .answer(200, Self.empty) }
        for _ in 0..<2 { _ = try await bench.read() }
        bench.clock.advance(by: .minutes(58))
        _ = try await bench.read()
        #expect(bench.server.requests.count { $0.target == "/oauth/token" } == 1)
        bench.clock.advance(by: .minutes(1))
        _ = try await bench.read()
        #expect(bench.server.requests.count { $0.target == "/oauth/token" } == 2)
    }

    @Test("many calls at once ask for one token")
    func singleFlight() async throws {
        let bench = try Bench(.jsonapi) { _ in .answer(200, Self.empty) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 { group.addTask { _ = try await bench.read() } }
            try await group.waitForAll()
        }
        #expect(bench.server.requests.count { $0.target == "/oauth/token" } == 1)
    }

    private func tokens(_ server: ScriptedServer) throws -> AccessTokens {
        AccessTokens(
            client: HTTPClient(workersMax: 1),
            endpoint: try #require(HTTPAddress(server.base + "/t")),
            credentials: ClientCredentials(id: "a:b", secret: "p&q"), limits: HTTPLimits(),
            clock: ManualClock(Instant(milliseconds: 0)).clock)
    }

    @Test("client credentials go by Basic, and in the form where the platform wants that")
    func credentialForms() async throws {
        let server = ScriptedServer { request in
            request.body.contains("client_secret=p%26q")
                ? .token("t") : .answer(401, #"{"error":"invalid_client"}"#)
        }
        #expect(try await tokens(server).token().text == "t")
        let basic = Data("a%3Ab:p%26q".utf8).base64EncodedString()
        #expect(server.requests.first?.headers["authorization"] == "Basic " + basic)
        #expect(server.requests.last?.headers["authorization"] == nil)
    }

    @Test(
        "an answer that holds no usable token is malformed",
        arguments: [
            "", "{}", #"{"access_token":5}"#, #"{"access_token":""}"#,
            #"{"access_token":"a\r\nX: y"}"#, #"{"access_token":"a","token_type":"mac"}"#,
        ])
    func badTokens(body: String) async throws {
        let server = ScriptedServer { _ in .answer(200, body) }
        await #expect(throws: PlatformFailure.self) { try await tokens(server).token() }
    }

    @Test(
        "429 and 503 are waited for as the platform says, in seconds or as a date",
        arguments: [
            (429, "7", 7), (503, "0", 0), (503, "Thu, 01 Jan 2026 00:01:30 GMT", 90),
            (429, "Thursday, 01-Jan-26 00:00:05 GMT", 5), (429, "Thu Jan  1 00:00:05 2026", 5),
            (503, "Thu, 01 Jan 2015 00:00:00 GMT", 0),
        ])
    func retryAfter(status: Int, value: String, seconds: Int) async throws {
        let bench = try Bench(.jsonapi) { request in
            request.earlier == 0
                ? .answer(status, headers: ["Retry-After: " + value]) : .answer(200, Self.empty)
        }
        _ = try await bench.read()
        #expect(bench.waited == [.seconds(seconds)])
    }

    @Test("a wait beyond the run's time is not begun, and is told")
    func longRetryAfter() async throws {
        let bench = try Bench(.jsonapi, syncSpanMax: .seconds(60)) { _ in
            .answer(503, headers: ["Retry-After: 61"])
        }
        #expect(await bench.failure() == .unavailable("HTTP 503", retryAfterSeconds: 61))
        #expect(bench.waited.isEmpty)
    }

    @Test("a page that fails is asked for again, with growing jitter, within the budget")
    func retries() async throws {
        let bench = try Bench(.jsonapi) { request in
            request.earlier < 3 ? .answer(500) : .answer(200, Self.empty)
        }
        _ = try await bench.read()
        #expect(bench.waited.count == 3)
        for (attempt, span) in bench.waited.enumerated() {
            #expect(span.milliseconds < 200 << attempt)
        }
    }

    @Test("full jitter is bounded whatever the attempt")
    func jitter() {
        #expect(RetryRules.wait(attempt: 0, fraction: 0.999) < Span(milliseconds: 200))
        #expect(RetryRules.wait(attempt: 3, fraction: 0.5) == Span(milliseconds: 800))
        #expect(RetryRules.wait(attempt: 1_000, fraction: 0.999) < RetryRules.spanMax)
        #expect(RetryRules.wait(attempt: 5, fraction: 0) == Span(milliseconds: 0))
    }

    @Test("the breaker opens after failures in a row, lets one try through, and its fate decides")
    func breaker() {
        let clock = ManualClock(Instant(milliseconds: 0))
        let breaker = CircuitBreaker(clock: clock.clock)
        for _ in 0..<4 { breaker.record(.failed) }
        breaker.record(.answered)
        for _ in 0..<4 { breaker.record(.failed) }
        #expect(breaker.admit() == nil)
        breaker.record(.failed)
        #expect(breaker.admit() == CircuitBreaker.openSpan)
        clock.advance(by: .seconds(29))
        #expect(breaker.admit() == .seconds(1))
        clock.advance(by: .seconds(1))
        #expect(breaker.admit() == nil)
        #expect(breaker.admit() != nil)
        breaker.record(.failed)
        #expect(breaker.admit() == CircuitBreaker.openSpan)
        clock.advance(by: CircuitBreaker.openSpan)
        #expect(breaker.admit() == nil)
        breaker.record(.abandoned)
        #expect(breaker.admit() == nil)
        breaker.record(.answered)
        #expect(breaker.admit() == nil && breaker.admit() == nil)
    }

    @Test("a platform that is down is spared, and taken back when it answers")
    func spared() async throws {
        let isDown = Mutex(true)
        let bench = try Bench(.csvXAPI) { _ in
            isDown.withLock { $0 }
                ? .answer(500) : .answer(201, #"{"id":"e","status":"active"}"#)
        }
        for _ in 0..<5 { _ = await bench.enrolFailure() }
        let before = bench.server.requests.count
        #expect(
            await bench.enrolFailure()
                == .unavailable("spared after repeated failures", retryAfterSeconds: 30))
        #expect(bench.server.requests.count == before)
        isDown.withLock { $0 = false }
        bench.clock.advance(by: .seconds(30))
        #expect(await bench.enrolFailure() == nil)
    }
}
