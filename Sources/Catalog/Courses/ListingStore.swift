import SQL

/// Courses as a sync writes them. Every change is conditional on the state that allows it, so that
/// what a curator decided meanwhile stands.
public struct ListingStore {
    private let database: any Database

    public init(_ database: any Database) {
        self.database = database
    }

    /// What a platform's courses are known as.
    public func known(of platform: String) throws -> KnownCourses {
        let count = try database.row(
            "SELECT count(*) FROM courses WHERE platform_id = $1", platform)
        var known: [KnownCourse] = []
        known.reserveCapacity(count?.int(0) ?? 0)
        var last = ""
        while true {
            let rows = try database.rows(
                """
                SELECT c.external_id, c.id, c.state, c.content_hash, c.price, c.title, f.field
                FROM courses AS c
                LEFT JOIN course_overrides AS f ON f.course_id = c.id AND f.field = 'price'
                WHERE c.platform_id = $1 AND c.external_id > $2 ORDER BY c.external_id LIMIT $3
                """, platform, last, CourseStore.pageMax)
            for row in rows {
                guard let state = Course.State(rawValue: row.text(2)) else { continue }
                known.append(
                    KnownCourse(
                        externalID: row.text(0), id: Identifier(stored: row.text(1)), state: state,
                        contentHash: ContentHash(row.text(3)),
                        price: row.integerIfPresent(4).map(Money.init(rupiah:)),
                        title: row.text(5), isPriceFixed: !row.isNull(6)))
            }
            guard rows.count == CourseStore.pageMax, let end = rows.last else {
                return KnownCourses(known)
            }
            last = end.text(0)
        }
    }

    /// Takes a new course in. A slug that is taken gets a suffix.
    @discardableResult
    public func create(
        _ admitted: AdmittedListing, state: Course.State, category: String?, at now: Instant
    ) throws -> Identifier<Course> {
        let id = Identifier<Course>(at: now)
        let title = admitted.listing.title
        var slug = Slug.of(title: title)
        if try database.row("SELECT 1 FROM courses WHERE slug = $1", slug) != nil {
            slug = Slug.of(title: title, suffixedFor: id)
        }
        let fields = Self.fields(
            of: admitted.listing, hash: admitted.contentHash, category: category)
        try database.run(
            """
            INSERT INTO courses (title, description, provider, source_category, category_id, price,
                delivery, level, language, duration_minutes, skills, url, image_url,
                source_updated_at, content_hash, enrolment_key, changed_at, id, slug, state,
                platform_id, external_id, first_seen_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
                $19, $20, $21, $22, $17)
            """,
            binding: fields + [
                now.sqlValue, id.sqlValue, .text(slug), .text(state.rawValue),
                .text(admitted.listing.platformID), .text(admitted.listing.externalID),
            ])
        for schedule in admitted.listing.schedules { try put(schedule, of: id, at: now) }
        return id
    }

    /// Gives a known course its new content; its state, its slug and what curators
    /// overrode stay. What changed is kept field by field.
    /// - Parameter author: the sync, or who else does it.
    public func change(
        _ id: Identifier<Course>, to admitted: AdmittedListing, category: String?,
        by author: String, at now: Instant
    ) throws {
        let history = CourseHistoryStore(database)
        guard let before = try history.fields(of: id) else { return }
        var ours = admitted.listing
        var categoryID = category
        try OverrideStore(database).apply(to: id, listing: &ours, categoryID: &categoryID)
        try database.run(
            """
            UPDATE courses SET title = $1, description = $2, provider = $3, source_category = $4,
                category_id = $5, price = $6, delivery = $7, level = $8, language = $9,
                duration_minutes = $10, skills = $11, url = $12, image_url = $13,
                source_updated_at = $14, content_hash = $15, enrolment_key = $16, changed_at = $17
            WHERE id = $18
            """,
            binding: Self.fields(of: ours, hash: admitted.contentHash, category: categoryID)
                + [now.sqlValue, id.sqlValue])
        // What is no longer offered stays for the orders that name it, but is not sold.
        try database.run("UPDATE schedules SET listed = 0 WHERE course_id = $1 AND listed = 1", id)
        for schedule in admitted.listing.schedules { try put(schedule, of: id, at: now) }
        try history.note(from: before, of: id, by: author, at: now)
    }

    /// Takes a course off because its platform no longer lists it.
    /// - Returns: false where a curator had withdrawn it before.
    @discardableResult
    public func delist(
        _ id: Identifier<Course>, by author: String, at now: Instant
    ) throws -> Bool {
        let row = try database.row("SELECT state FROM courses WHERE id = $1", id)
        let isDone =
            try database.run(
                """
                UPDATE courses SET state = 'delisted', changed_at = $2
                WHERE id = $1 AND state IN ('draft', 'in_review', 'published', 'suspended')
                """, id, now) == 1
        guard let row, isDone else { return false }
        try CourseHistoryStore(database).note(
            .state, of: id, from: row.text(0), to: Course.State.delisted.rawValue, by: author,
            at: now)
        return true
    }

    /// Brings a delisted course back; one that waited for a curator waits again, and one that was
    /// suspended or a draft is so again.
    @discardableResult
    public func relist(
        _ id: Identifier<Course>, as state: Course.State, by author: String, at now: Instant
    ) throws -> Bool {
        let before = try database.row(
            """
            SELECT old_value FROM course_changes
            WHERE course_id = $1 AND field = 'state' AND new_value = 'delisted'
            ORDER BY at DESC LIMIT 1
            """, id)
        let left = before?.textIfPresent(0).flatMap(Course.State.init)
        let next = left == .published ? state : left ?? state
        let isDone =
            try database.run(
                """
                UPDATE courses SET state = $3, changed_at = $2
                WHERE id = $1 AND state = 'delisted'
                """, id, now, next.rawValue) == 1
        guard isDone else { return false }
        try CourseHistoryStore(database).note(
            .state, of: id, from: Course.State.delisted.rawValue, to: next.rawValue, by: author,
            at: now)
        return true
    }

    /// Seats may fall below those that are taken: nothing is taken back, nothing more is sold.
    private func put(
        _ schedule: ListedSchedule, of course: Identifier<Course>, at now: Instant
    ) throws {
        try database.run(
            """
            INSERT INTO schedules (id, course_id, code, starts_at, ends_at, seats, regency)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (course_id, code) DO UPDATE SET starts_at = excluded.starts_at,
                ends_at = excluded.ends_at, seats = excluded.seats, regency = excluded.regency,
                listed = 1
            """, Identifier<Schedule>(at: now), course, schedule.code, schedule.startsAt,
            schedule.endsAt, schedule.seats, schedule.regency)
    }

    /// The content's columns, `title` to `enrolment_key`, in the order of the statements above.
    private static func fields(
        of listing: Listing, hash: ContentHash, category: String?
    ) -> [SQLValue] {
        let skills = CourseField.text(ofSkills: listing.skills)
        return [
            listing.title.sqlValue, listing.description.sqlValue, listing.provider.sqlValue,
            listing.category.sqlValue, category.sqlValue, listing.price.sqlValue,
            (listing.delivery?.rawValue).sqlValue, (listing.level?.rawValue).sqlValue,
            listing.language.sqlValue, listing.durationMinutes.sqlValue, skills.sqlValue,
            listing.url.sqlValue, listing.imageURL.sqlValue, listing.updatedAt.sqlValue,
            hash.description.sqlValue, listing.enrolmentKey.sqlValue,
        ]
    }
}
