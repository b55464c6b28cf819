import Testing

@testable import Catalog

@Suite("What of a platform's answer is news")
struct PollRulesTests {
    private static let now = Instant("2026-03-01T09:00:00Z")!

    private func order(progress: Double? = nil, startedAt: Instant? = nil) -> Order {
        Order(
            id: Identifier(at: Self.now), participantID: Identifier(at: Self.now),
            courseID: Identifier(at: Self.now), platformID: "p", schemeID: "s",
            price: Money(rupiah: 1), state: .confirmed, createdAt: Self.now,
            startedAt: startedAt, progress: progress)
    }

    private func news(
        _ events: [CompletionEvent], of order: Order, hasCertificate: Bool = false
    ) -> [CompletionEvent] {
        PollRules.news(
            in: EnrolmentReport(events: events, source: []), of: order, reference: "e-1",
            hasCertificate: hasCertificate)
    }

    private func event(
        _ kind: CompletionEvent.Kind, progress: Double? = nil, hasCertificate: Bool = false
    ) -> CompletionEvent {
        CompletionEvent(
            id: "x", kind: kind, orderID: "ord_somebody", enrolmentReference: "e-other",
            at: Self.now, progress: progress,
            certificate: hasCertificate
                ? .init(number: "N", url: "https://c.example", issuedAt: Self.now) : nil)
    }

    @Test("an answer is of the order that was asked about, whatever it names")
    func ofThisOrder() {
        let order = order()
        let found = news([event(.completed)], of: order)
        #expect(found.map(\.orderID) == [order.id.value])
        #expect(found.map(\.enrolmentReference) == ["e-1"])
        #expect(found.map(\.id) == ["asked-\(order.id)-course.completed"])
    }

    @Test("what is known is no news")
    func known() {
        let at = order(progress: 0.5, startedAt: Self.now)
        #expect(news([event(.started)], of: at).isEmpty)
        #expect(news([event(.progressed, progress: 0.5)], of: at).isEmpty)
        #expect(news([event(.progressed, progress: 0.4)], of: at).isEmpty)
        #expect(news([event(.progressed)], of: at).isEmpty)
        #expect(news([event(.other)], of: at).isEmpty)
        #expect(news([event(.certificateIssued)], of: at).isEmpty)
        let certified = event(.certificateIssued, hasCertificate: true)
        #expect(news([certified], of: at, hasCertificate: true).isEmpty)
        #expect(news([certified], of: at).count == 1)
    }

    @Test("more progress is news each time, under another id")
    func progress() {
        let first = news([event(.progressed, progress: 0.2)], of: order())
        let second = news([event(.progressed, progress: 0.4)], of: order(progress: 0.2))
        #expect(first.count == 1 && second.count == 1)
        #expect(first[0].id != second[0].id)
    }

    @Test("an answer of very many events is cut")
    func many() {
        let flood = [CompletionEvent](repeating: event(.completed), count: 1_000)
        #expect(news(flood, of: order()).count == PollRules.eventsMax)
    }

    private func due(isRoundOver: Bool, failures: Int = 0, told: Int? = nil) -> Span {
        PollRules.nextDue(
            roundBeganAt: Self.now - .seconds(10), isRoundOver: isRoundOver,
            cycle: .seconds(60), failures: failures, toldSeconds: told, now: Self.now) - Self.now
    }

    @Test("a round begins a cycle after the one before began; its batches follow at once")
    func cycle() {
        #expect(due(isRoundOver: true) == .seconds(50))
        #expect(due(isRoundOver: false) == .seconds(0))
    }

    @Test("a platform that does not answer is asked ever later, and no sooner than it says")
    func backoff() {
        #expect(due(isRoundOver: true, failures: 1) == .seconds(60))
        #expect(due(isRoundOver: false, failures: 3) == .seconds(240))
        #expect(due(isRoundOver: false, failures: 60) == PollRules.backoffMax)
        #expect(due(isRoundOver: true, failures: 1, told: 300) == .seconds(300))
        #expect(due(isRoundOver: true, failures: 1, told: 999_999) == PollRules.backoffMax)
    }
}
