import SQL

/// Decisions about many courses at once, kept so that they can be taken back.
public struct BulkStore {
    private let database: any Database
    private let curation: CurationStore
    private let courses: CuratedCourseStore
    private let proposals: ProposalStore

    public init(_ database: any Database) {
        self.database = database
        curation = CurationStore(database)
        courses = CuratedCourseStore(database)
        proposals = ProposalStore(database)
    }

    /// What would become of each course; nothing is changed.
    public func plan(
        _ command: BulkCommand, by author: CurationStore.Author
    ) throws -> [BulkResult] {
        try command.courses.map { id in
            guard let course = try courses.course(id) else {
                return .refused(id, nil, Refusal.notFound("course"))
            }
            return Self.result(
                try verdict(of: command, on: course, by: author), of: course)
        }
    }

    /// Does what can be done; a course that is refused hinders no other.
    /// - Returns: nil as the bulk where every course was refused: there is nothing to undo.
    public func carryOut(
        _ command: BulkCommand, by author: CurationStore.Author
    ) throws -> (bulk: Bulk?, results: [BulkResult]) {
        let bulk = Bulk(
            id: Identifier(at: author.now), action: command.action, reason: command.reason.text,
            author: author.id, madeAt: author.now, undoneAt: nil, undoneBy: nil)
        var results: [BulkResult] = []
        var isKept = false
        for id in command.courses {
            guard let course = try courses.course(id, locks: true) else {
                results.append(.refused(id, nil, Refusal.notFound("course")))
                continue
            }
            let verdict = try verdict(of: command, on: course, by: author)
            results.append(Self.result(verdict, of: course))
            if case .refused = verdict { continue }
            if !isKept { try keep(bulk) }
            isKept = true
            try carryOut(verdict, of: command, on: course, in: bulk, by: author)
        }
        return (isKept ? bulk : nil, results)
    }

    private func verdict(
        of command: BulkCommand, on course: CuratedCourse, by author: CurationStore.Author
    ) throws -> BulkRules.Verdict {
        let proposal =
            command.action == .confirm ? try proposals.open(.publish, of: course.id) : nil
        return BulkRules.verdict(
            of: command, on: course, proposal: proposal, by: author.id, now: author.now)
    }

    private static func result(
        _ verdict: BulkRules.Verdict, of course: CuratedCourse
    ) -> BulkResult {
        func result(_ outcome: BulkResult.Outcome, _ state: Course.State) -> BulkResult {
            BulkResult(
                courseID: course.id, title: course.ours[.title], outcome: outcome,
                from: course.state, to: state, refusal: nil)
        }
        switch verdict {
        case .becomes(let state): return result(.done, state)
        case .proposes: return result(.proposed, course.state)
        case .confirms: return result(.done, .published)
        case .looks: return result(.done, course.state)
        case .refused(let refusal): return .refused(course.id, course, refusal)
        }
    }

    private func carryOut(
        _ verdict: BulkRules.Verdict, of command: BulkCommand, on course: CuratedCourse,
        in bulk: Bulk, by author: CurationStore.Author
    ) throws {
        var entry = Entry(courseID: course.id, from: course.state, to: course.state)
        switch verdict {
        case .becomes(let state):
            let decision = try curation.change(
                course.id, from: course.state, to: state, as: command.action.rawValue,
                reason: command.reason.text, by: author)
            entry.to = state
            entry.decisionID = decision.id.value
        case .proposes:
            entry.proposalID =
                try curation.propose(
                    .publish, of: course, reason: command.reason, by: author
                ).id.value
        case .confirms(let proposal):
            guard case .decided(let decision) = try curation.confirm(proposal.id, by: author)
            else { return }
            entry.to = decision.to
            entry.decisionID = decision.id.value
        case .looks:
            let moment = min(command.asOf ?? author.now, author.now)
            entry.lookedAt = moment
            entry.lookedBefore = course.look?.at
            try curation.look(at: course.id, asOf: moment, by: author)
        case .refused:
            return
        }
        try keep(entry, of: bulk)
    }

    // MARK: - What was done

    private struct Entry {
        let courseID: Identifier<Course>
        let from: Course.State
        var to: Course.State
        var decisionID: String?
        var proposalID: String?
        var lookedAt: Instant?
        var lookedBefore: Instant?
    }

    private func keep(_ bulk: Bulk) throws {
        try database.run(
            """
            INSERT INTO curation_bulks (id, action, reason, author, made_at)
            VALUES ($1, $2, $3, $4, $5)
            """, bulk.id, bulk.action.rawValue, bulk.reason, bulk.author, bulk.madeAt)
    }

    private func keep(_ entry: Entry, of bulk: Bulk) throws {
        try database.run(
            """
            INSERT INTO curation_bulk_courses (bulk_id, course_id, from_state, to_state,
                decision_id, proposal_id, looked_at, looked_before)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            """, bulk.id, entry.courseID, entry.from.rawValue, entry.to.rawValue,
            entry.decisionID, entry.proposalID, entry.lookedAt, entry.lookedBefore)
    }

