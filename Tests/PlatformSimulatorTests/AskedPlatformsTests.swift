import Catalog
import Foundation
import PlatformAdapters
import PlatformSimulator
import Synchronization
import Testing

/// Dialects in which an enrolment is a user in a course, and in which completions are asked for.
@Suite("The simulated platforms that are asked", .serialized)
struct AskedPlatformsTests {
    typealias Dialect = PlatformConfiguration.Dialect
    private static let dialects: [Dialect] = [.openedx, .moodle]
    private static let slow = Pace(shortest: .minutes(5), longest: .minutes(5))

    private func listings(_ platform: any Platform) async throws -> [Listing] {
        let pages = Mutex<[CataloguePage]>([])
        let end = try await platform.catalogue(since: nil) { page in
            pages.withLock { $0.append(page) }
        }
        #expect(end.isComplete)
        let all = pages.withLock { $0 }
        #expect(all.flatMap(\.rejects).isEmpty && all.flatMap(\.unknownWords).isEmpty)
        return all.flatMap(\.listings)
    }

    private func order(_ number: Int, _ listing: Listing) -> EnrolmentRequest {
        Fairground.order(number, course: listing.externalID, key: listing.enrolmentKey)
    }

    @Test("a platform gives its catalogue whole", arguments: dialects)
    func catalogue(dialect: Dialect) async throws {
        let fair = try Fairground(dialects: [dialect], pace: Self.slow)
        defer { fair.stop() }
        let listings = try await listings(fair.platforms[0])
        #expect(listings.count == Fairground.coursesPerPlatform)
        let first = try #require(listings.first)
        #expect(first.title == #"Kelas "1", baik"# && first.description == "<p>Satu\nDua</p>")
        #expect(first.provider == "Lembaga 1" && first.category == "Ragam")
        #expect(first.price == Money(rupiah: 1_000) && listings[1].price == nil)
        #expect(first.delivery == .webinar && first.durationMinutes == 90)
        #expect(first.language == "id" && first.schedules.count == 1)
        #expect(first.updatedAt == Instant("2026-01-02T03:04:05Z"))
    }

    private static let seed = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("catalog-seed/courses")

    @Test("every course of the seed comes through", arguments: dialects)
    func seedCourses(dialect: Dialect) async throws {
        let files = try FileManager.default.contentsOfDirectory(
            at: Self.seed, includingPropertiesForKeys: nil)
        let ids = files.map { $0.deletingPathExtension().lastPathComponent }.sorted()
        let fair = try Fairground(
            dialects: ids.map { _ in dialect }, pace: Self.slow, seed: Self.seed, ids: ids)
        defer { fair.stop() }
        var count = 0
        for platform in fair.platforms { count += try await listings(platform).count }
        #expect(count > 900)
    }

    @Test("an enrolment is made once, looked up, cancelled, and made again", arguments: dialects)
    func enrolments(dialect: Dialect) async throws {
        let fair = try Fairground(dialects: [dialect], pace: Self.slow)
        defer { fair.stop() }
        let platform = fair.platforms[0]
        let courses = try await listings(platform)
        let order = order(1, courses[4])
        #expect(try await platform.enrolment(of: order, reference: nil) == nil)
        let enrolment = try await platform.enrol(order)
        #expect(enrolment.state == .active)
        #expect(try await platform.enrol(order) == enrolment)
        #expect(try await platform.enrolment(of: order, reference: nil) == enrolment)
        let found = try await platform.enrolment(of: order, reference: enrolment.reference)
        #expect(found == enrolment)
        let other = try await platform.enrol(self.order(1, courses[5]))
        #expect(other.reference != enrolment.reference)
        try await platform.cancel(order, reference: enrolment.reference)
        try await platform.cancel(order, reference: enrolment.reference)
        #expect(try await platform.enrolment(of: order, reference: nil) == nil)
        let left = try await platform.enrolment(of: order, reference: other.reference)
        #expect(left?.state == .active)
        #expect(try await platform.enrol(order) == enrolment)
        #expect(try await platform.enrolment(of: order, reference: nil) == enrolment)
    }

