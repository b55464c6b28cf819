import Catalog
import Foundation
import PlatformAdapters
import PlatformSimulator
import Testing

@Suite("A simulated GraphQL platform", .serialized)
struct GraphQLSimulatorTests {
    private static let slow = Pace(shortest: .minutes(5), longest: .minutes(5))

    @Test("the catalogue comes whole over short pages, and then only what is new")
    func catalogue() async throws {
        let fair = try Fairground(dialects: [.graphql], pace: Self.slow)
        defer { fair.stop() }
        let first = try await Harvesting(fair.platforms[0])
        #expect(first.listings.count == Fairground.coursesPerPlatform && first.end.isComplete)
        #expect(first.rejects.isEmpty && first.unknownWords.isEmpty && first.end.requests == 6)
        let course = try #require(first.listings.first)
        #expect(course.title == #"Kelas "1", baik"# && course.provider == "Lembaga 1")
        #expect(course.price == Money(rupiah: 1_000) && course.delivery == .webinar)
        #expect(course.schedules.map(\.seats) == [1] && first.listings[1].price == nil)
        let second = try await Harvesting(fair.platforms[0], since: first.end.cursor)
        // All courses of the stage changed at the same moment, within the overlap.
        #expect(!second.end.isComplete && second.listings.count == first.listings.count)
    }

    @Test("every course of the seed comes through as over JSON:API")
    func seed() async throws {
        let ids = ["bukalapak", "bukalapak"]
        let fair = try Fairground(
            dialects: [.jsonapi, .graphql], pace: Self.slow, seed: Harvesting.seed, ids: ids)
        defer { fair.stop() }
        let plain = try await Harvesting(fair.platforms[0])
        let graphed = try await Harvesting(fair.platforms[1])
        #expect(graphed.rejects.isEmpty && graphed.unknownWords.isEmpty)
        #expect(graphed.listings.count == plain.listings.count && graphed.listings.count > 100)
        for (left, right) in zip(graphed.listings, plain.listings) {
            var left = left
            // The dialect has no regency.
            left.schedules = right.schedules
            #expect(left == right)
        }
        let again = try await Harvesting(fair.platforms[1], since: graphed.end.cursor)
        #expect(again.listings.count < graphed.listings.count && again.end.requests == 1)
    }

