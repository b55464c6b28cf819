/// The second pair of eyes.
extension CurationStore {
    /// Notes what a second person is to confirm.
    func propose(
        _ kind: CurationProposal.Kind, price: Money? = nil, of course: CuratedCourse,
        reason: CurationReason, by author: Author
    ) throws -> CurationProposal {
        let proposal = try ProposalStore(database).propose(
            kind, price: price, of: course, reason: reason, by: author.id, now: author.now)
        let price = price.map { " \($0)" } ?? ""
        try log(
            "proposal.made", proposal.id.value,
            "\(kind.rawValue)\(price), \(course.id): \(reason.text)", by: author)
        return proposal
    }

    /// Carries out what another curator proposed.
    /// - Throws: as ``ProposalRules/refusal(of:by:facts:now:)`` says; 404.
    public func confirm(
        _ id: Identifier<CurationProposal>, by second: Author
    ) throws -> Outcome {
        let store = ProposalStore(database)
        guard let proposal = try store.proposal(id, locks: true) else {
            throw Refusal.notFound("proposal")
        }
        let course = try CuratedCourseStore(database).known(proposal.courseID, locks: true)
        let facts = ProposalRules.facts(proposal.kind, of: course)
        let refusal = ProposalRules.refusal(
            of: proposal, by: second.id, facts: facts, now: second.now)
        if let refusal { throw refusal }
        try store.close(id, as: .confirmed, reason: nil, by: second.id, now: second.now)
        try log("proposal.confirmed", id.value, proposal.courseID.value, by: second)
        switch (proposal.kind, proposal.price) {
        case (.publish, _):
            // The decision is its author's; the change is made when the second one agrees.
            let author = Author(Identifier(stored: proposal.author), now: second.now)
            return .decided(
                try change(
                    course.id, from: course.state, to: .published,
                    as: CourseAction.publish.rawValue, reason: proposal.reason, by: author,
                    confirmedBy: second.staff))
        case (.price, let price?):
            return .overridden(
                try OverrideStore(database).put(
                    String(price.rupiah), as: .price, of: course.id,
                    reason: try CurationReason(proposal.reason), by: proposal.author,
                    now: second.now))
        case (.price, nil):
            throw Refusal.notFound("price of the proposal")
        }
    }

    /// Refuses what another proposed, or takes back one's own.
    /// - Throws: 404; 409 for one that is decided or has expired.
    @discardableResult
    public func refuse(
        _ id: Identifier<CurationProposal>, reason: CurationReason, by second: Author
    ) throws -> CurationProposal {
        let store = ProposalStore(database)
        guard let proposal = try store.proposal(id, locks: true) else {
            throw Refusal.notFound("proposal")
        }
        if let refusal = ProposalRules.closed(proposal, now: second.now) { throw refusal }
        let state: CurationProposal.State =
            proposal.author == second.id ? .withdrawn : .refused
        try store.close(id, as: state, reason: reason, by: second.id, now: second.now)
        try log("proposal." + state.rawValue, id.value, reason.text, by: second)
        return try store.proposal(id) ?? proposal
    }
}
