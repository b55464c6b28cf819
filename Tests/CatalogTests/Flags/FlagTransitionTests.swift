import TestKit
import Testing

@testable import Catalog

@Suite("What becomes of a flag") struct FlagTransitionTests {
    private func finding(_ price: Int64) -> FlagFinding {
        FlagFinding(.priceJumped, [.money(.price, Money(rupiah: price))])
    }

    private func known(
        _ state: Flag.State, _ price: Int64, dismissed: Int64? = nil, evidence: String = "old"
    ) -> FlagTransition.Known {
        FlagTransition.Known(
            state: state, basis: finding(price).basis,
            dismissedBasis: dismissed.map { finding($0).basis }, evidence: evidence)
    }

    @Test("each case of a flag and a finding has its outcome")
    func table() {
        func decide(_ known: FlagTransition.Known?, _ price: Int64?) -> FlagTransition {
            .decide(known, finding: price.map(finding), evidence: "new")
        }
        #expect(decide(nil, nil) == .nothing)
        #expect(decide(nil, 1) == .raise)
        #expect(decide(known(.open, 1), nil) == .goAway)
        #expect(decide(known(.dismissed, 1, dismissed: 1), nil) == .goAway)
        #expect(decide(known(.gone, 1), nil) == .nothing)
        #expect(decide(known(.gone, 1), 1) == .open)
        #expect(decide(known(.gone, 1, dismissed: 1), 1) == .dismissAgain)
        #expect(decide(known(.gone, 1, dismissed: 1), 2) == .open)
        #expect(decide(known(.open, 1), 1) == .refresh)
        #expect(decide(known(.open, 2, dismissed: 1), 1) == .dismissAgain)
        #expect(decide(known(.open, 1, evidence: "new"), 1) == .nothing)
        #expect(decide(known(.dismissed, 1, dismissed: 1), 1) == .refresh)
        #expect(decide(known(.dismissed, 1, dismissed: 1, evidence: "new"), 1) == .nothing)
        #expect(decide(known(.dismissed, 1, dismissed: 1), 2) == .open)
    }

    @Test(
        "a dismissal holds exactly while the facts are those that it was about", arguments: 0..<20)
    func property(seed: UInt64) {
        var dice = SeededNumbers(seed: seed)
        var known: FlagTransition.Known?
        var dismissed: Int64?
        for _ in 0..<200 {
            let price = Bool.random(using: &dice) ? Int64.random(in: 1...3, using: &dice) : nil
            let finding = price.map(finding)
            let text = price.map(String.init) ?? ""
            let before = known
            switch FlagTransition.decide(known, finding: finding, evidence: text) {
            case .nothing: break
            case .goAway:
                known = .init(
                    state: .gone, basis: before!.basis, dismissedBasis: before!.dismissedBasis,
                    evidence: before!.evidence)
            case .raise, .open:
                known = .init(
                    state: .open, basis: finding!.basis, dismissedBasis: before?.dismissedBasis,
                    evidence: text)
            case .refresh:
                known = .init(
                    state: before!.state, basis: finding!.basis,
                    dismissedBasis: before!.dismissedBasis, evidence: text)
            case .dismissAgain:
                known = .init(
                    state: .dismissed, basis: finding!.basis,
                    dismissedBasis: before!.dismissedBasis, evidence: text)
            }
            guard let price else {
                #expect(known == nil || known?.state == .gone, "seed \(seed)")
                continue
            }
            let expected: Flag.State = dismissed == price ? .dismissed : .open
            #expect(known?.state == expected, "seed \(seed)")
            #expect(known?.evidence == text, "seed \(seed)")
            if Int.random(in: 0..<4, using: &dice) == 0 {
                dismissed = price
                known = .init(
                    state: .dismissed, basis: finding!.basis, dismissedBasis: finding!.basis,
                    evidence: text)
            }
        }
    }
}
