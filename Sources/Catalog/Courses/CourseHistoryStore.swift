import SQL

/// What courses were: every change of a field is kept with what it was before, so that a past
/// moment is found by undoing what came after it.
public struct CourseHistoryStore {
    /// Changes of one course that are shown.
    public static let pageMax = 100
    /// Courses looked at for one page of the past: those that were not published then count too.
    public static let scanMax = 500

    private let database: any Database

    public init(_ database: any Database) {
        self.database = database
    }

    // MARK: - Keeping

    /// Notes one change. Of several within a millisecond what was before the first of them counts.
    public func note(
        _ field: CourseField, of course: Identifier<Course>, from old: String?, to new: String?,
        by author: String, at now: Instant
    ) throws {
        guard old != new else { return }
        try database.run(
            """
            INSERT INTO course_changes (course_id, at, field, old_value, new_value, author)
            VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (course_id, at, field) DO UPDATE SET new_value = excluded.new_value
            """, course, now, field.rawValue, old, new, author)
    }

    /// The fields as they are now, as text; nil where the course is not known.
    func fields(of course: Identifier<Course>) throws -> [CourseField: String]? {
        let columns = Self.columns.map(\.rawValue).joined(separator: ", ")
        let row = try database.row("SELECT \(columns) FROM courses WHERE id = $1", course)
        guard let row else { return nil }
        var fields: [CourseField: String] = [:]
        for (index, field) in Self.columns.enumerated() where !row.isNull(index) {
            fields[field] =
                field.isNumber ? String(row.integer(index)) : row.text(index)
        }
        let schedules = try CourseStore(database).schedules(of: course)
        if !schedules.isEmpty { fields[.schedules] = Self.text(of: schedules) }
        return fields
    }

    /// Notes everything in which a course differs from what it was.
    func note(
        from old: [CourseField: String], of course: Identifier<Course>, by author: String,
        at now: Instant
    ) throws {
        guard let new = try fields(of: course) else { return }
        for field in CourseField.allCases where old[field] != new[field] {
            try note(field, of: course, from: old[field], to: new[field], by: author, at: now)
        }
    }

    // MARK: - Looking back

    /// A course's changes, newest first.
    public func changes(
        of course: Identifier<Course>, limit: Int = pageMax
    ) throws -> [CourseChange] {
        try database.rows(
            """
            SELECT at, field, old_value, new_value, author FROM course_changes
            WHERE course_id = $1 ORDER BY at DESC, field LIMIT $2
            """, course, min(limit, Self.pageMax)
        ).map(Self.change)
    }

    /// The changes of one field, or of all, newest first.
    /// - Parameter cursor: of the last change of the page before.
    public func changes(
        of course: Identifier<Course>, field: CourseField?, before cursor: ChangeCursor?,
        limit: Int
    ) throws -> [CourseChange] {
        let last = cursor ?? ChangeCursor(at: Instant(milliseconds: .max), field: "")
        return try database.rows(
            """
            SELECT at, field, old_value, new_value, author FROM course_changes
            WHERE course_id = $1 AND (at < $2 OR (at = $2 AND field > $3))
                AND ($4 = '' OR field = $4)
            ORDER BY at DESC, field LIMIT $5
            """, course, last.at, last.field, field?.rawValue ?? "", min(limit, Self.pageMax + 1)
        ).map(Self.change)
    }

    /// What a field said at a past moment.
    /// - Parameter now: what it says now.
    func text(
        of field: CourseField, in course: Identifier<Course>, asOf moment: Instant, now: String?
    ) throws -> String? {
        let next = try database.row(
            """
            SELECT old_value FROM course_changes WHERE course_id = $1 AND field = $2 AND at > $3
            ORDER BY at LIMIT 1
            """, course, field.rawValue, moment)
        guard let next else { return now }
        return next.textIfPresent(0)
    }

