import SQL

extension OrderStore {
    /// The most reviews of one page.
    public static let pageReviewsMax = 100

    /// What was said of a course, newest first.
    /// - Parameter limit: brought into 1…``pageReviewsMax``.
    public func reviews(
        of course: Identifier<Course>, from cursor: MomentCursor? = nil, limit: Int
    ) throws -> (items: [CourseReview], next: MomentCursor?) {
        let limit = min(max(limit, 1), Self.pageReviewsMax)
        let rows = try database.rows(
            """
            SELECT o.stars, o.review, p.name, o.rated_at FROM orders AS o
            JOIN participants AS p ON p.id = o.participant_id
            WHERE o.course_id = $1 AND o.rated_at IS NOT NULL AND o.rated_at <= $2
            ORDER BY o.rated_at DESC, o.id DESC LIMIT $3 OFFSET $4
            """,
            course, cursor?.at.milliseconds ?? Int64.max, limit + 1, cursor?.skipped ?? 0
        ).map { row in
            CourseReview(
                stars: row.int(0), review: row.textIfPresent(1) ?? "",
                name: CourseReview.shortened(row.text(2)),
                ratedAt: Instant(milliseconds: row.integer(3)))
        }
        return MomentCursor.cut(rows, limit: limit, from: cursor, at: \.ratedAt)
    }
}
