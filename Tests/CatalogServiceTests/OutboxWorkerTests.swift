import SQL
import TestKit
import Testing

@testable import Catalog
@testable import CatalogService

private typealias Script = OutboxScriptedPlatform.Script

@Suite("The outbox's worker", .bothEngines, .namingEngine)
struct OutboxWorkerTests {
    @Test("every answer ends in an order that agrees with the platform", arguments: OutboxStory.all)
    func story(_ story: OutboxStory) async throws {
        let stage = try await OutboxStage(startsIn: story.startsIn)
        let order = try await stage.buy()
        var script = story.script
        script.meanwhile = {
            switch story.meanwhile {
            case .nothing: break
            case .cancelRequested: try? await stage.requestCancel(order)
            case .event(let type): try? await stage.receive(type, order)
            }
        }
        let platform = OutboxScriptedPlatform(script)
        try await stage.carryOut(try stage.worker(platform), stepsMax: story.steps)
        let after = try #require(try await stage.order(order))
        #expect(after.state == story.state)
        #expect(platform.calls == story.calls)
        #expect(try await stage.findings() == [])
        let isCharged = [.placed, .confirmed, .completed].contains(story.state)
        #expect(try await stage.balance() == (isCharged ? 700_000 : 1_000_000))
        let isSettled = story.steps == 4
        #expect(try await stage.owed().isEmpty == isSettled)
    }

    @Test("an event that came before the answer takes effect with it")
    func replay() async throws {
        let stage = try await OutboxStage(startsIn: OutboxStage.soon)
        let order = try await stage.buy()
        let platform = OutboxScriptedPlatform(
            Script(
                enrols: [.success(OutboxStory.enrolled())],
                meanwhile: {
                    let now = stage.clock.now
                    let body =
                        #"{"type":"course.completed","timestamp":"\#(now)","#
                        + #""data":{"enrolment_ref":"e-1"}}"#
                    _ = try? await stage.command { database in
                        let delivery = EventDelivery(
                            webhook: "msg_1", timestamp: "1", signature: "v1,c2lnbmVk",
                            body: Array(body.utf8), platformID: "bukalapak")
                        return try CompletionStore(database).receive(delivery, now: now)
                    }
                }))
        try await stage.carryOut(try stage.worker(platform), stepsMax: 1)
        #expect(try await stage.order(order)?.state == .completed)
        #expect(try await stage.findings() == [])
    }

    @Test("a course bought again has the enrolment that the platform gives a second time")
    func sameReference() async throws {
        let stage = try await OutboxStage()
        let platform = OutboxScriptedPlatform(Script(enrols: [.success(OutboxStory.enrolled())]))
        let worker = try stage.worker(platform)
        let first = try await stage.buy()
        try await stage.carryOut(worker, stepsMax: 1)
        try await stage.requestCancel(first)
        try await stage.carryOut(worker, stepsMax: 1)
        #expect(try await stage.order(first)?.state == .refunded)
        let second = try await stage.buy("key-2")
        try await stage.carryOut(worker, stepsMax: 1)
        let bought = try #require(try await stage.order(second))
        #expect(bought.state == .confirmed && bought.enrolmentReference == "e-1")
        #expect(try await stage.findings() == [])
    }

    @Test("a reference that another order has is put off with its reason, not lost")
    func takenReference() async throws {
        let stage = try await OutboxStage()
        let order = try await stage.buy()
        let (person, course, now) = (stage.person, stage.course, stage.clock.now)
        try await stage.command { database in
            try database.run(
                """
                INSERT INTO courses (id, slug, platform_id, external_id, state, title, description,
                    price, skills, content_hash, first_seen_at, changed_at)
                SELECT 'crs_other', 'teh', platform_id, 'T-1', state, title, '', 0, '[]', '', $2, $2
                FROM courses WHERE id = $1
                """,
                course, now)
            try database.run(
                """
                INSERT INTO orders (id, participant_id, course_id, platform_id, scheme_id, price,
                    state, enrolment_ref, created_at, idempotency_key, input_hash, answer)
                VALUES ('ord_other', $1, 'crs_other', 'bukalapak', 'test', 0, 'confirmed', 'e-1',
                    $2, 'other', $3, $3)
                """,
                person, now, Array("{}".utf8))
        }
        let platform = OutboxScriptedPlatform(Script(enrols: [.success(OutboxStory.enrolled())]))
        try await stage.carryOut(try stage.worker(platform), stepsMax: 2)
        #expect(try await stage.order(order)?.state == .placed)
        #expect(platform.calls == ["enrol", "enrol"])
        let note = try await stage.command {
            try $0.row("SELECT last_error FROM outbox WHERE order_id = $1", order)?
                .textIfPresent(0)
        }
        #expect(note != nil)
    }

    @Test("a date that begins before the platform is asked ends the order, unless one was lost")
    func dateBegun() async throws {
        for wasLost in [false, true] {
            let stage = try await OutboxStage()
            let order = try await stage.buy()
            let platform = OutboxScriptedPlatform(
                Script(enrols: [
                    .failure(wasLost ? OutboxStory.lost : OutboxStory.down),
                    .success(OutboxStory.enrolled()),
                ]))
            let worker = try stage.worker(platform)
            try await stage.carryOut(worker, stepsMax: 1)
            stage.clock.advance(by: .days(8))
            try await stage.carryOut(worker, stepsMax: 1)
            #expect(try await stage.order(order)?.state == (wasLost ? .confirmed : .failed))
            #expect(try await stage.findings() == [])
        }
    }

    @Test("an attempt whose process died is taken for lost")
    func died() async throws {
        let stage = try await OutboxStage()
        let order = try await stage.buy()
        let now = stage.clock.now
        try await stage.command { database in
            for row in try OutboxStore(database).claim(
                platform: "bukalapak", limit: 1, lease: .seconds(60), now: now)
            {
                _ = try OrderStore(database).markPlaced(row, now: now)
            }
        }
        stage.clock.advance(by: .seconds(61))
        let platform = OutboxScriptedPlatform(
            Script(
                enrols: [.failure(.refused("twice"))], lookUps: [.success(OutboxStory.enrolled())]))
        try await stage.carryOut(try stage.worker(platform), stepsMax: 1)
        #expect(try await stage.order(order)?.state == .confirmed)
    }

    @Test("what a worker held that was overtaken changes nothing")
    func fence() async throws {
        let stage = try await OutboxStage()
        let order = try await stage.buy()
        let now = stage.clock.now
        let claim: @Sendable (any Database, Instant) throws -> OutboxRow = { database, now in
            try OutboxStore(database).claim(
                platform: "bukalapak", limit: 1, lease: .seconds(60), now: now)[0]
        }
        try await stage.command { database in
            let old = try claim(database, now)
            let later = now + .seconds(61)
            let new = try claim(database, later)
            let orders = OrderStore(database)
            #expect(try orders.markPlaced(old, now: later) == nil)
            #expect(try orders.markPlaced(new, now: later) != nil)
            try orders.fail(old, because: "no", now: later)
            try OutboxStore(database).postpone(old, because: "down", until: later)
            try OutboxStore(database).remove(old)
            #expect(try OutboxStore(database).holds(new))
            #expect(try orders.order(order)?.state == .placed)
        }
    }
}
