import SQL

/// What curators say of courses in place of their platforms.
public struct OverrideStore {
    private let database: any Database

    public init(_ database: any Database) {
        self.database = database
    }

    /// A course's overrides, by field.
    public func overrides(of course: Identifier<Course>) throws -> [CourseOverride] {
        try database.rows(
            """
            SELECT field, value, source_value, reason, author, made_at FROM course_overrides
            WHERE course_id = $1 ORDER BY field LIMIT $2
            """, course, OverrideRules.fields.count
        ).compactMap { row in
            CourseField(rawValue: row.text(0)).map { field in
                CourseOverride(
                    courseID: course, field: field, value: row.textIfPresent(1),
                    sourceValue: row.textIfPresent(2), reason: row.text(3), author: row.text(4),
                    madeAt: Instant(milliseconds: row.integer(5)))
            }
        }
    }

    public func override(
        of field: CourseField, in course: Identifier<Course>
    ) throws -> CourseOverride? {
        try overrides(of: course).first { $0.field == field }
    }

    /// Puts our value in the place of the platform's, or of another one of ours. The value has
    /// passed ``OverrideRules``.
    /// - Throws: 404 for an unknown course.
    @discardableResult
    public func put(
        _ value: String?, as field: CourseField, of course: Identifier<Course>,
        reason: CurationReason, by author: String, now: Instant
    ) throws -> CourseOverride {
        guard let fields = try CourseHistoryStore(database).fields(of: course) else {
            throw Refusal.notFound("course")
        }
        try database.run(
            """
            INSERT INTO course_overrides
                (course_id, field, value, source_value, reason, author, made_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (course_id, field) DO UPDATE SET value = excluded.value,
                reason = excluded.reason, author = excluded.author, made_at = excluded.made_at
            """, course, field.rawValue, value, fields[field], reason.text, author, now)
        try set(field, of: course, from: fields[field], to: value, by: author, now: now)
        guard let made = try override(of: field, in: course) else {
            throw Refusal.notFound("override")
        }
        return made
    }

    /// Gives a field its platform's value again.
    /// - Returns: false where it was not overridden.
    @discardableResult
    public func release(
        _ field: CourseField, of course: Identifier<Course>, by author: String, now: Instant
    ) throws -> Bool {
        let row = try database.row(
            """
            DELETE FROM course_overrides WHERE course_id = $1 AND field = $2
            RETURNING value, source_value
            """, course, field.rawValue)
        guard let row else { return false }
        try set(
            field, of: course, from: row.textIfPresent(0), to: row.textIfPresent(1), by: author,
            now: now)
        return true
    }

    /// Puts the overrides of a course into what a sync is about to write, and keeps what the
    /// platform says beside them.
    func apply(
        to course: Identifier<Course>, listing: inout Listing, categoryID: inout String?
    ) throws {
        let rows = try database.rows(
            "SELECT field, value, source_value FROM course_overrides WHERE course_id = $1 LIMIT $2",
            course, OverrideRules.fields.count)
        for row in rows {
            guard let field = CourseField(rawValue: row.text(0)) else { continue }
            let source = field.text(in: listing, categoryID: categoryID)
            if source != row.textIfPresent(2) {
                try database.run(
                    """
                    UPDATE course_overrides SET source_value = $3
                    WHERE course_id = $1 AND field = $2
                    """, course, field.rawValue, source)
            }
            try field.put(row.textIfPresent(1), into: &listing, categoryID: &categoryID)
        }
    }

    private func set(
        _ field: CourseField, of course: Identifier<Course>, from old: String?, to new: String?,
        by author: String, now: Instant
    ) throws {
        try database.run(
            "UPDATE courses SET \(field.rawValue) = $2, changed_at = $3 WHERE id = $1",
            binding: [course.sqlValue, field.sqlValue(new), now.sqlValue])
        try CourseHistoryStore(database).note(
            field, of: course, from: old, to: new, by: author, at: now)
        try CourseStore(database).bumpVersion()
    }
}
