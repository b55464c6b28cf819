import Cryptography

/// When one curator is not enough, and what a second one may confirm. Pure.
public enum ProposalRules {
    /// A proposal that nobody confirmed for this long has to be made again.
    public static let lifetime = Span.days(7)
    /// A curator alone may lower a price by this many per cent of what it is and of what the
    /// platform asks, and raise it by none.
    public static let lowersPercentMax = 20
    /// Texts longer than this are told by their digest alone.
    static let factLengthMax = 200

    /// - Parameters:
    ///   - old: the price as it is; nil where the course is not for sale.
    ///   - source: what the platform asks: many small steps are one great one.
    public static func priceNeedsSecond(
        from old: Money?, source: Money?, to new: Money
    ) -> Bool {
        guard let old, new <= old else { return true }
        return [old, source ?? old].contains { lowersMuch(from: $0, to: new) }
    }

    private static func lowersMuch(from old: Money, to new: Money) -> Bool {
        (old - new).rupiah * 100 > old.rupiah * Int64(lowersPercentMax)
    }

    /// What the second person relies on: for a publication all that participants will see, for
    /// a price the price as it is and as the platform asks.
    public static func facts(
        _ kind: CurationProposal.Kind, of course: CuratedCourse
    ) -> [String: String] {
        var facts: [String: String] = [:]
        switch kind {
        case .price:
            facts["price"] = course.ours[.price]
            facts["source_price"] = course.source(.price)
        case .publish:
            for field in CourseField.allCases {
                guard let text = course.ours[field] else { continue }
                facts[field.rawValue] = short(text)
            }
        }
        return facts
    }

    private static func short(_ text: String) -> String {
        guard text.unicodeScalars.count > factLengthMax else { return text }
        return "sha256:" + Hex.encode(SHA256.digest(Array(text.utf8)))
    }

    /// Why a proposal cannot be confirmed by this person now; nil where it can.
    /// - Returns: 403 for one's own; 409 for one that was decided or has expired; 412 with each
    ///   fact that is another one now.
    public static func refusal(
        of proposal: CurationProposal, by staff: String, facts: [String: String], now: Instant
    ) -> Refusal? {
        if let refusal = closed(proposal, now: now) { return refusal }
        guard proposal.author != staff else {
            return Refusal(
                status: 403, code: "own_proposal", detail: "You proposed this yourself.",
                fix: "Ask another curator, or a chief curator, to confirm it.")
        }
        let changes = changes(since: proposal, facts: facts)
        guard !changes.isEmpty else { return nil }
        return Refusal(
            status: 412, code: "proposal_stale",
            detail: "The course has changed since this was proposed.",
            reasons: changes.map { name in
                Refusal.Reason(
                    code: "changed_" + name,
                    detail: "`\(name)` was \(proposal.facts[name] ?? "empty") and is "
                        + "\(facts[name] ?? "empty").",
                    fix: "Look at the course again and propose anew.")
            })
    }

    /// The facts that are other ones now, by name.
    public static func changes(
        since proposal: CurationProposal, facts: [String: String]
    ) -> [String] {
        Set(proposal.facts.keys).union(facts.keys)
            .filter { proposal.facts[$0] != facts[$0] }.sorted()
    }

    /// Why nothing can be done with a proposal any more; nil while it is open.
    public static func closed(_ proposal: CurationProposal, now: Instant) -> Refusal? {
        guard proposal.state == .open else {
            return Refusal(
                status: 409, code: "proposal_closed",
                detail: "This proposal is \(proposal.state.rawValue) already.",
                fix: "Read it again.")
        }
        guard now < proposal.expiresAt else {
            return Refusal(
                status: 409, code: "proposal_expired",
                detail: "This proposal expired on \(proposal.expiresAt).", fix: "Propose it anew.")
        }
        return nil
    }
}
