import Catalog
import SQL
import Synchronization
import TestKit
import Testing

@Suite("Catalogue sync, when things go wrong", .bothEngines, .namingEngine)
struct SyncFailureTests {
    @Test("a platform that fails midway changes nothing and leaves the reason")
    func platformFails() async throws {
        let stage = try SyncStage()
        stage.platform.lists(
            .init(
                pages: [CataloguePage(listings: stage.listings(3))],
                failure: .unavailable("5\u{0}03", retryAfterSeconds: 30)))
        let report = try await stage.run()
        #expect(report.state == .failed)
        #expect(try await stage.count(.published) == 0)
        let recorded = try await stage.read { try SyncStore($0).recent(of: "bukalapak", limit: 5) }
        #expect(recorded.map(\.state) == [.failed])
        #expect(recorded[0].detail == "the platform is not available: 503 (try again in 30 s)")
        stage.platform.lists(stage.listings(3))
        #expect(try await stage.run().created == 3)
    }

    @Test("a sync that stops between two commands is simply run again")
    func interrupted() async throws {
        let stage = try SyncStage()
        let count = CatalogueSync.batchMax * 2 + 50
        stage.platform.lists(stage.listings(count), cursor: "first")
        let (commands, platform, sync) = (stage.commands, stage.platform, stage.sync)
        // The store stops taking commands once the first batch is in.
        let report = try? await sync.run(platform, publish: .automatic) { progress in
            if case .applying = progress { commands.stop() }
        }
        #expect(report == nil)
        #expect(try await stage.count(.published) == CatalogueSync.batchMax)
        #expect(try await stage.version() == 1)
        #expect(try await stage.read { try SyncStore($0).state(of: "bukalapak").cursor } == nil)

        stage.clock.advance(by: .hours(1))
        let reopened = try stage.store.queue()
        defer { reopened.stop() }
        let again = CatalogueSync(commands: reopened, reads: stage.reads, clock: stage.clock.clock)
        let second = try await again.run(platform, publish: .automatic)
        #expect(platform.asked == [nil, nil])
        #expect(second.created == count - CatalogueSync.batchMax)
        #expect(second.unchanged == CatalogueSync.batchMax)
        #expect(try await stage.count(.published) == count)
        let records = try await stage.read { try SyncStore($0).recent(of: "bukalapak", limit: 5) }
        #expect(records.map(\.state) == [.applied, .failed])
        #expect(records[1].detail == "interrupted: run it again")
    }

    @Test("a cancelled sync is recorded as stopped, and changes nothing")
    func cancelled() async throws {
        let stage = try SyncStage()
        stage.platform.lists(
            .init(
                pages: [CataloguePage(listings: stage.listings(3))],
                // Ends as soon as the task is cancelled.
                before: { try? await Task.sleep(for: .seconds(60)) }))
        let (platform, sync) = (stage.platform, stage.sync)
        let task = Task { try await sync.run(platform, publish: .automatic) }
        task.cancel()
        let report = try await task.value
        #expect(report.state == .failed)
        #expect(report.detail == "stopped before its end: run it again")
        #expect(try await stage.count(.published) == 0)
    }

    @Test("a platform is synced once at a time, others meanwhile")
    func exclusive() async throws {
        let stage = try SyncStage()
        let (sync, platform) = (stage.sync, stage.platform)
        let other = SyncScriptedPlatform(id: "pintaria")
        let refused = Mutex<Refusal?>(nil)
        stage.platform.lists(
            .init(before: {
                do {
                    _ = try await sync.run(platform, publish: .automatic)
                } catch {
                    refused.withLock { $0 = error as? Refusal }
                }
                _ = try? await sync.run(other, publish: .automatic)
            }))
        try await stage.run()
        #expect(refused.withLock { $0?.code } == "sync_running")
        let states = try await stage.read { database in
            try [platform.id, other.id].flatMap {
                try SyncStore(database).recent(of: $0, limit: 5).map(\.state)
            }
        }
        #expect(states == [.applied, .applied])
    }

    @Test("purchases get in between the batches of a sync")
    func otherCommandsGoOn() async throws {
        let stage = try SyncStage()
        let count = CatalogueSync.batchMax * 3
        stage.platform.lists(stage.listings(count))
        let (commands, sync, platform) = (stage.commands, stage.sync, stage.platform)
        let seen = Mutex<[Int64]>([])
        try await sync.run(platform, publish: .automatic) { progress in
            guard case .applying = progress else { return }
            try? commands.submit { database in
                try database.row("SELECT count(*) FROM courses")?.integer(0) ?? 0
            } then: { result in
                if let count = try? result.get() { seen.withLock { $0.append(count) } }
            }
        }
        commands.stop()
        #expect(seen.withLock { $0.first }.map { $0 < Int64(count) } == true)
        #expect(seen.withLock { $0.count } == 3)
    }

    @Test("progress is told while reading and while applying")
    func progress() async throws {
        let stage = try SyncStage()
        stage.platform.lists(
            .init(pages: [
                CataloguePage(listings: [stage.listing("a")]),
                CataloguePage(listings: [stage.listing("b")]),
            ]))
        let told = Mutex<[CatalogueSync.Progress]>([])
        try await stage.sync.run(stage.platform, publish: .automatic) { step in
            told.withLock { $0.append(step) }
        }
        #expect(
            told.withLock { $0 } == [
                .reading(records: 1), .reading(records: 2), .applying(done: 2, of: 2),
            ])
    }

    @Test("old records of syncs go, the newest stay")
    func pruned() async throws {
        let stage = try SyncStage()
        let clock = stage.clock
        try await stage.commands.run { database in
            for _ in 0..<SyncStore.keptMax + 20 {
                clock.advance(by: .seconds(1))
                var report = try SyncStore(database).begin("p", fullFeed: true, at: clock.now)
                report.state = .applied
                report.notes = [SyncNote(kind: .rejected, record: "r", reason: "x")]
                try SyncStore(database).finish(report)
            }
        }
        let kept = try await stage.read { try SyncStore($0).recent(of: "p", limit: 10_000).count }
        #expect(kept == SyncStore.keptMax + 1)
        let notes = try await stage.read {
            try $0.row("SELECT count(*) FROM sync_notes")?.int(0)
        }
        #expect(notes == kept)
    }
}
