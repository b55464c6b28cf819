import Testing

@testable import Catalog

@Suite("What orders say of a course") struct CourseConductTests {
    private static let start = Instant("2026-03-01T09:00:00Z")!

    private func order(
        _ state: Order.State = .confirmed, after minutes: Int? = nil, lasts: Int? = 60,
        stars: Int? = nil
    ) -> CourseConduct.OrderFacts {
        CourseConduct.OrderFacts(
            state: state, confirmedAt: state == .failed ? nil : Self.start,
            completedAt: minutes.map { Self.start + .minutes($0) }, durationMinutes: lasts,
            stars: stars)
    }

    private func findings(_ orders: [CourseConduct.OrderFacts]) -> [FlagFinding] {
        var conduct = CourseConduct()
        for order in orders { conduct.add(order) }
        return conduct.findings(FlagRulesTests.settings, durationMinutes: 60)
    }

    @Test("completions in less time than the course lasts are flagged from the third on")
    func fast() {
        let fast = order(.completed, after: 59)
        let honest = order(.completed, after: 60)
        #expect(findings([fast, fast]) == [])
        #expect(findings([fast, fast, fast]).map(\.rule) == [.fastCompletions])
        #expect(findings([honest, honest, honest]) == [])
        let few = [fast, fast, fast] + Array(repeating: honest, count: 13)
        #expect(findings(few) == [], "3 of 16 are less than 20 per cent")
        let unknown = order(.completed, after: 1, lasts: nil)
        #expect(findings([unknown, unknown, unknown]) == [])
    }

    @Test("orders given back are flagged by their share of those that were charged")
    func refunds() {
        let refunded = Array(repeating: order(.refunded), count: 5)
        let kept = Array(repeating: order(), count: 20)
        #expect(findings(refunded + kept).map(\.rule) == [.manyRefunds])
        #expect(findings(refunded + kept + [order()]) == [])
        #expect(findings(Array(repeating: order(.failed), count: 9)) == [])
    }

    @Test("low ratings are flagged by their share")
    func ratings() {
        let bad = Array(repeating: order(.completed, after: 90, stars: 2), count: 5)
        let good = Array(repeating: order(.completed, after: 90, stars: 3), count: 11)
        #expect(findings(bad + good).map(\.rule) == [.manyComplaints])
        #expect(findings(bad + good + [order(.completed, after: 90, stars: 5)]) == [])
    }

    @Test("one more of the same does not undo a dismissal, twice as many do")
    func basis() throws {
        func basis(_ fast: Int, _ honest: Int) throws -> String {
            try #require(
                findings(
                    Array(repeating: order(.completed, after: 1), count: fast)
                        + Array(repeating: order(.completed, after: 90), count: honest)
                ).first
            ).basis
        }
        #expect(try basis(4, 4) == basis(5, 5))
        #expect(try basis(4, 4) != basis(8, 8))
        #expect(try basis(4, 4) != basis(4, 2))
    }
}
