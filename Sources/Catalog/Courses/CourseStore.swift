import SQL

/// Courses as they are read: for the snapshot, for a page, for a purchase.
public struct CourseStore {
    /// Courses read at once, so that a large catalogue is never in memory as rows as well.
    static let pageMax = 1_000

    private static let columns = """
        id, slug, state, platform_id, external_id, title, description, provider, source_category,
        category_id, price, delivery, level, language, duration_minutes, skills, url, image_url,
        source_updated_at, rating_count, rating_sum, first_seen_at, changed_at
        """
    private static let scheduleColumns = """
        id, course_id, code, starts_at, ends_at, seats, seats_taken, regency
        """

    private let database: any Database

    public init(_ database: any Database) {
        self.database = database
    }

    /// What a snapshot is built from: courses by id, and the version that they are.
    public struct Load: Sendable {
        public let version: Int64
        public let courses: [Course]
    }

    /// All courses in one of the states with their listed schedules, as of one moment.
    ///
    /// Opens a reading transaction of its own unless it runs in one.
    public func load(_ state: Course.State = .published) throws -> Load {
        if database.isInTransaction {
            return try Load(version: version(), courses: courses(in: state))
        }
        try database.beginReading()
        do {
            let load = try Load(version: version(), courses: courses(in: state))
            try database.commit()
            return load
        } catch {
            try database.rollback()
            throw error
        }
    }

    /// Grows with every change that a snapshot must show.
    public func version() throws -> Int64 {
        try database.row("SELECT version FROM catalogue_version WHERE singleton = 1")?.integer(0)
            ?? 0
    }

    /// The channel on which a new version is announced to other instances.
    public static let news = "catalogue"

    public func bumpVersion() throws {
        try database.run("UPDATE catalogue_version SET version = version + 1 WHERE singleton = 1")
        try database.announce(Self.news)
    }

    /// Differs once seats or ratings have changed, whichever instance changed them.
    public func figures() throws -> [Int64] {
        let row = try database.row(
            """
            SELECT (SELECT CAST(coalesce(sum(seats_taken), 0) AS BIGINT) FROM schedules),
                (SELECT CAST(coalesce(sum(rating_sum + rating_count), 0) AS BIGINT) FROM courses)
            """)
        return row.map { [$0.integer(0), $0.integer(1)] } ?? []
    }

    /// How many courses are in the state.
    public func count(_ state: Course.State) throws -> Int {
        try database.row("SELECT count(*) FROM courses WHERE state = $1", state.rawValue)?.int(0)
            ?? 0
    }

    /// One course in whatever state, with its listed schedules.
    public func course(idOrSlug key: String) throws -> Course? {
        let column = Identifier<Course>(key) == nil ? "slug" : "id"
        guard
            let row = try database.row(
                "SELECT \(Self.columns) FROM courses WHERE \(column) = $1", key)
        else { return nil }
        var course = try Self.course(row)
        course.schedules = try schedules(from: course.id, through: course.id).map(\.1)
        return course
    }

    /// The listed schedules of a course with the seats as they are taken now, by date.
    public func schedules(of course: Identifier<Course>) throws -> [Schedule] {
        try schedules(from: course, through: course).map(\.1)
    }

    /// Courses in whatever state that had come by then, by id.
    func courses(
        seenBy moment: Instant, platform: String?, after cursor: Identifier<Course>?, limit: Int
    ) throws -> [Course] {
        let ofPlatform = platform == nil ? "" : "AND platform_id = $4"
        let values: [SQLValue] = [moment.sqlValue, .text(cursor?.value ?? ""), limit.sqlValue]
        let rows = try database.rows(
            """
            SELECT \(Self.columns) FROM courses
            WHERE first_seen_at <= $1 AND id > $2 \(ofPlatform) ORDER BY id LIMIT $3
            """, binding: values + (platform.map { [.text($0)] } ?? []))
        return try rows.map { row in
            var course = try Self.course(row)
            course.schedules = try schedules(of: course.id)
            return course
        }
    }

    // MARK: - Pages

    private func courses(in state: Course.State) throws -> [Course] {
        var courses: [Course] = []
        courses.reserveCapacity(try count(state))
        var last = ""
        while true {
            let rows = try database.rows(
                """
                SELECT \(Self.columns) FROM courses WHERE state = $1 AND id > $2
                ORDER BY id LIMIT $3
                """, state.rawValue, last, Self.pageMax)
            guard let first = rows.first, let end = rows.last else { break }
            last = end.text(0)
            let listed = try schedules(
                from: Identifier(stored: first.text(0)), through: Identifier(stored: last))
            var next = listed.startIndex
            for row in rows {
                var course = try Self.course(row)
                // The range may hold schedules of courses in other states.
                while next < listed.endIndex, listed[next].0 < course.id { next += 1 }
                while next < listed.endIndex, listed[next].0 == course.id {
                    course.schedules.append(listed[next].1)
                    next += 1
                }
                courses.append(course)
            }
            if rows.count < Self.pageMax { break }
        }
        return courses
    }

    private func schedules(
        from first: Identifier<Course>, through last: Identifier<Course>
    ) throws -> [(Identifier<Course>, Schedule)] {
        try database.rows(
            """
            SELECT \(Self.scheduleColumns) FROM schedules
            WHERE course_id >= $1 AND course_id <= $2 AND listed = 1
            ORDER BY course_id, starts_at, code
            """, first, last
        ).map { row in
            (
                Identifier(stored: row.text(1)),
                Schedule(
                    id: Identifier(stored: row.text(0)), code: row.text(2),
                    startsAt: Instant(milliseconds: row.integer(3)),
                    endsAt: row.integerIfPresent(4).map(Instant.init(milliseconds:)),
                    seats: row.intIfPresent(5), seatsTaken: row.int(6),
                    regency: row.textIfPresent(7))
            )
        }
    }

    private static func course(_ row: Row) throws -> Course {
        let listing = Listing(
            platformID: row.text(3), externalID: row.text(4), title: row.text(5),
            description: row.text(6), provider: row.textIfPresent(7),
            category: row.textIfPresent(8),
            price: row.integerIfPresent(10).map(Money.init(rupiah:)),
            delivery: row.textIfPresent(11).flatMap(Delivery.init(rawValue:)),
            level: row.textIfPresent(12).flatMap(Level.init(rawValue:)),
            language: row.textIfPresent(13), durationMinutes: row.intIfPresent(14),
            skills: try skills(row.text(15)), url: row.textIfPresent(16),
            imageURL: row.textIfPresent(17),
            updatedAt: row.integerIfPresent(18).map(Instant.init(milliseconds:)))
        guard let state = Course.State(rawValue: row.text(2)) else {
            throw DatabaseError.unusable("course \(row.text(0)) is in state \(row.text(2))")
        }
        return Course(
            id: Identifier(stored: row.text(0)), slug: row.text(1), state: state,
            categoryID: row.textIfPresent(9), listing: listing, schedules: [],
            ratingCount: row.int(19), ratingSum: row.int(20),
            firstSeenAt: Instant(milliseconds: row.integer(21)),
            changedAt: Instant(milliseconds: row.integer(22)))
    }

    private static func skills(_ text: String) throws -> [String] {
        text == "[]" ? [] : try JSON.decode([String].self, from: Array(text.utf8))
    }
}
