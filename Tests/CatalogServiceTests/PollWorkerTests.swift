import SQL
import TestKit
import Testing

@testable import Catalog
@testable import CatalogService

private typealias Script = OutboxScriptedPlatform.Script

@Suite("Asking platforms about confirmed orders")
struct PollWorkerTests {
    /// A confirmed order under the enrolment `e-1`, and the stage it stands on.
    private func confirmed(
        _ script: Script
    ) async throws -> (OutboxStage, Identifier<Order>, OutboxScriptedPlatform) {
        let stage = try await OutboxStage(startsIn: OutboxStage.soon)
        let order = try await stage.buy()
        var script = script
        script.enrols = [.success(OutboxStory.enrolled())]
        let platform = OutboxScriptedPlatform(script)
        _ = try await stage.worker(platform).step()
        #expect(try await stage.order(order)?.state == .confirmed)
        stage.clock.advance(by: .minutes(5))
        return (stage, order, platform)
    }

    private static func report(
        _ kind: CompletionEvent.Kind, at: Instant = Instant(milliseconds: 1_750_000_200_000),
        progress: Double? = nil
    ) -> Result<EnrolmentReport, PlatformFailure> {
        let event = CompletionEvent(id: "x", kind: kind, at: at, progress: progress)
        return .success(EnrolmentReport(events: [event], source: Array("{}".utf8)))
    }

    @Test("a completion whose callback was lost is found within a cycle")
    func lost() async throws {
        let (stage, order, platform) = try await confirmed(
            Script(reports: [Self.report(.completed)]))
        _ = try await stage.pollWorker(platform).turn()
        #expect(try await stage.order(order)?.state == .completed)
        #expect(platform.calls.last == "report e-1")
        #expect(try await stage.findings() == [])
        // Nobody is left to ask about.
        stage.clock.advance(by: .minutes(2))
        _ = try await stage.pollWorker(platform).turn()
        #expect(platform.calls.count { $0 == "report e-1" } == 1)
    }

    @Test("the same completion by callback and by answer counts once and contradicts nothing")
    func twice() async throws {
        let (stage, order, _) = try await confirmed(
            Script(reports: [Self.report(.completed)]))
        let question = try await stage.command {
            try PollStore($0).question(platform: "bukalapak", reference: "e-1")
        }
        #expect(question?.order.id == order)
        try await stage.receive("course.completed", order)
        // The answer was under way meanwhile.
        let delivery = EventDelivery(
            translating: CompletionEvent(
                id: "asked", kind: .completed, orderID: order.value,
                enrolmentReference: "e-1", at: Instant(milliseconds: 1_750_000_200_000)),
            from: [], platformID: "bukalapak")
        let now = stage.clock.now
        let receipt = try await stage.command {
            try CompletionStore($0).receive(asked: delivery, now: now)
        }
        #expect(receipt.finding == .alreadyCompleted)
        let waiting = try await stage.command { try CompletionStore($0).eventsForPeople() }
        #expect(waiting.isEmpty)
        #expect(try await stage.findings() == [])
    }

    @Test("an order without news costs no write of its own and is asked again in the next cycle")
    func nothingNew() async throws {
        let (stage, order, platform) = try await confirmed(
            Script(reports: [.success(EnrolmentReport(events: [], source: []))]))
        for round in 1...3 {
            _ = try await stage.pollWorker(platform).turn()
            #expect(platform.calls.count { $0 == "report e-1" } == round)
            _ = try await stage.pollWorker(platform).turn()
            #expect(platform.calls.count { $0 == "report e-1" } == round)
            stage.clock.advance(by: .seconds(61))
        }
        #expect(try await stage.order(order)?.state == .confirmed)
    }

    @Test("a date that lay in the future is judged anew when it has come")
    func future() async throws {
        let ahead = Instant(milliseconds: 1_750_000_000_000) + .minutes(15)
        let (stage, order, platform) = try await confirmed(
            Script(reports: [Self.report(.completed, at: ahead)]))
        _ = try await stage.pollWorker(platform).turn()
        #expect(try await stage.order(order)?.state == .confirmed)
        stage.clock.advance(by: .minutes(10))
        _ = try await stage.pollWorker(platform).turn()
        #expect(try await stage.order(order)?.state == .completed)
        #expect(try await stage.command { try CompletionStore($0).eventsForPeople() }.isEmpty)
    }

    @Test("a platform that does not answer is asked later, and its other questions wait")
    func unanswered() async throws {
        let (stage, order, platform) = try await confirmed(
            Script(reports: [.failure(.unauthorized("no")), Self.report(.completed)]))
        _ = try await stage.pollWorker(platform).turn()
        let standing = try await stage.command { try PollStore($0).standings().first }
        #expect(standing?.failures == 1)
        #expect(standing?.lastError?.contains("credentials") == true)
        _ = try await stage.pollWorker(platform).turn()
        #expect(platform.calls.count { $0 == "report e-1" } == 1)
        stage.clock.advance(by: .minutes(2))
        _ = try await stage.pollWorker(platform).turn()
        #expect(try await stage.order(order)?.state == .completed)
    }

    @Test("a hint makes the platform be asked at once, an unknown one nothing")
    func hint() async throws {
        let (stage, order, platform) = try await confirmed(
            Script(reports: [.success(EnrolmentReport(events: [], source: []))]))
        let worker = stage.pollWorker(platform)
        let hints = stage.service.context.hints
        hints.add("nobody", of: "bukalapak", now: stage.clock.now)
        try await worker.followHints()
        #expect(!platform.calls.contains("report e-1"))
        for _ in 0..<100 { hints.add("e-1", of: "bukalapak", now: stage.clock.now) }
        for _ in 0..<100 { try await worker.followHints() }
        #expect(platform.calls.count { $0 == "report e-1" } == 1)
        // Again within the pause: asked once more when it is over.
        hints.add("e-1", of: "bukalapak", now: stage.clock.now)
        try await worker.followHints()
        #expect(platform.calls.count { $0 == "report e-1" } == 1)
        stage.clock.advance(by: HintDesk.pause)
        try await worker.followHints()
        #expect(platform.calls.count { $0 == "report e-1" } == 2)
        #expect(try await stage.order(order)?.state == .confirmed)
    }

    @Test("hints that wait are limited")
    func flood() {
        let desk = HintDesk()
        let now = Instant(milliseconds: 0)
        for number in 0..<HintDesk.waitingMax { desk.add("e\(number)", of: "p", now: now) }
        #expect(desk.add("one more", of: "p", now: now) == .full)
        #expect(desk.add("e1", of: "p", now: now) == .repeated)
        #expect(desk.add("e1", of: "another", now: now) == .added)
        #expect(desk.add(String(repeating: "x", count: 999), of: "another", now: now) == .full)
        #expect(desk.take(of: "p", limit: 10, now: now).count == 10)
    }
}
