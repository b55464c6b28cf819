import HTTPServer
import SQL
import Synchronization
import TestKit
import Testing

@testable import Catalog
@testable import CatalogService

private typealias Script = OutboxScriptedPlatform.Script

@Suite("Callbacks in a dialect's own form")
struct WebhookRouteTests {
    /// Posts a callback to a platform of this script and waits for the answer.
    private func answer(
        _ script: Script, stage: OutboxStage, times: Int = 1
    ) async throws -> HTTPResponse {
        let context = stage.service.context.with(
            PlatformDirectory(entries: [stage.entry(OutboxScriptedPlatform(script))]))
        let router = Routes.all(context)
        let request = HTTPRequest(
            method: "POST", path: "/v1/webhooks/bukalapak",
            headers: [("Content-Type", "application/json")], body: Array("{}".utf8))
        var last: HTTPResponse?
        for _ in 0..<times {
            do {
                switch try router.route(request) {
                case .now(let response): last = response
                case .prepared: Issue.record("a callback has no prepared answer")
                case .later(let work):
                    last = await withCheckedContinuation { continuation in
                        work(Responder { make in continuation.resume(returning: make()) })
                    }
                }
            } catch {
                last = context.problem(error, for: request)
            }
        }
        return try #require(last)
    }

    @Test("what proves nothing is a hint: 202 whether or not we know the enrolment")
    func hint() async throws {
        let stage = try await OutboxStage()
        let response = try await answer(
            Script(callbacks: [.success(.hint(enrolmentReference: "e-1"))]), stage: stage)
        #expect(response.status == 202)
        #expect(String(decoding: response.body, as: UTF8.self) == #"{"state":"accepted"}"#)
        let taken = stage.service.context.hints.take(
            of: "bukalapak", limit: 10, now: stage.clock.now)
        #expect(taken == ["e-1"])
    }

    @Test("whoever sends hints without end is told to wait")
    func flood() async throws {
        let stage = try await OutboxStage()
        let response = try await answer(
            Script(callbacks: [.success(.hint(enrolmentReference: "e-1"))]), stage: stage,
            times: 601)
        #expect(response.status == 429)
        #expect(response.headers.contains { $0.name == "Retry-After" })
    }

    @Test("an authentic event is kept and carried out, a second time it is a repeat")
    func events() async throws {
        let stage = try await OutboxStage(startsIn: OutboxStage.soon)
        let order = try await stage.buy()
        let platform = OutboxScriptedPlatform(
            Script(enrols: [.success(OutboxStory.enrolled())]))
        _ = try await stage.worker(platform).step()
        let event = CompletionEvent(
            id: "jws-1", kind: .completed, enrolmentReference: "e-1", at: stage.clock.now)
        let delivery = EventDelivery(
            translating: event, from: Array("{}".utf8), platformID: "bukalapak")
        let response = try await answer(
            Script(callbacks: [.success(.events([delivery]))]), stage: stage, times: 2)
        #expect(response.status == 200)
        #expect(String(decoding: response.body, as: UTF8.self).contains(#""repeated":true"#))
        #expect(try await stage.order(order)?.state == .completed)
    }

    @Test("a callback is refused with the reason, or asked for again where that may help")
    func refused() async throws {
        let stage = try await OutboxStage()
        let no = try await answer(
            Script(callbacks: [.failure(CallbackRefusal("the signature does not fit"))]),
            stage: stage)
        #expect(no.status == 401)
        #expect(String(decoding: no.body, as: UTF8.self).contains("the signature does not fit"))
        let later = try await answer(
            Script(callbacks: [.failure(CallbackRefusal("no keys", isTemporary: true))]),
            stage: stage)
        #expect(later.status == 503)
        #expect(later.headers.contains { $0.name == "Retry-After" })
    }

    @Test("a platform without a secret and without a form of its own has no address")
    func none() async throws {
        let stage = try await OutboxStage()
        #expect(try await answer(Script(), stage: stage).status == 404)
    }
}

extension ServiceContext {
    /// The same service, with other platforms.
    fileprivate func with(_ platforms: PlatformDirectory) -> ServiceContext {
        ServiceContext(
            configuration: configuration, instance: instance, clock: clock, log: log,
            metrics: metrics, commands: commands, reads: reads, signIns: signIns,
            sessions: sessions, catalogue: catalogue, platforms: platforms, limits: limits,
            trustedProxies: trustedProxies, state: state, callbacks: callbacks, hints: hints,
            mail: mail, syncDesk: syncDesk, regions: regions)
    }
}