    public func bulk(_ id: Identifier<Bulk>, locks: Bool = false) throws -> Bulk? {
        let row = try database.row(
            """
            SELECT action, reason, author, made_at, undone_at, undone_by FROM curation_bulks
            WHERE id = $1 \(locks ? database.lockingClause : "")
            """, id)
        guard let row, let action = BulkCommand.Action(rawValue: row.text(0)) else { return nil }
        return Bulk(
            id: id, action: action, reason: row.text(1), author: row.text(2),
            madeAt: Instant(milliseconds: row.integer(3)),
            undoneAt: row.integerIfPresent(4).map(Instant.init(milliseconds:)),
            undoneBy: row.textIfPresent(5))
    }

    /// The newest bulks, those that can still be undone and those that were.
    public func recent(since moment: Instant, limit: Int) throws -> [Bulk] {
        let ids = try database.rows(
            "SELECT id FROM curation_bulks WHERE made_at >= $1 ORDER BY id DESC LIMIT $2", moment,
            limit)
        return try ids.compactMap { try bulk(Identifier(stored: $0.text(0))) }
    }

    private func entries(of bulk: Identifier<Bulk>) throws -> [Entry] {
        try database.rows(
            """
            SELECT course_id, from_state, to_state, decision_id, proposal_id, looked_at,
                looked_before
            FROM curation_bulk_courses WHERE bulk_id = $1 ORDER BY course_id LIMIT $2
            """, bulk, BulkCommand.coursesMax
        ).compactMap { row in
            guard let from = Course.State(rawValue: row.text(1)),
                let to = Course.State(rawValue: row.text(2))
            else { return nil }
            return Entry(
                courseID: Identifier(stored: row.text(0)), from: from, to: to,
                decisionID: row.textIfPresent(3), proposalID: row.textIfPresent(4),
                lookedAt: row.integerIfPresent(5).map(Instant.init(milliseconds:)),
                lookedBefore: row.integerIfPresent(6).map(Instant.init(milliseconds:)))
        }
    }

    /// The courses of a bulk with what they are now, by id.
    public func courses(of bulk: Identifier<Bulk>) throws -> [BulkCourse] {
        try database.rows(
            """
            SELECT b.course_id, c.title, b.from_state, b.to_state, b.proposal_id, c.state
            FROM curation_bulk_courses AS b JOIN courses AS c ON c.id = b.course_id
            WHERE b.bulk_id = $1 ORDER BY b.course_id LIMIT $2
            """, bulk, BulkCommand.coursesMax
        ).compactMap { row in
            guard let from = Course.State(rawValue: row.text(2)),
                let to = Course.State(rawValue: row.text(3)),
                let state = Course.State(rawValue: row.text(5))
            else { return nil }
            return BulkCourse(
                id: Identifier(stored: row.text(0)), title: row.text(1), from: from, to: to,
                isProposal: !row.isNull(4), state: state)
        }
    }

    // MARK: - Undo

    /// Takes a bulk back where the courses are still what it made of them.
    /// - Throws: 404; 409 as ``BulkRules/undoRefusal(of:now:)`` says.
    public func undo(
        _ id: Identifier<Bulk>, by author: CurationStore.Author
    ) throws -> [BulkResult] {
        guard let bulk = try bulk(id, locks: true) else { throw Refusal.notFound("bulk") }
        if let refusal = BulkRules.undoRefusal(of: bulk, now: author.now) { throw refusal }
        try database.run(
            "UPDATE curation_bulks SET undone_at = $2, undone_by = $3 WHERE id = $1", id,
            author.now, author.id)
        try curation.log("bulk.undone", id.value, bulk.action.rawValue, by: author)
        return try entries(of: id).map { entry in
            let course = try courses.known(entry.courseID, locks: true)
            guard try undo(entry, of: bulk, on: course, by: author) else {
                return .refused(course.id, course, BulkRules.movedOn)
            }
            return BulkResult(
                courseID: course.id, title: course.ours[.title], outcome: .done,
                from: entry.to, to: entry.from, refusal: nil)
        }
    }

    private func undo(
        _ entry: Entry, of bulk: Bulk, on course: CuratedCourse, by author: CurationStore.Author
    ) throws -> Bool {
        if let proposal = entry.proposalID {
            return try proposals.close(
                Identifier(stored: proposal), as: .withdrawn, reason: nil, by: author.id,
                now: author.now)
        }
        if let lookedAt = entry.lookedAt {
            guard course.look?.at == lookedAt else { return false }
            try courses.undoLook(at: course.id, by: author.id, before: entry.lookedBefore)
            return true
        }
        guard course.state == entry.to,
            try curation.decisions(about: course.id).first?.id.value == entry.decisionID
        else { return false }
        _ = try curation.change(
            course.id, from: entry.to, to: entry.from, as: CurationStore.undo,
            reason: bulk.reason, by: author)
        return true
    }
}
