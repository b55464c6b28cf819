import Catalog
import Testing

@testable import PlatformAdapters

@Suite("Changes of a GraphQL catalogue")
struct GraphQLChangesTests {
    typealias Script = GraphQLScript

    /// A platform with courses 1 and 2; what it tells when it is asked for changes is the test's.
    private func bench(
        _ changes: @escaping @Sendable () -> [ScriptedServer.Step],
        everything: @escaping @Sendable () -> [String] = { ["1", "2"] }
    ) throws -> Bench {
        try Bench(.graphql) { request in
            request.operationName == "ChangedCourses"
                ? changes() : Script.answer(Script.page(everything().map { Script.course($0) }))
        }
    }

    @Test("where nothing changed, one question tells so")
    func nothing() async throws {
        let bench = try bench { Script.answer(Script.page([], total: 2)) }
        let first = try await bench.read()
        let second = try await bench.read(since: first.end.cursor)
        #expect(second.ids.isEmpty && !second.end.isComplete && second.end.requests == 1)
        let request = try #require(bench.server.requests.last)
        #expect(request.variable("updatedSince") == "2025-12-30T23:55:00Z")
        let third = try await bench.read(since: second.end.cursor)
        #expect(third.ids.isEmpty && third.end.requests == 1)
    }

    @Test("what changed and what is new comes without the rest")
    func changes() async throws {
        let bench = try bench {
            Script.answer(Script.page([Script.course("2"), Script.course("3")], total: 3))
        }
        let first = try await bench.read()
        let second = try await bench.read(since: first.end.cursor)
        #expect(second.ids == ["2", "3"] && !second.end.isComplete)
        let cursor = try #require(GraphQLCursor.read(second.end.cursor))
        #expect(cursor.ids == ["1", "2", "3"])
    }

    @Test("where the count does not fit, everything is read, and nothing handed over twice")
    func vanished() async throws {
        let bench = try bench {
            Script.answer(Script.page([Script.course("3")], total: 2))
        } everything: {
            ["1", "3"]
        }
        let cursor = GraphQLCursor(
            pageSize: 100, newest: bench.clock.now, fullAt: bench.clock.now, ids: ["1", "2"])
        let harvest = try await bench.read(since: cursor.bytes)
        #expect(harvest.ids == ["3", "1"] && harvest.rejects.isEmpty && harvest.end.isComplete)
        #expect(try #require(GraphQLCursor.read(harvest.end.cursor)).ids == ["1", "3"])
    }

    @Test("without a count, and where changes are refused, everything is read")
    func noCount() async throws {
        for answer in [
            Script.answer(Script.page([])), Script.answer(nil, errors: Script.error("unknown")),
            Script.answer(#"{"all":{"totalCount":2}}"#),
        ] {
            let bench = try bench { answer }
            let first = try await bench.read()
            let second = try await bench.read(since: first.end.cursor)
            #expect(second.ids == ["1", "2"] && second.end.isComplete)
        }
    }

    @Test("after a day everything is read, however well changes are told")
    func daily() async throws {
        let bench = try bench { Script.answer(Script.page([], total: 2)) }
        let first = try await bench.read()
        bench.clock.advance(by: GraphQLAdapter.fullSpan)
        #expect(try await bench.read(since: first.end.cursor).end.isComplete)
    }

    @Test("a course from the future does not hide the changes of the others")
    func future() async throws {
        let bench = try Bench(.graphql) { request in
            let course =
                #"{"cursor":"c","node":{"id":"1","title":"A","updatedAt":"2099-01-01T00:00:00Z"}}"#
            return Script.answer(Script.page([course], total: 1))
        }
        let first = try await bench.read()
        let cursor = try #require(GraphQLCursor.read(first.end.cursor))
        #expect(cursor.newest == bench.clock.now.milliseconds)
    }

    @Test("courses without a time of change are read whole each time")
    func timeless() async throws {
        let bench = try Bench(.graphql) { _ in
            Script.answer(Script.page([#"{"cursor":"c","node":{"id":"1","title":"A"}}"#]))
        }
        let harvest = try await bench.read()
        #expect(harvest.ids == ["1"] && harvest.end.isComplete && harvest.end.cursor == nil)
    }

    @Test("a damaged cursor is none", arguments: ["", "{}", "x", #"{"version":2,"ids":[]}"#])
    func damaged(text: String) async throws {
        let bench = try bench { .answer(500) }
        #expect(try await bench.read(since: Array(text.utf8)).end.isComplete)
    }
}
