import Catalog
import PlatformAdapters
import PlatformSimulator
import Testing

@Suite("A simulated platform of the programme's own dialect", .serialized)
struct PrakerjaSimulatorTests {
    private static let slow = Pace(shortest: .minutes(5), longest: .minutes(5))

    @Test("every course of the seed comes through as over JSON:API, and then a 304")
    func seed() async throws {
        let ids = ["tokopedia", "tokopedia"]
        let fair = try Fairground(
            dialects: [.jsonapi, .prakerja], pace: Self.slow, seed: Harvesting.seed, ids: ids)
        defer { fair.stop() }
        let plain = try await Harvesting(fair.platforms[0])
        let listed = try await Harvesting(fair.platforms[1])
        #expect(listed.rejects.isEmpty && listed.unknownWords.isEmpty && listed.end.isComplete)
        #expect(listed.listings.count == plain.listings.count && listed.listings.count > 100)
        for (left, right) in zip(listed.listings, plain.listings) {
            var right = right
            // What the dialect has no words for.
            right.level = nil
            right.language = nil
            right.skills = []
            right.updatedAt = nil
            right.schedules = left.schedules
            #expect(left == right)
        }
        let again = try await Harvesting(fair.platforms[1], since: listed.end.cursor)
        #expect(again.listings.isEmpty && again.end.bytes == 0 && !again.end.isComplete)
    }

    @Test("a learner who brings a code is heard of by webhooks that name the order")
    func redemption() async throws {
        let fair = try Fairground(dialects: [.prakerja], refused: ["platform1-1003"])
        defer { fair.stop() }
        let order = Fairground.order(1, course: "platform1-1004")
        #expect(try await fair.platforms[0].enrol(order).reference == "ord_1")
        let base = try #require(HTTPAddress(fair.configurations[0].baseURL))
        for (course, status) in [
            ("platform1-1004", 200), ("platform1-1004", 200),
            ("platform1-1005", 409),
        ] {
            let answer = try await HTTPClient(workersMax: 1).send(
                HTTPCall(
                    "POST", base.below(["redemptions"]),
                    headers: [("Content-Type", "application/json")],
                    body: JSON.encode(["order_id": "ord_1", "course_code": course]),
                    peers: .anywhere))
            #expect(answer.status == status)
        }
        let reports = try await fair.service.reports(atLeast: 4)
        let events = try reports.map { try WebhookEvent.parse($0.body, id: "x") }
        #expect(events.map(\.kind) == [.started, .progressed, .completed, .certificateIssued])
        #expect(events.allSatisfy { $0.enrolmentReference == "ord_1" })
        let link = try #require(events[3].certificate.flatMap { HTTPAddress($0.url) })
        let page = try await HTTPClient(workersMax: 1).send(
            HTTPCall("GET", link, peers: .anywhere))
        #expect(page.status == 200)
    }
}
