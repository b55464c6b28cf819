import SQL

/// What curators decide about courses: the one way in which a state or a field of ours changes by
/// a person. Each of these is a command of its own or part of one.
public struct CurationStore {
    /// Decisions of one course that are shown.
    public static let decisionsMax = 100
    /// Beside the actions of ``CourseAction``: a bulk was undone.
    public static let undo = "undo"

    let database: any Database

    public init(_ database: any Database) {
        self.database = database
    }

    /// What came of a curator's wish.
    public enum Outcome: Sendable, Equatable {
        case decided(CurationDecision)
        case overridden(CourseOverride)
        /// A second person has to confirm it.
        case proposed(CurationProposal)
    }

    /// A person who decides.
    public struct Author: Sendable {
        public let staff: Identifier<Staff>
        public let now: Instant

        var id: String { staff.value }

        public init(_ staff: Identifier<Staff>, now: Instant) {
            self.staff = staff
            self.now = now
        }
    }

    /// Tells the staff's log what was done to a course.
    func log(
        _ action: String, _ subject: String, _ detail: String, by author: Author
    ) throws {
        try StaffLogStore(database).note(
            by: author.staff, action: action, subject: subject, detail: detail, now: author.now)
    }

    // MARK: - States

    /// Changes a course's state, or proposes to.
    /// - Throws: 404; 409 `action_refused` or `already_so`.
    public func decide(
        _ action: CourseAction, on course: CuratedCourse, reason: CurationReason, by author: Author
    ) throws -> Outcome {
        switch CourseStateRules.result(of: action, in: course.state) {
        case .becomes(let state):
            return .decided(
                try change(
                    course.id, from: course.state, to: state, as: action.rawValue,
                    reason: reason.text, by: author))
        case .needsSecond:
            return .proposed(try propose(.publish, of: course, reason: reason, by: author))
        case .unchanged:
            throw Self.alreadySo(course.state)
        case .refused(let fix):
            throw Self.refused(action, course.state, fix)
        }
    }

    static func alreadySo(_ state: Course.State) -> Refusal {
        Refusal(
            status: 409, code: "already_so",
            detail: "The course is \(state.rawValue) already.", fix: "Nothing has to be done.")
    }

    static func refused(
        _ action: CourseAction, _ state: Course.State, _ fix: String
    ) -> Refusal {
        Refusal(
            status: 409, code: "action_refused",
            detail: "A course that is \(state.rawValue) takes no \(action.rawValue).", fix: fix)
    }

    /// Writes the new state, the decision and the change, and counts the course as looked at.
    func change(
        _ course: Identifier<Course>, from old: Course.State, to new: Course.State,
        as action: String, reason: String, by author: Author,
        confirmedBy second: Identifier<Staff>? = nil
    ) throws -> CurationDecision {
        let isDone =
            try database.run(
                "UPDATE courses SET state = $3, changed_at = $4 WHERE id = $1 AND state = $2",
                course, old.rawValue, new.rawValue, author.now) == 1
        guard isDone else {
            throw Refusal(
                status: 412, code: "precondition_failed",
                detail: "The course is no longer \(old.rawValue).", fix: "Look at it again.")
        }
        let decision = CurationDecision(
            id: Identifier(at: author.now), courseID: course, action: action, from: old, to: new,
            reason: reason, author: author.id, confirmedBy: second?.value,
            decidedAt: author.now)
        try database.run(
            """
            INSERT INTO curation_decisions (id, course_id, action, from_state, to_state, reason,
                author, confirmed_by, decided_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """, decision.id, course, action, old.rawValue, new.rawValue, reason, author.id,
            second?.value, author.now)
        let actor = Author(second ?? author.staff, now: author.now)
        try CourseHistoryStore(database).note(
            .state, of: course, from: old.rawValue, to: new.rawValue, by: actor.id,
            at: author.now)
        try CuratedCourseStore(database).noteLook(at: course, by: actor.id, moment: author.now)
        try log(
            "course." + (CourseAction(rawValue: action)?.done ?? "restored"), course.value,
            "\(old.rawValue) → \(new.rawValue): \(reason)", by: actor)
        try CourseStore(database).bumpVersion()
        return decision
    }

