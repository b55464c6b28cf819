import SQL

/// Reads what the flag rules look at, in pages: a great catalogue is never in memory as rows.
public struct FlagSubjectStore {
    /// Courses of one page.
    public static let pageMax = 500
    /// Price changes that are read of a page's courses.
    static let priceChangesMax = 20_000
    /// Orders of one page.
    public static let ordersPageMax = 10_000

    /// Taken off for good, or by its platform: nobody has to look.
    private static let isOver = "c.state IN ('withdrawn', 'delisted')"
    private static let columns = """
        c.id, c.platform_id, c.title, c.description, c.provider, c.price, c.duration_minutes,
        p.price, p.url, p.author, p.seen_at
        """
    private static let tables = """
        courses AS c LEFT JOIN public_prices AS p ON p.course_id = c.id
        """

    private let database: any Database

    public init(_ database: any Database) {
        self.database = database
    }

    /// The next courses by id, with their price changes since then.
    public func page(
        after cursor: Identifier<Course>?, changesSince since: Instant, limit: Int = pageMax
    ) throws -> [FlagSubject] {
        var subjects = try database.rows(
            """
            SELECT \(Self.columns) FROM \(Self.tables)
            WHERE c.id > $1 AND NOT (\(Self.isOver)) ORDER BY c.id LIMIT $2
            """, cursor?.value ?? "", limit
        ).map(Self.subject)
        guard let first = subjects.first, let last = subjects.last else { return [] }
        var changes: [String: [FlagSubject.PriceChange]] = [:]
        let rows = try database.rows(
            """
            SELECT course_id, at, old_value FROM course_changes
            WHERE course_id >= $1 AND course_id <= $2 AND field = 'price' AND at > $3
            ORDER BY at DESC LIMIT $4
            """, first.id, last.id, since, Self.priceChangesMax)
        for row in rows {
            changes[row.text(0), default: []].append(
                FlagSubject.PriceChange(
                    at: Instant(milliseconds: row.integer(1)),
                    old: row.textIfPresent(2).flatMap(Int64.init).map(Money.init(rupiah:))))
        }
        guard !changes.isEmpty else { return subjects }
        for index in subjects.indices {
            subjects[index].priceChanges = changes[subjects[index].id.value] ?? []
        }
        return subjects
    }

    /// One course without its price changes; nil where nobody has to look at it.
    func subject(_ id: Identifier<Course>) throws -> FlagSubject? {
        try database.row(
            """
            SELECT \(Self.columns) FROM \(Self.tables) WHERE c.id = $1 AND NOT (\(Self.isOver))
            """, id
        ).map(Self.subject)
    }

    /// An order as the rules look at it.
    public struct CourseOrder: Sendable {
        public let id: Identifier<Order>
        public let course: Identifier<Course>
        public let facts: CourseConduct.OrderFacts
    }

    /// The next orders by id, each with its course.
    /// - Parameter cursor: ids sort by time: that of a moment begins there.
    public func orders(
        after cursor: Identifier<Order>, limit: Int = ordersPageMax
    ) throws -> [CourseOrder] {
        try database.rows(
            """
            SELECT id, course_id, state, confirmed_at, completed_at, duration_minutes, stars
            FROM orders WHERE id > $1 ORDER BY id LIMIT $2
            """, cursor, limit
        ).map { row in
            let facts = CourseConduct.OrderFacts(
                state: try OrderStore.state(row.text(2)),
                confirmedAt: row.integerIfPresent(3).map(Instant.init(milliseconds:)),
                completedAt: row.integerIfPresent(4).map(Instant.init(milliseconds:)),
                durationMinutes: row.intIfPresent(5), stars: row.intIfPresent(6))
            return CourseOrder(
                id: Identifier(stored: row.text(0)), course: Identifier(stored: row.text(1)),
                facts: facts)
        }
    }

    private static func subject(_ row: Row) -> FlagSubject {
        FlagSubject(
            id: Identifier(stored: row.text(0)), platformID: row.text(1), title: row.text(2),
            description: SearchText.plain(html: row.text(3)), provider: row.textIfPresent(4),
            price: row.integerIfPresent(5).map(Money.init(rupiah:)),
            durationMinutes: row.intIfPresent(6),
            publicPrice: row.isNull(7) ? nil : PublicPriceStore.price(row, from: 7))
    }
}
