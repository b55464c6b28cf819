import SQL

/// Flags in the store. Of a course and a rule there is one row, whatever became of it.
public struct FlagStore {
    /// Flags of one page.
    public static let pageMax = 100

    private static let columns = """
        f.id, f.course_id, f.rule, f.state, f.evidence, f.basis, f.raised_at, f.changed_at,
        f.dismissed_reason, f.dismissed_by, f.dismissed_at
        """
    private static let courseColumns = "c.slug, c.title, c.platform_id, c.state, c.price"

    private let database: any Database

    public init(_ database: any Database) {
        self.database = database
    }

    // MARK: - What the rules found

    /// What is to be written where a rule found something, or nothing.
    public struct Settlement: Sendable, Equatable {
        public let course: Identifier<Course>
        public let rule: FlagRule
        public let finding: FlagFinding?
    }

    /// Those of the settlements that would change something, as a reader sees it.
    /// - Parameters:
    ///   - courses: by id, the whole of what lies between the first and the last.
    ///   - rules: that were asked; others are left alone.
    public func due(
        _ findings: [Identifier<Course>: [FlagFinding]], of courses: [Identifier<Course>],
        rules: Set<FlagRule>
    ) throws -> [Settlement] {
        guard let first = courses.first, let last = courses.last else { return [] }
        var known: [String: FlagTransition.Known] = [:]
        let rows = try database.rows(
            """
            SELECT course_id, rule, state, basis, dismissed_basis, evidence FROM course_flags
            WHERE course_id >= $1 AND course_id <= $2
            """, first, last)
        for row in rows { known[row.text(0) + " " + row.text(1)] = Self.known(row, from: 2) }
        return courses.flatMap { course in
            rules.sorted { $0.rawValue < $1.rawValue }.compactMap { rule in
                let finding = findings[course]?.first { $0.rule == rule }
                let transition = FlagTransition.decide(
                    known[course.value + " " + rule.rawValue], finding: finding,
                    evidence: finding.map(Self.text(of:)) ?? "")
                return transition == .nothing
                    ? nil : Settlement(course: course, rule: rule, finding: finding)
            }
        }
    }

    /// Brings a flag to what its rule found now.
    public func settle(
        _ rule: FlagRule, on course: Identifier<Course>, as finding: FlagFinding?, now: Instant
    ) throws {
        let known = try database.row(
            """
            SELECT state, basis, dismissed_basis, evidence FROM course_flags
            WHERE course_id = $1 AND rule = $2
            """, course, rule.rawValue
        ).map { Self.known($0, from: 0) }
        let evidence = finding.map(Self.text(of:)) ?? ""
        let transition = FlagTransition.decide(known, finding: finding, evidence: evidence)
        switch (transition, finding) {
        case (.goAway, _):
            try database.run(
                """
                UPDATE course_flags SET state = 'gone', changed_at = $3
                WHERE course_id = $1 AND rule = $2
                """, course, rule.rawValue, now)
        case (.raise, let finding?):
            try database.run(
                """
                INSERT INTO course_flags
                    (id, course_id, rule, state, evidence, basis, raised_at, changed_at)
                VALUES ($1, $2, $3, 'open', $4, $5, $6, $6)
                ON CONFLICT (course_id, rule) DO NOTHING
                """,
                Identifier<Flag>(at: now), course, rule.rawValue, evidence, finding.basis, now)
        case (_, let finding?):
            let state: Flag.State? =
                switch transition {
                case .open: .open
                case .dismissAgain: .dismissed
                default: nil
                }
            try database.run(
                """
                UPDATE course_flags SET state = coalesce($3, state), evidence = $4, basis = $5,
                    changed_at = $6
                WHERE course_id = $1 AND rule = $2
                """, course, rule.rawValue, state?.rawValue, evidence, finding.basis, now)
        default: return
        }
    }

    /// Whether ``closeThoseOver(now:limit:)`` would find some; asked of a reader.
    public func hasThoseOver() throws -> Bool {
        try database.row(
            """
            SELECT 1 FROM course_flags AS f JOIN courses AS c ON c.id = f.course_id
            WHERE f.state <> 'gone' AND c.state IN ('withdrawn', 'delisted') LIMIT 1
            """) != nil
    }

