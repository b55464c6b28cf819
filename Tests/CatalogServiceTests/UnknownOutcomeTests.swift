import SQL
import Synchronization
import TestKit
import Testing

@testable import CatalogService

@Suite struct UnknownOutcomeTests {
    private static let round = UnknownOutcomeWorker.roundMax

    /// - Parameter answer: what the store says of the outcome; it throws where the store is away.
    private func note(
        _ count: Int, on stage: OutboxStage, mayWait: Bool = false,
        answer: @escaping @Sendable () throws -> Bool?
    ) {
        for number in 0..<count {
            let outcome = UnknownOutcome(
                "purchase", of: "owner", noted: stage.clock.now, mayWait: mayWait
            ) { _, _ in try answer() }
            stage.service.context.unknown.note(outcome, inOrderOf: "\(number)")
        }
    }

    private func worker(_ stage: OutboxStage) -> UnknownOutcomeWorker {
        UnknownOutcomeWorker(context: stage.service.context)
    }

    @Test("all are found out, many at once, and count until they are")
    func manyAtOnce() async throws {
        let stage = try await OutboxStage()
        let (count, unknown) = (Self.round * 2 + 1, stage.service.context.unknown)
        let counted = Mutex<Set<Int>>([])
        note(count, on: stage) {
            counted.withLock { _ = $0.insert(unknown.count) }
            return true
        }
        let commits = stage.service.context.commands.counts.commits
        for rounds in 1...3 {
            #expect(await worker(stage).resolveSome())
            #expect(unknown.count == max(0, count - rounds * Self.round))
        }
        #expect(stage.service.context.commands.counts.commits - commits < count / 2)
        #expect(await worker(stage).resolveSome() == false)
        #expect(counted.withLock { $0 } == [count, count - Self.round, 1])
    }

    @Test("while the store is away so many are tried in vain, and all are kept")
    func storeIsAway() async throws {
        let stage = try await OutboxStage()
        let tried = Mutex<Set<Int>>([])
        for number in 0..<Self.round * 2 {
            note(1, on: stage) {
                tried.withLock { _ = $0.insert(number) }
                throw DatabaseError.unavailable("away")
            }
        }
        #expect(await worker(stage).resolveSome() == false)
        #expect(tried.withLock { $0 } == Set(0..<Self.round))
        #expect(stage.service.context.unknown.count == Self.round * 2)
    }

    @Test("one that cannot be answered keeps none of the others waiting")
    func behindTheOthers() async throws {
        let stage = try await OutboxStage()
        let unknown = stage.service.context.unknown
        note(Self.round, on: stage) { throw DatabaseError.misuse("no such column") }
        note(Self.round, on: stage) { true }
        #expect(await worker(stage).resolveSome() == false)
        #expect(await worker(stage).resolveSome())
        #expect(unknown.count == Self.round)
        #expect(await worker(stage).resolveSome() == false)
    }

    @Test("where one waits in vain, or is not known yet, those that may wait are left")
    func waitsInVain() async throws {
        let stage = try await OutboxStage()
        let asked = Mutex(0)
        note(3, on: stage, mayWait: true) {
            asked.withLock { $0 += 1 }
            throw DatabaseError.busy("a lock")
        }
        note(2, on: stage) { nil }
        note(1, on: stage) { true }
        #expect(await worker(stage).resolveSome())
        #expect(stage.service.context.unknown.count == 5)
        #expect(asked.withLock { $0 } <= 2, "once, and once more isolated")
    }

    @Test("of those that may wait one that waits in vain comes after the others next time")
    func waitsBehindTheOthers() async throws {
        let stage = try await OutboxStage()
        note(1, on: stage, mayWait: true) { throw DatabaseError.busy("a lock") }
        note(3, on: stage, mayWait: true) { true }
        #expect(await worker(stage).resolveSome() == false)
        #expect(await worker(stage).resolveSome())
        #expect(stage.service.context.unknown.count == 1)
    }

    @Test("a stop waits for one round, however many are left")
    func stop() async throws {
        let stage = try await OutboxStage()
        let running = Mutex<Task<Void, Never>?>(nil)
        note(Self.round * 3, on: stage) {
            running.withLock { $0?.cancel() }
            return true
        }
        let task = running.withLock { running in
            let task = Task { await worker(stage).run() }
            running = task
            return task
        }
        await task.value
        #expect(stage.service.context.unknown.count == Self.round * 2)
    }

    @Test("no more than the limit are kept, those that are asked about among them")
    func limit() async throws {
        let stage = try await OutboxStage()
        let unknown = stage.service.context.unknown
        note(UnknownOutcomes.keptMax, on: stage) { true }
        let asked = unknown.take(max: Self.round)
        note(Self.round, on: stage) { true }
        #expect(unknown.count == UnknownOutcomes.keptMax)
        unknown.putBack(asked, of: asked.count)
        #expect(unknown.count == UnknownOutcomes.keptMax)
    }
}
