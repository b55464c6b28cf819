import SQL
import SQLiteEngine

/// Fills a closed database with synthetic courses: each has the title and the facets of one of
/// the courses that are there, the description and the skills of another, a price of its own, and
/// a made-up word, so that the vocabulary grows with the catalogue.
struct GrownCatalogue {
    /// Published courses afterwards.
    let courses: Int

    static let coursesMax = 100_000
    private static let syllables = [
        "ka", "ru", "di", "mo", "se", "pa", "ti", "lu", "ba", "ne", "go", "wi", "ju", "ra", "ke",
        "su",
    ]
    /// How far apart the courses are that lend title and description.
    private static let stride = 37

    init(database path: String) throws {
        let database = try SQLiteDatabase(path: path)
        let originals = try database.rows(
            "SELECT id FROM courses WHERE state = 'published' ORDER BY id LIMIT $1",
            Self.coursesMax
        ).map { $0.text(0) }
        guard !originals.isEmpty else { throw BenchError("\(path) has no published courses") }
        try database.begin()
        for number in originals.count..<Self.coursesMax {
            let copy = number / originals.count
            let lender = (number + copy * Self.stride) % originals.count
            try Self.add(
                number, copy: copy, title: originals[number % originals.count],
                description: originals[lender], to: database)
        }
        try database.run("UPDATE catalogue_version SET version = version + 1")
        try database.commit()
        courses = Self.coursesMax
    }

    private static func add(
        _ number: Int, copy: Int, title: String, description: String, to database: SQLiteDatabase
    ) throws {
        let id = "crs_" + digits(number)
        try database.run(
            """
            INSERT INTO courses (id, slug, platform_id, external_id, state, title, description,
                provider, source_category, category_id, price, delivery, level, language,
                duration_minutes, skills, url, image_url, source_updated_at, content_hash,
                rating_count, rating_sum, first_seen_at, changed_at)
            SELECT $1, t.slug || '-salinan-' || $2, t.platform_id, t.external_id || '-' || $2,
                t.state, t.title || ' ' || $3, d.description, d.provider, t.source_category,
                t.category_id,
                t.price + 1000 * CAST($2 AS INTEGER), t.delivery, t.level, t.language,
                t.duration_minutes, d.skills, t.url, t.image_url, t.source_updated_at,
                t.content_hash, t.rating_count, t.rating_sum, t.first_seen_at, t.changed_at
            FROM courses AS t, courses AS d WHERE t.id = $4 AND d.id = $5
            """, id, "\(copy)", word(number), title, description)
        try database.run(
            """
            INSERT INTO schedules
                (id, course_id, code, starts_at, ends_at, seats, seats_taken, regency, listed)
            SELECT 'sch_' || substr($1, 5, 23)
                    || printf('%03d', row_number() OVER (ORDER BY id)),
                $1, code, starts_at, ends_at, seats, 0, regency, listed
            FROM schedules WHERE course_id = $2
            """, id, title)
    }

    /// 26 digits that are an id, with room for three more numbers at the end.
    private static func digits(_ number: Int) -> String {
        let text = "\(number)000"
        return "01m7" + String(repeating: "0", count: 22 - text.utf8.count) + text
    }

    /// Four syllables, in no order that the eye would see.
    private static func word(_ number: Int) -> String {
        let scattered = number &* 2_654_435_761
        return [0, 4, 8, 12].map { syllables[scattered >> $0 & 15] }.joined()
    }
}
