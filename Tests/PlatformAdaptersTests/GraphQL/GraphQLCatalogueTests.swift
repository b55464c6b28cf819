import Catalog
import Testing

@testable import PlatformAdapters

@Suite("The catalogue of a GraphQL platform")
struct GraphQLCatalogueTests {
    typealias Script = GraphQLScript

    @Test("a course is read with all its fields")
    func wholeCourse() async throws {
        let members = #"""
            "title":" Kopi  Susu ","description":"<p>Baik</p>",
            "provider":{"name":"Warung Belajar"},"category":{"name":"Kuliner"},
            "price":{"amount":"150000.00","currencyCode":"IDR"},"delivery":"SELF_PACED",
            "level":"INTERMEDIATE","language":"id-ID","durationMinutes":90,
            "skills":["kopi","susu"],"url":"https://x.example/k","imageUrl":null,
            "schedules":[{"code":"S1","startsAt":"2026-02-01T09:00:00+07:00",
            "endsAt":null,"seats":20}]
            """#
        let bench = try Bench(.graphql) { _ in
            Script.answer(Script.page([Script.course("Q29:1", members)]))
        }
        let harvest = try await bench.read()
        let listing = try #require(harvest.listings.first)
        #expect(listing.externalID == "Q29:1" && listing.title == "Kopi Susu")
        #expect(listing.provider == "Warung Belajar" && listing.category == "Kuliner")
        #expect(listing.price == Money(rupiah: 150_000))
        #expect(listing.delivery == .selfPaced && listing.level == .intermediate)
        #expect(listing.language == "id" && listing.durationMinutes == 90)
        #expect(listing.skills == ["kopi", "susu"] && listing.url == "https://x.example/k")
        #expect(listing.schedules.map(\.code) == ["S1"] && listing.schedules[0].seats == 20)
        #expect(listing.updatedAt == Instant("2025-12-31T00:00:00Z"))
        #expect(harvest.end.isComplete && harvest.end.cursor != nil)
        let request = try #require(bench.server.requests.first)
        #expect(request.method == "POST" && request.target == "/api/graphql")
        #expect(request.headers["authorization"] == "Bearer ws-0123456789")
        #expect(request.headers["content-type"] == "application/json")
        #expect(request.headers["accept"]?.hasPrefix("application/graphql-response+json") == true)
        #expect(request.variable("first") == 100 && request.variable("after") == nil)
    }

    @Test("pages are followed by their cursors, however short they are and whatever these hold")
    func pages() async throws {
        let cursor = #"a\"b\\c{}é "#
        let bench = try Bench(.graphql) { request in
            switch request.variable("after") {
            case nil: Script.answer(Script.page([Script.course("1")], end: cursor))
            case "a\"b\\c{}é ": Script.answer(Script.page([], end: "empty"))
            case "empty":
                // The last edge's cursor stands in for a missing endCursor.
                Script.answer(
                    #"{"courses":{"edges":[\#(Script.course("2"))],"#
                        + #""pageInfo":{"hasNextPage":true}}}"#)
            case "c-2": Script.answer(Script.page([Script.course("3")]))
            default: .answer(500)
            }
        }
        #expect(try await bench.read().ids == ["1", "2", "3"])
    }

    @Test(
        "pages that lead nowhere or round in a circle end the run",
        arguments: [
            Script.page([], end: "a"), Script.page([], end: ""), "null", "[]", "{}",
            #"{"courses":null}"#, #"{"courses":{"edges":[]}}"#,
            #"{"courses":{"edges":{},"pageInfo":{"hasNextPage":false}}}"#,
            #"{"courses":{"edges":[],"pageInfo":{"hasNextPage":1}}}"#,
            #"{"courses":{"edges":[],"pageInfo":{"hasNextPage":true,"endCursor":7}}}"#,
            String(repeating: "[", count: 40),
        ])
    func badPages(data: String) async throws {
        let bench = try Bench(.graphql) { _ in Script.answer(data) }
        guard case .malformed = await bench.failure() else {
            Issue.record("taken")
            return
        }
        #expect(bench.server.requests.count <= 2)
    }

    @Test("a page that comes with errors is asked for again")
    func again() async throws {
        let bench = try Bench(.graphql) { request in
            Script.answer(
                Script.page([request.earlier < 2 ? "null" : Script.course("1")]),
                errors: request.earlier < 2
                    ? Script.error("timeout", path: #"["courses","edges",0]"#) : nil)
        }
        let harvest = try await bench.read()
        #expect(harvest.ids == ["1"] && harvest.rejects.isEmpty && harvest.end.isComplete)
        #expect(bench.waited.count == 2)
    }

    @Test("what cannot be had is reported, and nothing is taken for gone on its account")
    func partial() async throws {
        let bench = try Bench(.graphql) { _ in
            Script.answer(
                Script.page([
                    Script.course("1"), Script.course("2", #""title":"B","price":null"#),
                    #"{"cursor":"x","node":null}"#,
                ]),
                errors: Script.error(
                    "price service down", path: #"["courses","edges",1,"node","price"]"#)
                    + "," + Script.error("no title", path: #"["courses","edges",2,"node","title"]"#)
            )
        }
        let harvest = try await bench.read()
        #expect(harvest.ids == ["1"])
        #expect(
            harvest.rejects == [
                RejectedRecord(
                    record: "2", reason: "page 1, item 2: could not be had: price service down"),
                RejectedRecord(
                    record: "page 1, item 3", reason: "could not be had: no title"),
            ])
        #expect(!harvest.end.isComplete && harvest.end.cursor == nil)
    }

    @Test("an error in a course that has an id spoils that course alone")
    func spoiltCourse() async throws {
        let bench = try Bench(.graphql) { _ in
            Script.answer(
                Script.page([Script.course("1"), Script.course("2")]),
                errors: Script.error("x", path: #"["courses","edges",1,"node","skills"]"#))
        }
        let harvest = try await bench.read()
        #expect(harvest.ids == ["1"] && harvest.rejects.map(\.record) == ["2"])
        #expect(harvest.end.isComplete)
    }

    @Test("errors that name no place leave the catalogue incomplete")
    func placelessErrors() async throws {
        let bench = try Bench(.graphql) { _ in
            Script.answer(Script.page([Script.course("1")]), errors: Script.error("hm"))
        }
        let harvest = try await bench.read()
        #expect(harvest.ids == ["1"] && harvest.rejects.map(\.record) == ["page 1"])
        #expect(!harvest.end.isComplete)
    }

    @Test(
        "a wrong type rejects its course with a reason, and the page stays",
        arguments: [
            (#""title":7"#, "title is not text"), (#""title":null"#, "title is missing"),
            (#""title":"A","provider":"X""#, "provider is not an object"),
            (#""title":"A","price":"1""#, "price is not an object"),
            (#""title":"A","price":{"currencyCode":"IDR"}"#, "price has no amount"),
            (
                #""title":"A","price":{"amount":true,"currencyCode":"IDR"}"#,
                "price is not an amount"
            ),
            (#""title":"A","skills":"x""#, "skills is not a list"),
            (#""title":"A","level":1"#, "level is not text"),
            (#""title":"A","durationMinutes":"90""#, "duration_minutes is not a whole number"),
            (#""title":"A","schedules":{}"#, "schedules is not a list"),
            (#""title":"A","schedules":[{"code":"S"}]"#, "the schedule S has no start"),
        ])
    func wrongTypes(members: String, reason: String) async throws {
        let bench = try Bench(.graphql) { _ in
            Script.answer(Script.page([Script.course("bad", members), Script.course("good")]))
        }
        let harvest = try await bench.read()
        #expect(harvest.ids == ["good"])
        #expect(
            harvest.rejects == [
                RejectedRecord(record: "bad", reason: "page 1, item 1: " + reason)
            ])
    }

    @Test(
        "where it cannot be told which course a wrong type hides, none is taken for gone",
        arguments: [#""x""#, "{}", #"{"node":7}"#, #"{"node":{"title":"A"}}"#])
    func namelessWrongTypes(edge: String) async throws {
        let bench = try Bench(.graphql) { _ in
            Script.answer(Script.page([edge, Script.course("good")]))
        }
        let harvest = try await bench.read()
        #expect(harvest.ids == ["good"] && harvest.rejects.map(\.record) == ["page 1, item 1"])
        #expect(!harvest.end.isComplete && harvest.end.cursor == nil)
    }

    @Test("an unknown word leaves its field empty, a foreign price is no price")
    func unknownWords() async throws {
        let members = #"""
            "title":"A","delivery":"HOLOGRAM","level":"EXPERT",
            "price":{"amount":"10.50","currencyCode":"USD"}
            """#
        let bench = try Bench(.graphql) { _ in
            Script.answer(Script.page([Script.course("1", members)]))
        }
        let harvest = try await bench.read()
        let listing = try #require(harvest.listings.first)
        #expect(listing.delivery == nil && listing.level == nil && listing.price == nil)
        #expect(
            harvest.unknownWords.map(\.reason).sorted() == [
                "currency: USD", "delivery: hologram", "level: expert",
            ])
    }

    @Test("a platform that refuses large pages is asked for smaller ones, also the next time")
    func smallerPages() async throws {
        let bench = try Bench(.graphql) { request in
            guard case .integer(let first)? = request.variable("first"), first <= 20 else {
                return Script.answer(nil, errors: Script.error("first: at most 20"), status: 400)
            }
            return Script.answer(Script.page([Script.course("1")], total: 1))
        }
        let harvest = try await bench.read()
        #expect(harvest.ids == ["1"] && bench.server.requests.count == 3)
        _ = try await bench.read(since: harvest.end.cursor)
        #expect(bench.server.requests.count == 4)
        let resolver = try Bench(.graphql) { request in
            request.variable("first") == 50
                ? Script.answer(Script.page([Script.course("1")]))
                : Script.answer("null", errors: Script.error("at most 50"))
        }
        #expect(try await resolver.read().ids == ["1"])
        #expect(resolver.server.requests.count == 4)
        let stubborn = try Bench(.graphql) { _ in
            Script.answer(nil, errors: Script.error("no"))
        }
        #expect(
            await stubborn.failure() == .malformed("the query brings no courses: no"))
    }

    @Test("refused credentials are told apart from a platform that is down")
    func refusedCredentials() async throws {
        let coded = try Bench(.graphql) { _ in
            Script.answer(nil, errors: Script.error("who?", code: "UNAUTHENTICATED"))
        }
        #expect(await coded.failure() == .unauthorized("who?"))
        let plain = try Bench(.graphql) { _ in .answer(401) }
        #expect(await plain.failure() == .unauthorized("HTTP 401"))
        let down = try Bench(.graphql, syncSpanMax: .seconds(1)) { _ in .answer(500) }
        guard case .unavailable = await down.failure() else {
            Issue.record("not down")
            return
        }
    }

    @Test("a platform that asks for patience gets it")
    func throttled() async throws {
        let bench = try Bench(.graphql) { request in
            switch request.earlier {
            case 0: .answer(503, headers: ["Retry-After: 7"])
            case 1:
                Script.answer(
                    nil,
                    errors: #"{"message":"slow","extensions":{"code":"THROTTLED","retryAfter":3}}"#)
            default: Script.answer(Script.page([Script.course("1")]))
            }
        }
        #expect(try await bench.read().ids == ["1"])
        #expect(bench.waited == [.seconds(7), .seconds(3)])
    }
}
