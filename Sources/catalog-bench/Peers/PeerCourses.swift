import SQL
import SQLiteEngine

/// The published courses of a catalogd database, in the one table that both database peers search.
struct PeerCourses {
    /// Names of the columns, in the order of ``rows``.
    static let columns = [
        "id", "title", "description", "provider", "skills", "platform", "category", "delivery",
        "level", "language", "price_band", "duration_band", "price",
    ]
    /// The facets that are counted.
    static let facets = [
        "platform", "category", "delivery", "level", "language", "price_band", "duration_band",
    ]

    static let coursesMax = 200_000

    let rows: [Row]

    init(database path: String) throws {
        let database = try SQLiteDatabase(path: path, role: .reader)
        rows = try database.rows(
            """
            SELECT row_number() OVER (ORDER BY id), title, description, coalesce(provider, ''),
                skills, platform_id, coalesce(category_id, source_category, ''),
                coalesce(delivery, ''), coalesce(level, ''), coalesce(language, ''),
                CASE WHEN price IS NULL THEN '' WHEN price < 100000 THEN '0'
                    WHEN price < 250000 THEN '1' WHEN price < 500000 THEN '2' ELSE '3' END,
                CASE WHEN duration_minutes IS NULL THEN '' WHEN duration_minutes < 120 THEN '0'
                    WHEN duration_minutes < 360 THEN '1' ELSE '2' END,
                coalesce(price, 0)
            FROM courses WHERE state = 'published' ORDER BY id LIMIT $1
            """, Self.coursesMax)
        guard !rows.isEmpty else { throw BenchError("\(path) has no published courses") }
    }

    /// The statement that gives a page and the facets' counts: the found courses are computed once
    /// and then used for all of them. `values` and `order` are the engine's own.
    static func select(found: String) -> String {
        let page =
            "SELECT 'course' AS kind, title AS value, id AS number "
            + "FROM (SELECT id, title FROM found ORDER BY rank, id LIMIT (SELECT page FROM q)) AS p"
        let counts = facets.map { "SELECT '\($0)', \($0), count(*) FROM found GROUP BY \($0)" }
        return found + ([page] + counts).joined(separator: "\nUNION ALL ")
    }
}
