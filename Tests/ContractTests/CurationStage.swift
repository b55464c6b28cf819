import SQL
import TestKit
import Testing

@testable import Catalog

/// A synced catalogue and two curators.
final class CurationStage {
    let stage: SyncStage
    let first = Identifier<Staff>(stored: "stf_00000000000000000000000101")
    let second = Identifier<Staff>(stored: "stf_00000000000000000000000102")

    init(_ courses: Int = 3) async throws {
        stage = try SyncStage()
        stage.platform.lists(stage.listings(courses))
        try await stage.run()
        let (people, now) = ([first, second], stage.clock.now)
        try await stage.commands.run { database in
            for id in people {
                let staff = Staff(id: id, email: "\(id)@example.id", name: "N", role: .curator)
                try StaffStore(database).insert(staff, now: now)
            }
        }
    }

    func reason(_ text: String = "alasan") throws -> CurationReason { try CurationReason(text) }

    /// The id of the course `L<number>`.
    func id(_ number: Int = 0) async throws -> Identifier<Course> {
        try #require(try await stage.course("kursus-l\(number)")).id
    }

    func course(_ id: Identifier<Course>) async throws -> CuratedCourse {
        try await stage.read { try CuratedCourseStore($0).known(id) }
    }

    /// Runs a curator's command a moment later.
    @discardableResult
    func curate<Answer: Sendable>(
        by staff: Identifier<Staff>? = nil,
        _ body:
            @escaping @Sendable (CurationStore, any Database, CurationStore.Author) throws ->
            Answer
    ) async throws -> Answer {
        stage.clock.advance(by: .seconds(1))
        let author = CurationStore.Author(staff ?? first, now: stage.clock.now)
        return try await stage.commands.run { try body(CurationStore($0), $0, author) }
    }

    @discardableResult
    func decide(
        _ action: CourseAction, on id: Identifier<Course>, by staff: Identifier<Staff>? = nil
    ) async throws -> CurationStore.Outcome {
        let reason = try reason()
        return try await curate(by: staff) { store, database, author in
            let course = try CuratedCourseStore(database).known(id, locks: true)
            return try store.decide(action, on: course, reason: reason, by: author)
        }
    }

    @discardableResult
    func override(
        _ field: CourseField, with value: JSONValue, in id: Identifier<Course>,
        by staff: Identifier<Staff>? = nil
    ) async throws -> CurationStore.Outcome {
        let reason = try reason()
        return try await curate(by: staff) { store, database, author in
            let course = try CuratedCourseStore(database).known(id, locks: true)
            return try store.override(field, with: value, in: course, reason: reason, by: author)
        }
    }

    func confirm(
        _ outcome: CurationStore.Outcome, by staff: Identifier<Staff>
    ) async throws -> CurationStore.Outcome {
        guard case .proposed(let proposal) = outcome else { return outcome }
        return try await curate(by: staff) { store, _, author in
            try store.confirm(proposal.id, by: author)
        }
    }

    @discardableResult
    func bulk(
        _ action: BulkCommand.Action, _ ids: [Identifier<Course>],
        by staff: Identifier<Staff>? = nil, asOf: Instant? = nil
    ) async throws -> (bulk: Bulk?, results: [BulkResult]) {
        let command = try BulkCommand(
            action: action, courses: ids, reason: try reason(), asOf: asOf)
        return try await curate(by: staff) { _, database, author in
            try BulkStore(database).carryOut(command, by: author)
        }
    }

    func undo(_ bulk: Bulk?) async throws -> [BulkResult] {
        let id = try #require(bulk).id
        return try await curate { _, database, author in
            try BulkStore(database).undo(id, by: author)
        }
    }

    func queue(_ kind: QueueKind? = nil) async throws -> [QueueEntry] {
        let now = stage.clock.now
        return try await stage.read {
            try QueueStore($0).page(QueueFilter(kind: kind), after: nil, limit: 100, now: now)
        }
    }
}
