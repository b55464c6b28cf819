import Catalog
import Foundation
import PlatformAdapters
import PlatformSimulator
import Synchronization
import Testing

@Suite("The simulated platforms", .serialized)
struct PlatformSimulatorTests {
    typealias Dialect = PlatformConfiguration.Dialect
    private static let slow = Pace(shortest: .minutes(5), longest: .minutes(5))

    private func read(
        _ platform: any Platform, since cursor: [UInt8]? = nil
    ) async throws -> (pages: [CataloguePage], end: CatalogueEnd) {
        let pages = Mutex<[CataloguePage]>([])
        let end = try await platform.catalogue(since: cursor) { page in
            pages.withLock { $0.append(page) }
        }
        return (pages.withLock { $0 }, end)
    }

    @Test("eight platforms give their catalogues whole, and then only what is new")
    func catalogues() async throws {
        let dialects = Array(repeating: Dialect.restful, count: 4).flatMap { $0 }
        let fair = try Fairground(dialects: dialects, pace: Self.slow)
        defer { fair.stop() }
        for (platform, dialect) in zip(fair.platforms, dialects) {
            let (pages, end) = try await read(platform)
            let listings = pages.flatMap(\.listings)
            #expect(listings.count == Fairground.coursesPerPlatform && end.isComplete)
            #expect(pages.allSatisfy { $0.rejects.isEmpty && $0.unknownWords.isEmpty })
            let first = try #require(listings.first)
            #expect(first.title == #"Kelas "1", baik"# && first.description == "<p>Satu\nDua</p>")
            #expect(first.provider == "Lembaga 1" && first.price == Money(rupiah: 1_000))
            #expect(listings[1].price == nil && first.skills == ["a", "b"])
            #expect(first.schedules.map(\.seats) == (dialect == .jsonapi ? [1] : []))
            let (news, second) = try await read(platform, since: end.cursor)
            #expect(news.flatMap(\.listings).isEmpty && second.bytes == 0)
            #expect(second.isComplete == (dialect == .jsonapi))
        }
    }

    private static let seed = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("catalog-seed/courses")

    @Test("every course of the seed comes through, by either dialect", arguments: Dialect.restful)
    func seedCourses(dialect: Dialect) async throws {
        let files = try FileManager.default.contentsOfDirectory(
            at: Self.seed, includingPropertiesForKeys: nil)
        let ids = files.map { $0.deletingPathExtension().lastPathComponent }.sorted()
        let fair = try Fairground(
            dialects: ids.map { _ in dialect }, pace: Self.slow, seed: Self.seed, ids: ids)
        defer { fair.stop() }
        var count = 0
        for platform in fair.platforms {
            let (pages, _) = try await read(platform)
            count += pages.flatMap(\.listings).count
            #expect(pages.flatMap(\.rejects).isEmpty)
            #expect(pages.flatMap(\.unknownWords).isEmpty)
        }
        #expect(count > 900)
    }

