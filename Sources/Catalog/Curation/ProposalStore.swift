import SQL

/// What waits for a second curator.
public struct ProposalStore {
    /// Proposals on one page.
    public static let pageMax = 100

    private static let columns = """
        id, course_id, kind, price, facts, reason, author, proposed_at, expires_at, state,
        decided_by, decided_at, decision_reason
        """

    /// Sorts behind every id.
    private static let afterAll = "zzzz"

    private let database: any Database

    public init(_ database: any Database) {
        self.database = database
    }

    /// Notes what somebody proposes; an open one of the same kind gives way to it.
    @discardableResult
    public func propose(
        _ kind: CurationProposal.Kind, price: Money? = nil, of course: CuratedCourse,
        reason: CurationReason, by author: String, now: Instant
    ) throws -> CurationProposal {
        try database.run(
            """
            UPDATE curation_proposals SET state = 'replaced', decided_by = $3, decided_at = $4
            WHERE course_id = $1 AND kind = $2 AND state = 'open'
            """, course.id, kind.rawValue, author, now)
        let proposal = CurationProposal(
            id: Identifier(at: now), courseID: course.id, kind: kind, price: price,
            facts: ProposalRules.facts(kind, of: course), reason: reason.text, author: author,
            proposedAt: now, expiresAt: now + ProposalRules.lifetime, state: .open)
        try database.run(
            """
            INSERT INTO curation_proposals (id, course_id, kind, price, facts, reason, author,
                proposed_at, expires_at, state)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'open')
            """, proposal.id, course.id, kind.rawValue, price,
            String(decoding: JSON.encode(proposal.facts), as: UTF8.self), reason.text, author, now,
            proposal.expiresAt)
        return proposal
    }

    public func proposal(
        _ id: Identifier<CurationProposal>, locks: Bool = false
    ) throws -> CurationProposal? {
        try database.row(
            """
            SELECT \(Self.columns) FROM curation_proposals WHERE id = $1
            \(locks ? database.lockingClause : "")
            """, id
        ).map(Self.proposal)
    }

    /// The open proposal of a kind, expired or not.
    public func open(
        _ kind: CurationProposal.Kind, of course: Identifier<Course>
    ) throws -> CurationProposal? {
        try database.row(
            """
            SELECT \(Self.columns) FROM curation_proposals
            WHERE course_id = $1 AND kind = $2 AND state = 'open'
            """, course, kind.rawValue
        ).map(Self.proposal)
    }

    /// The newest proposals of a course.
    public func proposals(of course: Identifier<Course>) throws -> [CurationProposal] {
        try database.rows(
            """
            SELECT \(Self.columns) FROM curation_proposals WHERE course_id = $1
            ORDER BY id DESC LIMIT $2
            """, course, Self.pageMax
        ).map(Self.proposal)
    }

    /// Proposals of all courses, newest first.
    /// - Parameters:
    ///   - liveAt: of open ones those alone that have not expired then.
    ///   - cursor: the last one of the page before.
    public func page(
        _ state: CurationProposal.State, liveAt now: Instant,
        before cursor: Identifier<CurationProposal>?, limit: Int
    ) throws -> [CurationProposal] {
        try database.rows(
            """
            SELECT \(Self.columns) FROM curation_proposals
            WHERE state = $1 AND id < $2 AND (state <> 'open' OR expires_at > $3)
            ORDER BY id DESC LIMIT $4
            """, state.rawValue, cursor?.value ?? Self.afterAll, now, min(limit, Self.pageMax + 1)
        ).map(Self.proposal)
    }

    /// Ends an open proposal.
    /// - Returns: false where somebody else has decided it.
    @discardableResult
    func close(
        _ id: Identifier<CurationProposal>, as state: CurationProposal.State,
        reason: CurationReason?, by staff: String, now: Instant
    ) throws -> Bool {
        try database.run(
            """
            UPDATE curation_proposals
            SET state = $2, decided_by = $3, decided_at = $4, decision_reason = $5
            WHERE id = $1 AND state = 'open'
            """, id, state.rawValue, staff, now, reason?.text) == 1
    }

    private static func proposal(_ row: Row) throws -> CurationProposal {
        guard let kind = CurationProposal.Kind(rawValue: row.text(2)),
            let state = CurationProposal.State(rawValue: row.text(9))
        else { throw DatabaseError.unusable("proposal \(row.text(0)) is none of ours") }
        return CurationProposal(
            id: Identifier(stored: row.text(0)), courseID: Identifier(stored: row.text(1)),
            kind: kind, price: row.integerIfPresent(3).map(Money.init(rupiah:)),
            facts: try JSON.decode([String: String].self, from: Array(row.text(4).utf8)),
            reason: row.text(5), author: row.text(6),
            proposedAt: Instant(milliseconds: row.integer(7)),
            expiresAt: Instant(milliseconds: row.integer(8)), state: state,
            decidedBy: row.textIfPresent(10),
            decidedAt: row.integerIfPresent(11).map(Instant.init(milliseconds:)),
            decisionReason: row.textIfPresent(12))
    }
}
