import Testing

@testable import Catalog

@Suite("Enrolment rules")
struct EnrolmentRulesTests {
    private static let now = Instant(milliseconds: 1_750_000_000_000)
    private static let refused = EnrolmentRules.Answer.failure(.refused("full"))
    private static let conflict = EnrolmentRules.Answer.failure(.conflict("exists"))

    private func ends(
        _ answer: EnrolmentRules.Answer, _ found: EnrolmentRules.Finding, after span: Span
    ) -> Bool {
        let next = EnrolmentRules.next(
            answer, found: found, uncertainSince: Self.now - span, now: Self.now)
        if case .fail = next { return true }
        return false
    }

    @Test("a no ends an uncertain order only after the quiet time, and with nothing there")
    func quiet() {
        let short = Span(milliseconds: EnrolmentRules.quietSpan.milliseconds - 1)
        for answer in [Self.refused, Self.conflict] {
            #expect(!ends(answer, .success(nil), after: short))
            #expect(ends(answer, .success(nil), after: EnrolmentRules.quietSpan))
            let down = PlatformFailure.unavailable("down", retryAfterSeconds: nil)
            #expect(!ends(answer, .failure(down), after: .days(9)))
        }
        let lost = EnrolmentRules.Answer.failure(.unknown("lost"))
        #expect(!ends(lost, .success(nil), after: .days(9)))
    }

    @Test("a conflict that can only be looked up by asking again is given more time")
    func hidden() {
        let hidden = EnrolmentRules.Finding.failure(.conflict("exists"))
        let short = Span(milliseconds: EnrolmentRules.conflictSpan.milliseconds - 1)
        #expect(!ends(Self.conflict, hidden, after: short))
        #expect(ends(Self.conflict, hidden, after: EnrolmentRules.conflictSpan))
    }

    @Test("an order that nobody wants is let go, if nothing was made of it")
    func beginning() {
        let past = Self.now - .days(1)
        func begin(
            _ state: Order.State, cancel: Bool = false, starts: Instant? = nil,
            uncertain: Instant? = nil
        ) -> EnrolmentRules.Beginning {
            EnrolmentRules.begin(
                state, cancelRequested: cancel, scheduleStartsAt: starts, uncertainSince: uncertain,
                now: Self.now)
        }
        #expect(begin(.reserved) == .ask)
        #expect(begin(.placed, starts: Self.now + .days(1)) == .ask)
        #expect(begin(.placed, cancel: true) == .letGo)
        #expect(begin(.placed, cancel: true, uncertain: past) == .ask)
        #expect(begin(.placed, starts: past, uncertain: past) == .ask)
        guard case .fail = begin(.reserved, starts: Self.now) else {
            Issue.record("asked for a date that has begun")
            return
        }
        for state in [Order.State.confirmed, .completed, .cancelled, .refunded, .failed] {
            #expect(begin(state) == .nothing)
        }
    }
}
