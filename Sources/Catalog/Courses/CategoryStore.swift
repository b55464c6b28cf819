import SQL

/// The categories in the store.
public struct CategoryStore {
    private let database: any Database

    public init(_ database: any Database) {
        self.database = database
    }

    /// All categories, by id.
    /// - Throws: `DatabaseError`; ``JSONFault`` for a document that is not ours.
    public func all() throws -> [Category] {
        try database.rows(
            "SELECT document FROM categories ORDER BY id LIMIT $1", Category.countMax
        ).map { try JSON.decode(Category.self, from: Array($0.text(0).utf8)) }
    }

    /// Makes these the categories and moves every course to the one that its source's word now
    /// means. Bumps the catalogue version when a course moved or a category changed.
    /// - Returns: the number of courses that moved.
    @discardableResult
    public func replaceAll(_ categories: [Category]) throws -> Int {
        let before = try all()
        let sorted = categories.sorted { $0.id < $1.id }
        if before != sorted {
            try database.run("DELETE FROM categories")
            for category in sorted {
                try database.run(
                    "INSERT INTO categories (id, document) VALUES ($1, $2)", category.id,
                    String(decoding: JSON.encode(category), as: UTF8.self))
            }
        }
        let moved = try assignCourses(by: CategoryMap(categories))
        if before != sorted || moved > 0 { try CourseStore(database).bumpVersion() }
        return moved
    }

    private func assignCourses(by map: CategoryMap) throws -> Int {
        var moved = 0
        // What a curator chose stays; what the word means is kept beside it.
        let overridden = "SELECT course_id FROM course_overrides WHERE field = 'category_id'"
        let words = try database.rows(
            """
            SELECT DISTINCT source_category, category_id FROM courses
            WHERE source_category IS NOT NULL
            """)
        for row in words {
            let id = map.category(for: row.text(0))
            try database.run(
                """
                UPDATE course_overrides SET source_value = $2 WHERE field = 'category_id'
                    AND course_id IN (SELECT id FROM courses WHERE source_category = $1)
                """, row.text(0), id)
            guard id != row.textIfPresent(1) else { continue }
            moved += try database.run(
                """
                UPDATE courses SET category_id = $2
                WHERE source_category = $1 AND coalesce(category_id, '') <> coalesce($2, '')
                    AND id NOT IN (\(overridden))
                """, row.text(0), id)
        }
        return moved
    }
}