    @Test("an enrolment is made once, can be looked up, and cancelled")
    func enrolments() async throws {
        let fair = try Fairground(
            dialects: [.graphql], refused: ["platform1-1003"], pace: Self.slow)
        defer { fair.stop() }
        let platform = fair.platforms[0]
        let order = Fairground.order(1, course: "platform1-1001", schedule: "S")
        let made = try await platform.enrol(order)
        #expect(try await platform.enrol(order) == made && made.state == .active)
        #expect(try await platform.enrolment(of: order, reference: nil) == made)
        #expect(try await platform.enrolment(of: order, reference: made.reference) == made)
        for (course, schedule, words) in [
            ("platform1-1001", "S", "Kuota jadwal S sudah habis."),
            ("platform1-1003", nil, "Pendaftaran untuk kelas ini ditutup."),
            ("nothing", nil, "Kelas nothing tidak ditemukan."),
        ] {
            await #expect(throws: PlatformFailure.refused(words)) {
                try await platform.enrol(
                    Fairground.order(2, course: course, schedule: schedule))
            }
        }
        try await platform.cancel(order, reference: made.reference)
        try await platform.cancel(order, reference: made.reference)
        let looked = try await platform.enrolment(of: order, reference: made.reference)
        #expect(looked?.state == .cancelled)
    }

    @Test("it reports by signed callbacks of both kinds, and tells the same when it is asked")
    func callbacks() async throws {
        let fair = try Fairground(dialects: [.graphql], refusals: 1)
        defer { fair.stop() }
        let platform = fair.platforms[0]
        var references: [String] = []
        for number in 1...4 {
            let order = Fairground.order(number, course: "platform1-1004")
            references.append(try await platform.enrol(order).reference)
        }
        var kinds: [String: [CompletionEvent.Kind]] = [:]
        for report in try await fair.service.reports(atLeast: 16) {
            let callback = PlatformCallback(
                headers: report.headers.map { ($0.key, $0.value) }, body: report.body,
                receivedAt: WallClock.system.now())
            guard case .events(let deliveries) = try await platform.read(callback) else {
                Issue.record("a hint")
                return
            }
            let event = try #require(deliveries.first).content.get()
            kinds[event.enrolmentReference ?? "", default: []].append(event.kind)
        }
        #expect(Set(kinds.keys) == Set(references))
        #expect(
            kinds.values.allSatisfy {
                $0 == [.started, .progressed, .completed, .certificateIssued]
            })
        let order = Fairground.order(1, course: "platform1-1004")
        let report = try await platform.report(on: order, reference: references[0])
        #expect(report.events.map(\.kind) == [.completed])
    }

    @Test("without our token, nothing is served")
    func strangers() async throws {
        let fair = try Fairground(dialects: [.graphql], pace: Self.slow)
        defer { fair.stop() }
        let ours = fair.configurations[0]
        var credentials = ours.credentials
        credentials["token"] = "guessed"
        let stranger = try PlatformAdapters.make(
            PlatformConfiguration(
                id: ours.id, name: ours.name, dialect: .graphql, baseURL: ours.baseURL,
                credentials: credentials, webhookSecret: nil, publish: .automatic, enabled: true),
            tools: AdapterTools(client: HTTPClient(workersMax: 1)))
        await #expect(throws: PlatformFailure.unauthorized("Token tidak berlaku.")) {
            try await stranger.enrol(Fairground.order(1, course: "platform1-1004"))
        }
    }

    @Test(
        "other clients' operations are carried out too",
        arguments: [
            (
                "{ courses(first: 1) { totalCount edges { node { ...Some } } } }"
                    + " fragment Some on Course { id name: title __typename }",
                #"{"courses":{"edges":[{"node":{"__typename":"Course","id":"platform1-1001","#
                    + #""name":"Kelas \"1\", baik"}}],"totalCount":205}}"#
            ),
            (
                #"query A { courses(last: 1, before: "\"platform1-1003\"\\") { edges { node "#
                    + "{ ... on Course { id } } } } } query B { __typename }",
                #"{"courses":{"edges":[{"node":{"id":"platform1-1002"}}]}}"#
            ),
            (
                #"query A($id: ID! = "platform1-1002") { node(id: $id) { id } }"#,
                #"{"node":{"id":"platform1-1002"}}"#
            ),
        ])
    func operations(query: String, data: String) async throws {
        let fair = try Fairground(dialects: [.graphql], pace: Self.slow)
        defer { fair.stop() }
        let body: JSONValue = [
            "query": .string(query),
            "operationName": query.hasPrefix("query A") ? "A" : .null,
        ]
        let answer = try await post(body, to: fair)
        #expect(answer.status == 200)
        #expect(String(decoding: answer.body, as: UTF8.self) == #"{"data":\#(data)}"#)
    }

    @Test(
        "what is no operation is refused in words",
        arguments: [
            "", "{", "{ courses", "{ courses { nothing } }", "{ courses }", "{ x }", "query",
            "{ courses(first: -1) { totalCount } }", #"{ courses(after: "x") { totalCount } }"#,
            "{ ...A } fragment A on Query { ...A }", "mutation { enrolmentCreate { errors } }",
            String(repeating: "{ courses ", count: 30), #"{ a(b: "c }"#, "\u{1}",
        ])
    func refusals(query: String) async throws {
        let fair = try Fairground(dialects: [.graphql], pace: Self.slow)
        defer { fair.stop() }
        let answer = try await post(["query": .string(query)], to: fair)
        #expect(answer.status == 400)
        let value = try JSON.decode(JSONValue.self, from: answer.body)
        #expect(value["data"] == nil && value["errors"] != nil)
    }

    private func post(_ body: JSONValue, to fair: Fairground) async throws -> HTTPAnswer {
        let configuration = fair.configurations[0]
        let base = try #require(HTTPAddress(configuration.baseURL))
        let token = configuration.credentials["token"] ?? ""
        return try await HTTPClient(workersMax: 1).send(
            HTTPCall(
                "POST", base.below(["graphql"]),
                headers: [
                    ("Content-Type", "application/json"), ("Authorization", "Bearer " + token),
                ], body: JSON.encode(body), peers: .anywhere))
    }
}
