import SQL
import TestKit
import Testing

@testable import Catalog

@Suite("Decisions about many courses", .bothEngines, .namingEngine)
struct CurationBulkTests {
    @Test("a dry run tells what the bulk then does, and changes nothing")
    func dryRun() async throws {
        let curation = try await CurationStage(4)
        let stage = curation.stage
        var ids: [Identifier<Course>] = []
        for number in 0..<4 { ids.append(try await curation.id(number)) }
        try await curation.decide(.suspend, on: ids[3])
        let all = ids + [Identifier(at: stage.clock.now)]
        let command = try BulkCommand(
            action: .suspend, courses: all, reason: try curation.reason(), asOf: nil)
        let author = CurationStore.Author(curation.first, now: stage.clock.now)
        let planned = try await stage.read { try BulkStore($0).plan(command, by: author) }
        #expect(try await stage.count(.suspended) == 1)
        let done = try await curation.bulk(.suspend, all)
        #expect(done.results == planned)
        #expect(done.results.count { $0.outcome == .done } == 3)
        #expect(done.results.compactMap(\.refusal?.code).sorted() == ["already_so", "not_found"])
        #expect(try await stage.count(.suspended) == 4)
    }

    @Test("an undo takes back what is still as the bulk made it, once")
    func undo() async throws {
        let curation = try await CurationStage(3)
        let stage = curation.stage
        let ids = [try await curation.id(0), try await curation.id(1), try await curation.id(2)]
        let bulk = try await curation.bulk(.suspend, ids).bulk
        try await curation.decide(.withdraw, on: ids[1])
        let results = try await curation.undo(bulk)
        #expect(results.count { $0.outcome == .done } == 2)
        #expect(results.compactMap(\.refusal?.code) == ["moved_on"])
        #expect(try await stage.count(.published) == 2)
        #expect(try await curation.course(ids[1]).state == .withdrawn)
        await #expect(throws: Refusal.self) { try await curation.undo(bulk) }
    }

    @Test("proposals of a bulk are confirmed by another in one bulk, never by their author")
    func confirm() async throws {
        let curation = try await CurationStage(2)
        let stage = curation.stage
        let ids = [try await curation.id(0), try await curation.id(1)]
        try await curation.bulk(.suspend, ids)
        let proposed = try await curation.bulk(.publish, ids)
        #expect(proposed.results.map(\.outcome) == [.proposed, .proposed])
        let own = try await curation.bulk(.confirm, ids)
        #expect(own.bulk == nil)
        #expect(own.results.compactMap(\.refusal?.code) == ["own_proposal", "own_proposal"])
        let confirmed = try await curation.bulk(.confirm, ids, by: curation.second)
        #expect(confirmed.results.map(\.to) == [.published, .published])
        #expect(try await stage.count(.published) == 2)
        _ = try await curation.undo(confirmed.bulk)
        #expect(try await stage.count(.suspended) == 2)
    }

    @Test("undone proposals are closed and undone looks forgotten")
    func others() async throws {
        let curation = try await CurationStage(2)
        let ids = [try await curation.id(0), try await curation.id(1)]
        let looked = try await curation.bulk(.look, ids).bulk
        #expect(try await curation.queue().isEmpty)
        _ = try await curation.undo(looked)
        #expect(try await curation.queue(.new).count == 2)
        try await curation.decide(.suspend, on: ids[0])
        let proposed = try await curation.bulk(.publish, ids)
        #expect(proposed.results.count { $0.outcome == .proposed } == 1)
        #expect(proposed.results.compactMap(\.refusal?.code) == ["already_so"])
        #expect(try await curation.queue(.proposed).count == 1)
        _ = try await curation.undo(proposed.bulk)
        #expect(try await curation.queue(.proposed).isEmpty)
    }

    @Test("a bulk has a size, and an end of its undo")
    func limits() async throws {
        let curation = try await CurationStage(1)
        let id = try await curation.id()
        let reason = try curation.reason()
        for count in [0, BulkCommand.coursesMax + 1] {
            let ids = (0..<count).map { _ in Identifier<Course>(at: curation.stage.clock.now) }
            #expect(throws: Refusal.self) {
                try BulkCommand(action: .look, courses: ids, reason: reason, asOf: nil)
            }
        }
        let bulk = try await curation.bulk(.suspend, [id]).bulk
        curation.stage.clock.advance(by: BulkRules.undoWindow)
        let late = await #expect(throws: Refusal.self) { try await curation.undo(bulk) }
        #expect(late?.code == "bulk_too_old")
    }
}