    /// All fields as they were at a past moment, in whatever state the course was.
    public func fields(
        of course: Identifier<Course>, asOf moment: Instant
    ) throws -> [CourseField: String]? {
        guard var fields = try fields(of: course) else { return nil }
        for field in CourseField.allCases {
            fields[field] = try text(of: field, in: course, asOf: moment, now: fields[field])
        }
        return fields
    }

    private static func change(_ row: Row) -> CourseChange {
        CourseChange(
            at: Instant(milliseconds: row.integer(0)), field: row.text(1),
            old: row.textIfPresent(2), new: row.textIfPresent(3), author: row.text(4))
    }

    /// The course as it was then; nil where it was not known, or not published. Ratings are not
    /// kept through time: it has none.
    public func course(idOrSlug key: String, asOf moment: Instant) throws -> Course? {
        guard let course = try CourseStore(database).course(idOrSlug: key) else { return nil }
        return try past([course], asOf: moment).first
    }

    /// The courses that were published then, by id.
    /// - Parameters:
    ///   - platform: of this platform alone.
    ///   - cursor: the id of the last course that was looked at.
    /// - Returns: at most `limit` courses; `next` while more may follow.
    public func page(
        asOf moment: Instant, platform: String?, after cursor: Identifier<Course>?, limit: Int
    ) throws -> (courses: [Course], next: Identifier<Course>?) {
        var courses: [Course] = []
        var last = cursor
        var scanned = 0
        while scanned < Self.scanMax {
            let known = try CourseStore(database).courses(
                seenBy: moment, platform: platform, after: last, limit: limit)
            scanned += limit
            for course in try past(known, asOf: moment) {
                courses.append(course)
                if courses.count == limit { return (courses, course.id) }
            }
            last = known.last?.id ?? last
            if known.count < limit { return (courses, nil) }
        }
        return (courses, last)
    }

    /// Undoes what came after the moment.
    private func past(_ courses: [Course], asOf moment: Instant) throws -> [Course] {
        guard let first = courses.first, let end = courses.last else { return [] }
        var undone: [Identifier<Course>: [CourseField: String?]] = [:]
        let rows = try database.rows(
            """
            SELECT course_id, field, old_value FROM course_changes
            WHERE course_id >= $1 AND course_id <= $2 AND at > $3
            ORDER BY course_id, at DESC
            """, first.id, end.id, moment)
        for row in rows {
            guard let field = CourseField(rawValue: row.text(1)) else { continue }
            undone[Identifier(stored: row.text(0)), default: [:]][field] = .some(
                row.textIfPresent(2))
        }
        return try courses.compactMap { course in
            guard course.firstSeenAt <= moment else { return nil }
            var past = course
            for (field, old) in undone[course.id] ?? [:] {
                try Self.undo(field, to: old, in: &past)
            }
            past.ratingCount = 0
            past.ratingSum = 0
            return past.state == .published ? past : nil
        }
    }

    private static func undo(
        _ field: CourseField, to old: String?, in course: inout Course
    ) throws {
        switch field {
        case .state: course.state = old.flatMap(Course.State.init) ?? course.state
        case .schedules:
            course.schedules = try old.map { try schedules(from: $0, at: course.firstSeenAt) } ?? []
        default: try field.put(old, into: &course.listing, categoryID: &course.categoryID)
        }
    }

    // MARK: - Text

    private static let columns = CourseField.allCases.filter { $0 != .schedules }

    private static func text(of schedules: [Schedule]) -> String {
        let listed = schedules.map {
            ListedSchedule(
                code: $0.code, startsAt: $0.startsAt, endsAt: $0.endsAt, seats: $0.seats,
                regency: $0.regency)
        }
        return String(decoding: JSON.encode(listed), as: UTF8.self)
    }

    private static func schedules(from text: String, at seen: Instant) throws -> [Schedule] {
        try JSON.decode([ListedSchedule].self, from: Array(text.utf8)).map {
            Schedule(
                id: Identifier(at: seen), code: $0.code, startsAt: $0.startsAt,
                endsAt: $0.endsAt, seats: $0.seats, seatsTaken: 0, regency: $0.regency)
        }
    }
}