    @Test("what cannot be had is refused in words", arguments: dialects)
    func refusals(dialect: Dialect) async throws {
        let fair = try Fairground(
            dialects: [dialect], refused: ["platform1-1003"], pace: Self.slow)
        defer { fair.stop() }
        let courses = try await listings(fair.platforms[0])
        do throws(PlatformFailure) {
            _ = try await fair.platforms[0].enrol(order(1, courses[2]))
            Issue.record("enrolled")
        } catch {
            #expect(error.words.contains("Pendaftaran untuk kelas ini ditutup."))
        }
    }

    @Test("a learner's completion is told when it is asked for", arguments: dialects)
    func completions(dialect: Dialect) async throws {
        let fair = try Fairground(dialects: [dialect])
        defer { fair.stop() }
        let platform = fair.platforms[0]
        let order = order(1, try await listings(platform)[4])
        let enrolment = try await platform.enrol(order)
        let expected: [CompletionEvent.Kind] =
            dialect == .openedx ? [.completed, .certificateIssued] : [.completed]
        var events: [CompletionEvent] = []
        for _ in 0..<500 where events.map(\.kind) != expected {
            try await Task.sleep(for: .milliseconds(10))
            events = try await platform.report(on: order, reference: enrolment.reference).events
        }
        #expect(events.map(\.kind) == expected)
        #expect(events.allSatisfy { $0.enrolmentReference == enrolment.reference })
        let again = try await platform.report(on: order, reference: enrolment.reference).events
        #expect(again == events)
        let report = try #require(try await fair.service.reports(atLeast: 1).first)
        #expect(report.from == "platform1")
        guard dialect == .openedx else {
            // The certificate, which Moodle has no word for.
            let event = try WebhookEvent.parse(report.body, id: "x")
            #expect(event.kind == .certificateIssued)
            #expect(event.enrolmentReference == enrolment.reference)
            return
        }
        #expect(events[0].score.map { (60...100).contains($0) } == true)
        let content = try await platform.read(
            PlatformCallback(
                headers: [], body: report.body, receivedAt: WallClock.system.now()))
        guard case .hint(enrolment.reference) = content else {
            Issue.record("\(content)")
            return
        }
        let link = try #require(events[1].certificate.flatMap { HTTPAddress($0.url) })
        let page = try await HTTPClient(workersMax: 1).send(
            HTTPCall("GET", link, peers: .anywhere))
        #expect(page.status == 200)
    }

    @Test("an enrolment from before a restart is learnt anew", arguments: dialects)
    func restart(dialect: Dialect) async throws {
        let fair = try Fairground(dialects: [dialect])
        defer { fair.stop() }
        let order = order(1, try await listings(fair.platforms[0])[4])
        let earlier =
            dialect == .openedx ? "ptc_1,course-v1:platform1+platform1-1005+R1" : "17,6"
        var events: [CompletionEvent] = []
        for _ in 0..<500 where events.isEmpty {
            try await Task.sleep(for: .milliseconds(10))
            events = try await fair.platforms[0].report(on: order, reference: earlier).events
        }
        #expect(events.first?.kind == .completed)
        // Its reports name it as before.
        let report = try #require(try await fair.service.reports(atLeast: 1).last)
        let text = String(decoding: report.body, as: UTF8.self)
        #expect(text.contains(dialect == .openedx ? "+platform1-1005+" : #""17,6""#))
    }

    @Test("without our credentials, nothing is served", arguments: dialects)
    func strangers(dialect: Dialect) async throws {
        let fair = try Fairground(dialects: [dialect], pace: Self.slow)
        defer { fair.stop() }
        let ours = fair.configurations[0]
        let stranger = try PlatformAdapters.make(
            PlatformConfiguration(
                id: ours.id, name: ours.name, dialect: dialect, baseURL: ours.baseURL,
                credentials: ["client_id": "c0", "client_secret": "guessed", "token": "guessed"],
                webhookSecret: nil, publish: .automatic, enabled: true),
            tools: AdapterTools(client: HTTPClient(workersMax: 1)))
        do throws(PlatformFailure) {
            _ = try await stranger.catalogue(since: nil) { _ in }
            Issue.record("served")
        } catch {
            guard case .unauthorized = error else {
                Issue.record("\(error)")
                return
            }
        }
    }
}
