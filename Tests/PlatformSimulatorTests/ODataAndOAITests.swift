import Catalog
import Foundation
import PlatformAdapters
import PlatformSimulator
import Synchronization
import Testing

@Suite("The simulated OData and OAI-PMH platforms", .serialized)
struct ODataAndOAITests {
    typealias Dialect = PlatformConfiguration.Dialect
    private static let slow = Pace(shortest: .minutes(5), longest: .minutes(5))
    private static let seed = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("catalog-seed/courses")

    private func read(
        _ platform: any Platform, since cursor: [UInt8]? = nil
    ) async throws -> (pages: [CataloguePage], end: CatalogueEnd) {
        let pages = Mutex<[CataloguePage]>([])
        let end = try await platform.catalogue(since: cursor) { page in
            pages.withLock { $0.append(page) }
        }
        return (pages.withLock { $0 }, end)
    }

    @Test(
        "the catalogue comes whole, and then only what is new",
        arguments: [Dialect.odata, .oaipmhLTI])
    func catalogues(dialect: Dialect) async throws {
        let fair = try Fairground(dialects: [dialect, dialect], pace: Self.slow)
        defer { fair.stop() }
        for platform in fair.platforms {
            let (pages, end) = try await read(platform)
            let listings = pages.flatMap(\.listings)
            #expect(listings.count == Fairground.coursesPerPlatform && end.isComplete)
            #expect(pages.allSatisfy { $0.rejects.isEmpty && $0.unknownWords.isEmpty })
            let first = try #require(listings.first)
            #expect(first.title == #"Kelas "1", baik"# && first.description == "<p>Satu\nDua</p>")
            #expect(first.provider == "Lembaga 1" && first.price == Money(rupiah: 1_000))
            #expect(listings[1].price == nil && first.skills == ["a", "b"])
            #expect(first.delivery == .webinar && first.durationMinutes == 90)
            let (news, second) = try await read(platform, since: end.cursor)
            #expect(news.flatMap(\.listings).isEmpty && !second.isComplete)
        }
    }

    @Test("every course of the seed comes through", arguments: [Dialect.odata, .oaipmhLTI])
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

    @Test("an assignment is made once, can be looked up, and cancelled")
    func assignments() async throws {
        let fair = try Fairground(
            dialects: [.odata], refused: ["platform1-1003"], pace: Self.slow)
        defer { fair.stop() }
        let platform = fair.platforms[0]
        let order = Fairground.order(1, course: "platform1-1001")
        let enrolment = try await platform.enrol(order)
        #expect(enrolment == Enrolment(reference: "ord_1", state: .active))
        #expect(try await platform.enrol(order) == enrolment)
        #expect(try await platform.enrolment(of: order, reference: nil) == enrolment)
        try await platform.cancel(order, reference: enrolment.reference)
        try await platform.cancel(order, reference: enrolment.reference)
        #expect(try await platform.enrolment(of: order, reference: nil)?.state == .cancelled)
        await #expect(
            throws: PlatformFailure.refused("Pendaftaran untuk kelas ini ditutup.")
        ) {
            try await platform.enrol(Fairground.order(2, course: "platform1-1003"))
        }
    }

    @Test("a completion is found by asking, and the certificate comes by webhook")
    func completion() async throws {
        let fair = try Fairground(dialects: [.odata])
        defer { fair.stop() }
        let platform = fair.platforms[0]
        let order = Fairground.order(1, course: "platform1-1004")
        let enrolment = try await platform.enrol(order)
        let reports = try await fair.service.reports(atLeast: 1)
        let certificate = try #require(reports.first)
        let event = try WebhookEvent.parse(certificate.body, id: "x")
        #expect(event.kind == .certificateIssued && event.enrolmentReference == "ord_1")
        let report = try await platform.report(on: order, reference: enrolment.reference)
        #expect(report.events.map(\.kind) == [.started, .completed])
        #expect(report.events.allSatisfy { $0.orderID == "ord_1" })
    }
}
