import HTTPServer
import Testing

@testable import Catalog
@testable import CatalogService

@Suite("What curators decide, by the interface")
struct CurationRouteTests {
    private let course = Identifier<Course>(at: Instant(milliseconds: 1_750_000_000_000))

    private func stage() async throws -> StaffStage {
        let stage = try await StaffStage()
        let (course, now) = (course, stage.clock.now)
        try await stage.service.context.commands.run { database in
            _ = try database.run(
                """
                INSERT INTO courses (id, slug, platform_id, external_id, state, title,
                    description, price, skills, content_hash, first_seen_at, changed_at)
                VALUES ($1, 'kopi', 'bukalapak', 'K-1', 'published', 'Kopi', '', 300000, '[]', '',
                    $2, $2)
                """, course, now)
        }
        return stage
    }

    @Test("a decision names what it was made on: 428 without, 412 with another state")
    func preconditions() async throws {
        let stage = try await stage()
        let path = "/v1/curation/courses/\(course)"
        let token = stage.tokens[.curator]
        func decide(_ tag: String?) async throws -> Int {
            try await stage.send(
                "POST", path + "/decisions", token: token,
                body: #"{"action": "suspend", "reason": "x"}"#,
                headers: tag.map { [("If-Match", $0)] } ?? []
            ).status
        }
        #expect(try await decide(nil) == 428)
        #expect(try await decide("\"another\"") == 412)
        let shown = try await stage.send("GET", path, token: token)
        let tag = shown.headers.first { $0.name == "ETag" }?.value
        #expect(try await decide(tag) == 200)
        #expect(try await decide(tag) == 412)
    }

    @Test("who did what is in the staff's log, in the words of the decision")
    func log() async throws {
        let stage = try await stage()
        let bulk = #"{"action": "suspend", "course_ids": ["\#(course)"], "reason": "salah"}"#
        let done = try await stage.send(
            "POST", "/v1/curation/bulk", token: stage.tokens[.curator], body: bulk)
        #expect(done.status == 200)
        let entries = try await stage.service.context.reads.run {
            try StaffLogStore($0).entries(limit: 10)
        }
        let entry = try #require(entries.first { $0.action == "course.suspended" })
        #expect(entry.subject == course.value && entry.detail.contains("salah"))
        #expect(entry.staffID == stage.people[.curator]?.id)
    }
}