    /// The newest decisions about a course.
    public func decisions(about course: Identifier<Course>) throws -> [CurationDecision] {
        try database.rows(
            """
            SELECT id, action, from_state, to_state, reason, author, confirmed_by, decided_at
            FROM curation_decisions WHERE course_id = $1 ORDER BY id DESC LIMIT $2
            """, course, Self.decisionsMax
        ).compactMap { row in
            guard let from = Course.State(rawValue: row.text(2)),
                let to = Course.State(rawValue: row.text(3))
            else { return nil }
            return CurationDecision(
                id: Identifier(stored: row.text(0)), courseID: course, action: row.text(1),
                from: from, to: to, reason: row.text(4), author: row.text(5),
                confirmedBy: row.textIfPresent(6), decidedAt: Instant(milliseconds: row.integer(7)))
        }
    }

    // MARK: - Fields

    /// Puts a value of ours in the place of the platform's, or proposes to.
    /// - Throws: 422 for a field or a value that ``OverrideRules`` refuse; 409 `already_so`.
    public func override(
        _ field: CourseField, with value: JSONValue, in course: CuratedCourse,
        reason: CurationReason, by author: Author
    ) throws -> Outcome {
        let categories = field == .categoryID ? try CategoryStore(database).all() : []
        let text = try OverrideRules.text(
            of: value, for: field, in: try CuratedCourseStore(database).listing(of: course.id),
            categories: Set(categories.map(\.id)))
        return try override(field, text: text, in: course, reason: reason, by: author)
    }

    func override(
        _ field: CourseField, text: String?, in course: CuratedCourse, reason: CurationReason,
        by author: Author
    ) throws -> Outcome {
        if let known = course.override(of: field), known.value == text {
            throw Refusal(
                status: 409, code: "already_so",
                detail: "`\(field.rawValue)` is overridden with this value already.",
                fix: "Nothing has to be done.")
        }
        if field == .price, text != course.ours[.price] {
            guard let price = text.flatMap(Int64.init).map(Money.init(rupiah:)) else {
                throw Refusal(
                    status: 422, code: "override_invalid", detail: "`price` cannot be empty.",
                    fix: "Give whole rupiah; suspend the course where it is not to be sold.")
            }
            let source = course.source(.price).flatMap(Int64.init).map(Money.init(rupiah:))
            if ProposalRules.priceNeedsSecond(from: course.price, source: source, to: price) {
                return .proposed(
                    try propose(.price, price: price, of: course, reason: reason, by: author))
            }
        }
        let made = try OverrideStore(database).put(
            text, as: field, of: course.id, reason: reason, by: author.id, now: author.now)
        try log(
            "course.overridden", course.id.value, "\(field.rawValue): \(reason.text)", by: author)
        return .overridden(made)
    }

    /// Gives a field its platform's value again.
    /// - Throws: 404 where it was not overridden.
    public func release(
        _ field: CourseField, of course: Identifier<Course>, by author: Author
    ) throws {
        let isReleased = try OverrideStore(database).release(
            field, of: course, by: author.id, now: author.now)
        guard isReleased else { throw Refusal.notFound("override") }
        try log("course.released", course.value, field.rawValue, by: author)
    }

    /// Notes that somebody has seen what the course was at the moment.
    public func look(
        at course: Identifier<Course>, asOf moment: Instant, by author: Author
    ) throws {
        try CuratedCourseStore(database).noteLook(at: course, by: author.id, moment: moment)
        try log("course.looked_at", course.value, "", by: author)
    }

    /// Makes a field what it was at a past moment.
    /// - Throws: 422 for a field that cannot be overridden, or a moment before the course came.
    public func revert(
        _ field: CourseField, of course: CuratedCourse, to moment: Instant,
        reason: CurationReason, by author: Author
    ) throws -> Outcome {
        guard moment >= course.firstSeenAt, moment <= author.now else {
            throw Refusal(
                status: 422, code: "moment_out_of_range",
                detail: "`at` is not between \(course.firstSeenAt) and now.",
                fix: "Choose a moment since the course came.")
        }
        let past = try CourseHistoryStore(database).text(
            of: field, in: course.id, asOf: moment, now: course.ours[field])
        return try override(field, text: past, in: course, reason: reason, by: author)
    }
}