    /// Flags of courses that nobody has to look at any more are gone.
    /// - Returns: how many went.
    public func closeThoseOver(now: Instant, limit: Int) throws -> Int {
        try database.run(
            """
            UPDATE course_flags SET state = 'gone', changed_at = $1 WHERE id IN (
                SELECT f.id FROM course_flags AS f JOIN courses AS c ON c.id = f.course_id
                WHERE f.state <> 'gone' AND c.state IN ('withdrawn', 'delisted') LIMIT $2)
            """, now, limit)
    }

    // MARK: - What curators do

    /// - Throws: 404 for an unknown one.
    public func flag(_ id: Identifier<Flag>) throws -> FlaggedCourse {
        let row = try database.row(
            """
            SELECT \(Self.columns), \(Self.courseColumns)
            FROM course_flags AS f JOIN courses AS c ON c.id = f.course_id WHERE f.id = $1
            """, id)
        guard let row else { throw Refusal.notFound("flag") }
        return try Self.flagged(row)
    }

    /// Which flags are wanted.
    public struct Filter: Sendable {
        public var state: Flag.State? = .open
        public var rule: FlagRule?
        public var platformID: String?
        public var course: Identifier<Course>?

        public init(
            state: Flag.State? = .open, rule: FlagRule? = nil, platformID: String? = nil,
            course: Identifier<Course>? = nil
        ) {
            self.state = state
            self.rule = rule
            self.platformID = platformID
            self.course = course
        }
    }

    /// The newest first.
    public func page(
        _ filter: Filter, before cursor: Identifier<Flag>?, limit: Int
    ) throws -> [FlaggedCourse] {
        var conditions = ["f.id < $1"]
        var values: [SQLValue] = [
            .text(cursor?.value ?? Flag.idPrefix + "_z"), min(limit, Self.pageMax + 1).sqlValue,
        ]
        func want(_ column: String, _ value: String?) {
            guard let value else { return }
            values.append(.text(value))
            conditions.append("\(column) = $\(values.count)")
        }
        want("f.state", filter.state?.rawValue)
        want("f.rule", filter.rule?.rawValue)
        want("c.platform_id", filter.platformID)
        want("f.course_id", filter.course?.value)
        return try database.rows(
            """
            SELECT \(Self.columns), \(Self.courseColumns)
            FROM course_flags AS f JOIN courses AS c ON c.id = f.course_id
            WHERE \(conditions.joined(separator: " AND ")) ORDER BY f.id DESC LIMIT $2
            """, binding: values
        ).map(Self.flagged)
    }

    /// How many flags of each rule are in each state.
    public func counts() throws -> [FlagRule: [Flag.State: Int]] {
        var counts: [FlagRule: [Flag.State: Int]] = [:]
        let rows = try database.rows(
            "SELECT rule, state, count(*) FROM course_flags GROUP BY rule, state")
        for row in rows {
            guard let rule = FlagRule(rawValue: row.text(0)),
                let state = Flag.State(rawValue: row.text(1))
            else { continue }
            counts[rule, default: [:]][state] = row.int(2)
        }
        return counts
    }

    /// A curator says why it is no matter. Holds until the facts change.
    /// - Throws: 404; 409 where the facts are gone.
    public func dismiss(
        _ id: Identifier<Flag>, because reason: CurationReason, by author: String, now: Instant
    ) throws -> FlaggedCourse {
        let isDone =
            try database.run(
                """
                UPDATE course_flags SET state = 'dismissed', dismissed_basis = basis,
                    dismissed_reason = $2, dismissed_by = $3, dismissed_at = $4, changed_at = $4
                WHERE id = $1 AND state <> 'gone'
                """, id, reason.text, author, now) == 1
        let flagged = try flag(id)
        guard isDone else { throw Self.isGone }
        return flagged
    }

    /// Takes a dismissal back.
    /// - Throws: 404; 409 where the flag is not dismissed.
    public func reopen(_ id: Identifier<Flag>, now: Instant) throws -> FlaggedCourse {
        let isDone =
            try database.run(
                """
                UPDATE course_flags SET state = 'open', dismissed_basis = NULL,
                    dismissed_reason = NULL, dismissed_by = NULL, dismissed_at = NULL,
                    changed_at = $2
                WHERE id = $1 AND state = 'dismissed'
                """, id, now) == 1
        let flagged = try flag(id)
        guard isDone else {
            throw Refusal(
                status: 409, code: "flag_not_dismissed", detail: "The flag is not dismissed.",
                fix: "Read it again.")
        }
        return flagged
    }

    private static let isGone = Refusal(
        status: 409, code: "flag_gone", detail: "The facts of this flag are no longer so.",
        fix: "Nothing is to be decided any more.")
}
