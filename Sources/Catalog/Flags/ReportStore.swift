import SQL

/// What participants reported. Each report feeds the curators' queue in the same transaction.
public struct ReportStore {
    private let database: any Database

    public init(_ database: any Database) {
        self.database = database
    }

    /// Keeps a participant's report; a second one of the same course replaces the first.
    /// - Parameter text: of any length; kept as ``CourseReport/text(_:)`` makes it.
    /// - Throws: 404 for a course that participants do not see; 422 for a text of no fit length.
    @discardableResult
    public func report(
        _ course: Identifier<Course>, by participant: Identifier<Participant>,
        reason: ReportReason, text: String, now: Instant
    ) throws -> CourseReport {
        let text = try CourseReport.text(text)
        let isSeen = try database.row(
            "SELECT 1 FROM courses WHERE id = $1 AND state = 'published'", course)
        let bought = try database.row(
            """
            SELECT 1 FROM orders WHERE participant_id = $1 AND course_id = $2
                AND confirmed_at IS NOT NULL LIMIT 1
            """, participant, course)
        // Who bought it may report what is no longer listed.
        guard isSeen != nil || bought != nil else { throw Refusal.notFound("course") }
        let row = try database.row(
            """
            INSERT INTO course_reports
                (id, course_id, participant_id, reason, text, has_bought, reported_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (course_id, participant_id) DO UPDATE SET reason = excluded.reason,
                text = excluded.text, has_bought = excluded.has_bought,
                reported_at = excluded.reported_at
            RETURNING id
            """,
            Identifier<CourseReport>(at: now), course, participant, reason.rawValue, text,
            bought != nil, now)
        try FlagStore(database).settle(.reported, on: course, as: finding(on: course), now: now)
        return CourseReport(
            id: Identifier(stored: row?.text(0) ?? ""), courseID: course, reason: reason,
            text: text, hasBought: bought != nil, reportedAt: now)
    }

    /// The reports of a course, the newest first.
    public func reports(
        of course: Identifier<Course>, limit: Int = ReportRules.shownMax
    ) throws -> [CourseReport] {
        try database.rows(
            """
            SELECT id, reason, text, has_bought, reported_at FROM course_reports
            WHERE course_id = $1 ORDER BY reported_at DESC, id DESC LIMIT $2
            """, course, limit
        ).map { row in
            CourseReport(
                id: Identifier(stored: row.text(0)), courseID: course,
                reason: ReportReason(rawValue: row.text(1)) ?? .other, text: row.text(2),
                hasBought: row.bool(3), reportedAt: Instant(milliseconds: row.integer(4)))
        }
    }

    private func finding(on course: Identifier<Course>) throws -> FlagFinding? {
        var counts: [ReportReason: Int] = [:]
        var buyers = 0
        let rows = try database.rows(
            """
            SELECT reason, count(*), CAST(sum(has_bought) AS BIGINT) FROM course_reports
            WHERE course_id = $1 GROUP BY reason
            """, course)
        for row in rows {
            counts[ReportReason(rawValue: row.text(0)) ?? .other, default: 0] += row.int(1)
            buyers += row.int(2)
        }
        return ReportRules.finding(
            newest: try reports(of: course), counts: counts, buyers: buyers)
    }
}
