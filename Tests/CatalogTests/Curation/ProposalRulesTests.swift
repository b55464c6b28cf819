import Testing

@testable import Catalog

@Suite("When a second pair of eyes is needed, and what it may do")
struct ProposalRulesTests {
    private static let now = Instant("2026-03-01T09:00:00Z")!

    private func proposal(
        _ state: CurationProposal.State = .open, facts: [String: String] = ["price": "100"]
    ) -> CurationProposal {
        CurationProposal(
            id: Identifier(at: Self.now), courseID: Identifier(at: Self.now), kind: .price,
            price: Money(rupiah: 200), facts: facts, reason: "x", author: "stf_a",
            proposedAt: Self.now, expiresAt: Self.now + ProposalRules.lifetime, state: state)
    }

    private func code(
        _ proposal: CurationProposal, by staff: String = "stf_b",
        facts: [String: String] = ["price": "100"], after: Span = .hours(1)
    ) -> String? {
        ProposalRules.refusal(of: proposal, by: staff, facts: facts, now: Self.now + after)?.code
    }

    @Test("a price needs a second person when it rises, or falls by more than a fifth")
    func prices() {
        let cases: [(Int64?, Int64?, Int64, Bool)] = [
            (100, 100, 101, true), (100, 100, 100, false), (100, 100, 80, false),
            (100, 100, 79, true), (nil, nil, 50, true), (nil, 100, 90, true),
            // Two steps of a fifth are more than a fifth of what the platform asks.
            (80, 100, 64, true), (80, 90, 75, false), (0, 0, 0, false), (0, 0, 1, true),
        ]
        for (old, source, new, needed) in cases {
            #expect(
                ProposalRules.priceNeedsSecond(
                    from: old.map(Money.init(rupiah:)), source: source.map(Money.init(rupiah:)),
                    to: Money(rupiah: new)) == needed, "\(old ?? -1) → \(new)")
        }
    }

    @Test("nobody confirms their own, what is decided, what expired, or what has changed")
    func refusals() {
        #expect(code(proposal()) == nil)
        #expect(code(proposal(), by: "stf_a") == "own_proposal")
        for state in CurationProposal.State.allCases where state != .open {
            #expect(code(proposal(state)) == "proposal_closed")
        }
        #expect(code(proposal(), after: ProposalRules.lifetime) == "proposal_expired")
        #expect(code(proposal(), facts: ["price": "120"]) == "proposal_stale")
        #expect(code(proposal(), facts: [:]) == "proposal_stale")
        #expect(code(proposal(), facts: ["price": "100", "state": "x"]) == "proposal_stale")
    }

    @Test("a stale proposal says what has changed, from what to what")
    func stale() {
        let refusal = ProposalRules.refusal(
            of: proposal(), by: "stf_b", facts: ["price": "120"], now: Self.now)
        #expect(refusal?.status == 412)
        #expect(refusal?.reasons.map(\.code) == ["changed_price"])
        #expect(refusal?.reasons.first?.detail == "`price` was 100 and is 120.")
    }
}
