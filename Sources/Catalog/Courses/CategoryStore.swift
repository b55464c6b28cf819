import SQL

/// The categories in the store.
public struct CategoryStore {
    private let database: any Database

    public init(_ database: any Database) {
        self.database = database
    }

    /// All categories by their positions, then by id.
    /// - Throws: `DatabaseError`; ``JSONFault`` for a document that is not ours.
    public func all() throws -> [Category] {
        try database.rows(
            "SELECT document FROM categories ORDER BY id LIMIT $1", Category.countMax
        ).map { try JSON.decode(Category.self, from: Array($0.text(0).utf8)) }
            .sorted { ($0.position, $0.id) < ($1.position, $1.id) }
    }

    /// - Throws: 404.
    public func category(_ id: String) throws -> Category {
        let row = try database.row("SELECT document FROM categories WHERE id = $1", id)
        guard let row else { throw Refusal.notFound("category") }
        return try JSON.decode(Category.self, from: Array(row.text(0).utf8))
    }

    /// How many courses are in a category, in whatever state, or would come back to it.
    public func courseCount(_ id: String) throws -> Int {
        try database.row(
            """
            SELECT count(*) FROM courses WHERE category_id = $1 OR id IN (
                SELECT course_id FROM course_overrides WHERE field = 'category_id'
                    AND (value = $1 OR source_value = $1))
            """, id)?.int(0) ?? 0
    }

    /// Adds a category or changes the one of this id, and moves courses to where their words lead.
    /// - Returns: the number of courses that moved.
    /// - Throws: 422 `category_invalid` naming what is wrong.
    @discardableResult
    public func put(_ category: Category) throws -> Int {
        let others = try all().filter { $0.id != category.id }
        do throws(JSONFault) {
            try Category.check(others + [category])
        } catch {
            throw Refusal(
                status: 422, code: "category_invalid",
                detail: "`\(error.member)` \(error.problem).",
                fix: "Correct \(error.member.isEmpty ? "the list" : error.member).")
        }
        return try replaceAll(others + [category])
    }

    /// Removes a category that no course is in.
    /// - Throws: 404; 409 `category_in_use` with the number of courses.
    public func remove(_ id: String) throws -> Category {
        let category = try category(id)
        let count = try courseCount(id)
        guard count == 0 else {
            throw Refusal(
                status: 409, code: "category_in_use",
                detail: "\(count) courses are in the category \(id).",
                fix: "Give its words to another category first, and release overrides.")
        }
        try replaceAll(try all().filter { $0.id != id })
        return category
    }

    /// Makes these the categories and moves every course to the one that its source's word now
    /// means. Bumps the catalogue version when a course moved or a category changed.
    /// - Returns: the number of courses that moved.
    @discardableResult
    public func replaceAll(_ categories: [Category]) throws -> Int {
        let before = try all()
        let sorted = categories.sorted { ($0.position, $0.id) < ($1.position, $1.id) }
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