    @Test("an enrolment is made once, can be looked up, and cancelled", arguments: Dialect.restful)
    func enrolments(dialect: Dialect) async throws {
        let fair = try Fairground(dialects: [dialect], pace: Self.slow)
        defer { fair.stop() }
        let platform = fair.platforms[0]
        let order = Fairground.order(1, course: "platform1-1001", schedule: "S")
        let enrolment = try await platform.enrol(order)
        #expect(enrolment == Enrolment(reference: enrolment.reference, state: .active))
        #expect(try await platform.enrol(order) == enrolment)
        #expect(try await platform.enrolment(of: order, reference: nil) == enrolment)
        let other = Fairground.order(2, course: "platform1-1001", schedule: "S")
        await #expect(throws: PlatformFailure.refused("Kuota jadwal S sudah habis.")) {
            try await platform.enrol(other)
        }
        try await platform.cancel(order, reference: enrolment.reference)
        try await platform.cancel(order, reference: enrolment.reference)
        let looked = try await platform.enrolment(of: order, reference: enrolment.reference)
        #expect(looked?.state == .cancelled)
        #expect(try await platform.enrol(other).state == .active)
    }

    @Test("what cannot be had is refused in words", arguments: Dialect.restful)
    func refusals(dialect: Dialect) async throws {
        let fair = try Fairground(
            dialects: [dialect], refused: ["platform1-1003"], pace: Self.slow)
        defer { fair.stop() }
        let refusals = [
            ("platform1-1003", nil, "Pendaftaran untuk kelas ini ditutup."),
            ("nothing", nil, "Kelas nothing tidak ditemukan."),
            ("platform1-1001", "T", "Jadwal T tidak ditemukan."),
        ]
        for (course, schedule, words) in refusals {
            await #expect(throws: PlatformFailure.refused(words)) {
                try await fair.platforms[0].enrol(
                    Fairground.order(1, course: course, schedule: schedule))
            }
        }
    }

    @Test("an enrolment from before a restart is found active", arguments: Dialect.restful)
    func restart(dialect: Dialect) async throws {
        let fair = try Fairground(dialects: [dialect], pace: Self.slow)
        defer { fair.stop() }
        let order = Fairground.order(1, course: "platform1-1001")
        let earlier = DerivedID.uuid("platform1", order.orderID.value)
        let found = try await fair.platforms[0].enrolment(of: order, reference: earlier)
        #expect(found == Enrolment(reference: earlier, state: .active))
        #expect(try await fair.platforms[0].enrolment(of: order, reference: "x") == nil)
    }

    @Test("a JSON:API platform reports by signed webhooks, again until they are taken")
    func webhooks() async throws {
        let fair = try Fairground(dialects: [.jsonapi], refusals: 1)
        defer { fair.stop() }
        let enrolment = try await fair.platforms[0].enrol(
            Fairground.order(1, course: "platform1-1004"))
        let reports = try await fair.service.reports(atLeast: 4)
        let events = try reports.map { report in
            #expect(report.from == "platform1")
            let verifier = StandardWebhooks(secrets: [fair.configurations[0].webhookSecret ?? ""])
            let verdict = verifier?.verify(
                id: report.headers["webhook-id"], timestamp: report.headers["webhook-timestamp"],
                signature: report.headers["webhook-signature"], body: report.body,
                now: WallClock.system.now())
            #expect(verdict == .accepted)
            return try WebhookEvent.parse(report.body, id: report.headers["webhook-id"] ?? "")
        }
        #expect(events.map(\.kind) == [.started, .progressed, .completed, .certificateIssued])
        #expect(events.allSatisfy { $0.enrolmentReference == enrolment.reference })
        #expect(Set(events.map(\.id)).count == 4)
        #expect(events[2].score.map { (60...100).contains($0) } == true)
        let link = try #require(events[3].certificate?.url)
        let address = try #require(HTTPAddress(link))
        let page = try await HTTPClient(workersMax: 1).send(
            HTTPCall("GET", address, peers: .anywhere))
        #expect(String(decoding: page.body, as: UTF8.self).contains(events[3].certificate!.number))
        let looked = try await fair.platforms[0].enrolment(
            of: Fairground.order(1, course: "platform1-1004"), reference: enrolment.reference)
        #expect(looked?.state == .completed)
    }

    @Test("a CSV platform reports by xAPI statements, and the certificate by webhook")
    func statements() async throws {
        let fair = try Fairground(dialects: [.csvXAPI])
        defer { fair.stop() }
        let enrolment = try await fair.platforms[0].enrol(
            Fairground.order(1, course: "platform1-1004"))
        let reports = try await fair.service.reports(atLeast: 4)
        #expect(reports.map(\.from) == ["xapi", "xapi", "xapi", "platform1"])
        let statements = try reports.prefix(3).flatMap { report in
            #expect(report.headers["x-experience-api-version"] == "1.0.3")
            return try XAPIStatement.parse(report.body, at: WallClock.system.now())
        }
        #expect(statements.map(\.event.kind) == [.started, .progressed, .completed])
        #expect(statements.allSatisfy { $0.event.enrolmentReference == enrolment.reference })
        #expect(statements[1].event.progress == 0.5)
        #expect(statements[2].event.score.map { (60...100).contains($0) } == true)
    }

    @Test("a cancelled learner is not heard of again", arguments: Dialect.restful)
    func cancelled(dialect: Dialect) async throws {
        let pace = Pace(shortest: Span(milliseconds: 150), longest: Span(milliseconds: 150))
        let fair = try Fairground(dialects: [dialect], pace: pace)
        defer { fair.stop() }
        let order = Fairground.order(1, course: "platform1-1004")
        let enrolment = try await fair.platforms[0].enrol(order)
        try await fair.platforms[0].cancel(order, reference: enrolment.reference)
        let other = try await fair.platforms[0].enrol(
            Fairground.order(2, course: "platform1-1004"))
        let reports = try await fair.service.reports(atLeast: 4)
        for report in reports {
            let text = String(decoding: report.body, as: UTF8.self)
            #expect(text.contains(other.reference) && !text.contains(enrolment.reference))
        }
    }

    @Test("without our credentials, nothing is served", arguments: Dialect.restful)
    func strangers(dialect: Dialect) async throws {
        let fair = try Fairground(dialects: [dialect], pace: Self.slow)
        defer { fair.stop() }
        let ours = fair.configurations[0]
        var credentials = ours.credentials
        credentials["client_secret"] = "guessed"
        let stranger = try PlatformAdapters.make(
            PlatformConfiguration(
                id: ours.id, name: ours.name, dialect: dialect, baseURL: ours.baseURL,
                credentials: credentials, webhookSecret: nil, publish: .automatic, enabled: true),
            tools: AdapterTools(client: HTTPClient(workersMax: 1)))
        do throws(PlatformFailure) {
            _ = try await stranger.enrol(Fairground.order(1, course: "platform1-1004"))
            Issue.record("enrolled")
        } catch {
            #expect(error == .unauthorized("no access token: invalid_client"))
        }
    }

    @Test("a simulator says what it lacks")
    func faults() throws {
        let folder = FileManager.default.temporaryDirectory
        func make(_ base: String, secret: String?) throws(SimulatorError) {
            _ = try PlatformSimulator(
                platforms: [
                    PlatformConfiguration(
                        id: "nowhere", name: "N", dialect: .jsonapi, baseURL: base,
                        credentials: ["client_id": "a", "client_secret": "b"],
                        webhookSecret: secret, publish: .automatic, enabled: true)
                ], coursesDirectory: folder, callbackTarget: "http://127.0.0.1:8080")
        }
        let missing = folder.appendingPathComponent("nowhere.json").path
        #expect(throws: SimulatorError.badCourses("\(missing) cannot be read")) {
            try make("http://127.0.0.1:9100", secret: "whsec_YQ==")
        }
        #expect(
            throws: SimulatorError.badPlatform(id: "nowhere", problem: "base_url is not a URL")
        ) {
            try make("nothing", secret: nil)
        }
    }
}
