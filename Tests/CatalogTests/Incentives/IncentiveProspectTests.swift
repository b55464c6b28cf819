import Testing

@testable import Catalog

@Suite struct IncentiveProspectTests {
    typealias Verdict = IncentiveRules.Prospect.Verdict

    static func prospect(
        minutes: Int? = 900, price: Money? = Money(rupiah: 1), isGranted: Bool = false,
        _ change: (inout IncentiveRules.Facts) -> Void = { _ in }
    ) -> IncentiveRules.Prospect {
        let facts = IncentiveRulesTests.facts {
            $0.completed = []
            change(&$0)
        }
        return IncentiveRules.prospect(
            of: .init(title: "Barista", price: price, durationMinutes: minutes), facts,
            isGranted: isGranted, now: IncentiveRulesTests.noon)
    }

    @Test("a course that meets every condition would earn")
    func wouldEarn() {
        #expect(Self.prospect().verdict == .wouldEarn)
        #expect(Self.prospect(price: nil).verdict == .wouldEarn)
    }

    @Test("a payout account can still come, so its lack does not speak against the course")
    func payoutAccount() {
        let prospect = Self.prospect { $0.payoutAccount = nil }
        #expect(prospect.verdict == .wouldEarn && prospect.unmet == [.payoutAccount])
    }

    @Test(
        "what speaks against a course is named by its rule",
        arguments: [
            (prospect(minutes: 899), IncentiveRules.Rule.minimumDuration),
            (prospect(minutes: nil), .minimumDuration),
            (prospect(price: .zero), .firstCompletion),
            (prospect { $0.isCardRevoked = true }, .cardNotRevoked),
            (prospect { $0.scheme = nil }, .incentiveInScheme),
        ])
    func wouldNot(_ prospect: IncentiveRules.Prospect, _ rule: IncentiveRules.Rule) {
        #expect(prospect.verdict == .wouldNotEarn && prospect.unmet.first == rule)
    }

    @Test("an earlier completion that counts leaves nothing to this one; a short one does")
    func earlier() {
        let earned = Self.prospect { $0.completed = [IncentiveRulesTests.course()] }
        #expect(earned.verdict == .earnedByAnother)
        let short = Self.prospect { $0.completed = [IncentiveRulesTests.course(minutes: 60)] }
        #expect(short.verdict == .wouldEarn)
        #expect(Self.prospect(isGranted: true).verdict == .alreadyGranted)
    }
}
