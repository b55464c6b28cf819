import HTTPServer
import SQL
import TestKit
import Testing

@testable import Catalog
@testable import CatalogService

@Suite("Who may do what to courses")
struct CurationRouteTests {
    private struct World {
        let stage: OutboxStage
        let router: Router
        let tokens: [String: String]

        /// Nobody, a participant and one of each role, by name.
        init() async throws {
            stage = try await OutboxStage()
            router = Routes.interface(stage.service.context)
            let (person, now) = (stage.person, stage.clock.now)
            tokens = try await stage.service.context.commands.run { database in
                let sessions = SessionStore(database)
                var tokens = [
                    "participant": try sessions.issue(to: .participant(person), now: now).token
                ]
                for role in Staff.Role.allCases {
                    let id = Identifier<Staff>(at: now)
                    try ParticipantStore(database).upsert(
                        Staff(
                            id: id, email: "\(role.rawValue)@test.example", name: "N", role: role))
                    tokens[role.rawValue] = try sessions.issue(to: .staff(id), now: now).token
                }
                return tokens
            }
        }

        func answer(
            _ method: String, _ path: String, as who: String, body: String? = nil,
            tag: String? = nil
        ) async throws -> HTTPResponse {
            var headers: [(name: String, value: String)] = []
            if let token = tokens[who] { headers.append(("Authorization", "Bearer " + token)) }
            if body != nil { headers.append(("Content-Type", "application/json")) }
            if let tag { headers.append(("If-Match", tag)) }
            let request = HTTPRequest(
                method: method, path: path,
                query: path.hasSuffix("/past") ? [("as_of", "2025-06-15T15:06:40Z")] : [],
                headers: headers, body: Array((body ?? "").utf8))
            do {
                switch try router.route(request) {
                case .now(let response): return response
                case .prepared: throw CancellationError()
                case .later(let work):
                    return await withCheckedContinuation { continuation in
                        work(Responder { make in continuation.resume(returning: make()) })
                    }
                }
            } catch {
                return stage.service.context.problem(error, for: request)
            }
        }

        /// The operations of curators with a body that fits.
        var operations: [(method: String, path: String, body: String?)] {
            let course = "/v1/curation/courses/" + stage.course.value
            let proposal =
                "/v1/curation/proposals/" + Identifier<CurationProposal>(at: stage.clock.now).value
            let bulk = Identifier<Bulk>(at: stage.clock.now).value
            return [
                ("GET", "/v1/curation/queue", nil), ("GET", course, nil),
                ("GET", course + "/history", nil), ("GET", "/v1/curation/proposals", nil),
                ("GET", proposal, nil), ("GET", course + "/past", nil),
                ("POST", course + "/decisions", #"{"action": "suspend", "reason": "x"}"#),
                ("POST", course + "/look", nil),
                ("PUT", course + "/overrides/title", #"{"value": "x", "reason": "x"}"#),
                ("DELETE", course + "/overrides/title", nil),
                (
                    "POST", course + "/revert",
                    #"{"field": "title", "at": "2025-06-15T15:06:40Z", "reason": "x"}"#
                ),
                ("POST", proposal + "/confirm", nil),
                ("POST", proposal + "/refuse", #"{"reason": "x"}"#),
                (
                    "POST", "/v1/curation/bulk",
                    #"{"action": "look", "course_ids": ["\#(stage.course)"], "reason": "x"}"#
                ), ("POST", "/v1/curation/bulk/\(bulk)/undo", nil),
            ]
        }
    }

    @Test("the least right by default: curators decide, auditors read, nobody else does either")
    func roles() async throws {
        let world = try await World()
        let described = OpenAPIDocument.operations.filter { $0.path.hasPrefix("/v1/curation/") }
        let tried = world.operations
        for operation in described {
            let shape = operation.path.split(separator: "/")
            #expect(
                tried.contains { method, path, _ in
                    let parts = path.split(separator: "/")
                    return method == operation.method && parts.count == shape.count
                        && zip(parts, shape).allSatisfy { $0 == $1 || $1.hasPrefix("{") }
                }, "\(operation.method) \(operation.path) is not tried")
        }
        for (method, path, body) in tried {
            for who in ["nobody", "participant"] + Staff.Role.allCases.map(\.rawValue) {
                let status = try await world.answer(method, path, as: who, body: body).status
                let comment: Comment = "\(method) \(path) as \(who): \(status)"
                switch who {
                case "nobody", "participant": #expect(status == 401, comment)
                case "curator", "chief_curator": #expect(![401, 403].contains(status), comment)
                case "auditor" where method == "GET":
                    #expect(![401, 403].contains(status), comment)
                default: #expect(status == 403, comment)
                }
            }
        }
    }

    @Test("a decision names what it was made on: 428 without, 412 with another state")
    func preconditions() async throws {
        let world = try await World()
        let course = "/v1/curation/courses/" + world.stage.course.value
        let body = #"{"action": "suspend", "reason": "x"}"#
        func decide(_ tag: String?) async throws -> Int {
            try await world.answer(
                "POST", course + "/decisions", as: "curator", body: body, tag: tag
            ).status
        }
        #expect(try await decide(nil) == 428)
        #expect(try await decide("\"another\"") == 412)
        let shown = try await world.answer("GET", course, as: "curator")
        let tag = shown.headers.first { $0.name == "ETag" }?.value
        #expect(try await decide(tag) == 200)
        #expect(try await decide(tag) == 412)
    }
}
