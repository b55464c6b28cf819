import SQL

/// Courses with all that curators know of them.
public struct CuratedCourseStore {
    private let database: any Database

    public init(_ database: any Database) {
        self.database = database
    }

    /// - Parameter locks: nobody else changes the course until the transaction ends.
    public func course(
        _ id: Identifier<Course>, locks: Bool = false
    ) throws -> CuratedCourse? {
        let row = try database.row(
            """
            SELECT slug, platform_id, external_id, state, first_seen_at, changed_at FROM courses
            WHERE id = $1 \(locks ? database.lockingClause : "")
            """, id)
        guard let row, let ours = try CourseHistoryStore(database).fields(of: id) else {
            return nil
        }
        guard let state = Course.State(rawValue: row.text(3)) else {
            throw DatabaseError.unusable("course \(id) is in state \(row.text(3))")
        }
        return CuratedCourse(
            id: id, slug: row.text(0), platformID: row.text(1), externalID: row.text(2),
            state: state, firstSeenAt: Instant(milliseconds: row.integer(4)),
            changedAt: Instant(milliseconds: row.integer(5)), ours: ours,
            overrides: try OverrideStore(database).overrides(of: id), look: try look(at: id))
    }

    /// - Throws: 404 for an unknown course.
    public func known(_ id: Identifier<Course>, locks: Bool = false) throws -> CuratedCourse {
        guard let course = try course(id, locks: locks) else { throw Refusal.notFound("course") }
        return course
    }

    /// The listing of a course as it is now, which an override is to fit.
    func listing(of id: Identifier<Course>) throws -> Listing {
        guard let course = try CourseStore(database).course(idOrSlug: id.value) else {
            throw Refusal.notFound("course")
        }
        return course.listing
    }

    // MARK: - Looks

    public func look(at course: Identifier<Course>) throws -> CourseLook? {
        try database.row(
            "SELECT looked_at, author FROM course_looks WHERE course_id = $1", course
        ).map { CourseLook(at: Instant(milliseconds: $0.integer(0)), author: $0.text(1)) }
    }

    /// Notes that somebody has seen what the course was at the moment; an earlier look than the
    /// one known changes nothing.
    public func noteLook(
        at course: Identifier<Course>, by author: String, moment: Instant
    ) throws {
        try database.run(
            """
            INSERT INTO course_looks (course_id, looked_at, author) VALUES ($1, $2, $3)
            ON CONFLICT (course_id) DO UPDATE
                SET looked_at = excluded.looked_at, author = excluded.author
                WHERE course_looks.looked_at < excluded.looked_at
            """, course, moment, author)
    }

    /// Makes the last look the one that was known before it.
    func undoLook(
        at course: Identifier<Course>, by author: String, before: Instant?
    ) throws {
        guard let before else {
            try database.run("DELETE FROM course_looks WHERE course_id = $1", course)
            return
        }
        try database.run(
            "UPDATE course_looks SET looked_at = $2, author = $3 WHERE course_id = $1", course,
            before, author)
    }
}
