import SQL

/// The figures of the overview, counted once and kept by day: a look at them reads some sixty rows
/// a day, however many participants and orders there are.
///
/// A source is counted window by window. A window's end lies a little in the past, so that
/// everything in it is committed; its figures and the mark behind it are written in one command.
public struct OverviewStore {
    /// Rows of a source that one window takes.
    public static let windowRowsMax = 10_000
    /// Weeks of one overview.
    public static let weeksMax = 52
    /// Groups of one kind that an overview shows.
    public static let groupsMax = 100

    private let database: any Database

    public init(_ database: any Database) {
        self.database = database
    }

    // MARK: - Counting

    /// A window of a source and what happened in it.
    public struct Counted: Sendable {
        public let source: OverviewSource
        let from: Instant
        let to: Instant
        /// By day, dimension and value.
        let figures: [Key: OverviewFigures]
        /// Whether the window reaches as far as it may: there is nothing more to count now.
        public let isLast: Bool
    }

    struct Key: Hashable, Sendable {
        let day: Int
        let dimension: Dimension
        let value: String
    }

    enum Dimension: String, Sendable {
        case all, platform, category, province
    }

    /// Counts the next window of a source: a work for readers.
    /// - Parameter until: where counting has to end; what is younger may not be committed yet.
    public func count(_ source: OverviewSource, until: Instant) throws -> Counted {
        let from = try mark(of: source)
        let (column, time) = (source.window.column, source.time)
        guard from < until else {
            return Counted(source: source, from: from, to: from, figures: [:], isLast: true)
        }
        let beyond = try database.row(
            """
            SELECT \(time) FROM \(source.table) AS x
            WHERE \(column) >= $1 AND \(column) < $2 ORDER BY \(column) LIMIT 1 OFFSET $3
            """,
            source.bound(from), source.bound(until), Self.windowRowsMax)
        // More than a window in one millisecond is counted whole.
        let to = beyond.map {
            Instant(milliseconds: max($0.integer(0), from.milliseconds + 1))
        }
        let end = to.map { min($0, until) } ?? until
        return Counted(
            source: source, from: from, to: end,
            figures: try figures(of: source, from: from, to: end), isLast: end == until)
    }

    private func figures(
        of source: OverviewSource, from: Instant, to: Instant
    ) throws -> [Key: OverviewFigures] {
        let column = source.window.column
        let rows = try database.rows(
            """
            SELECT (\(source.time) + $1) / $2, c.platform_id, coalesce(c.category_id, ''),
                coalesce(substr(p.regency, 1, 2), ''), count(*),
                CAST(sum(\(source.money)) AS BIGINT)
            FROM \(source.table) AS x \(source.course)
            JOIN participants AS p ON p.id = x.participant_id
            WHERE \(column) >= $3 AND \(column) < $4
            GROUP BY 1, 2, 3, 4
            """,
            OverviewDay.offset.milliseconds, Span.days(1).milliseconds, source.bound(from),
            source.bound(to))
        var figures: [Key: OverviewFigures] = [:]
        for row in rows {
            let added = source.figures(count: row.int(4), money: row.integer(5))
            let values: [(Dimension, String)] = [
                (.all, ""), (.platform, row.text(1)), (.category, row.text(2)),
                (.province, row.text(3)),
            ]
            for (dimension, value) in values {
                figures[
                    Key(day: row.int(0), dimension: dimension, value: value),
                    default: OverviewFigures()] += added
            }
        }
        return figures
    }

    /// Adds a window to what is kept.
    /// - Returns: false where somebody else counted it meanwhile; nothing is added then.
    @discardableResult
    public func add(_ counted: Counted) throws -> Bool {
        guard counted.to > counted.from else { return false }
        try database.run(
            """
            INSERT INTO overview_marks (source, counted_until) VALUES ($1, 0)
            ON CONFLICT DO NOTHING
            """, counted.source.rawValue)
        let moved = try database.run(
            """
            UPDATE overview_marks SET counted_until = $3
            WHERE source = $1 AND counted_until = $2
            """, counted.source.rawValue, counted.from, counted.to)
        guard moved == 1 else { return false }
        for (key, figures) in counted.figures {
            try database.run(
                """
                INSERT INTO overview_days (day, dimension, value, orders, order_total,
                    completions, incentives, incentive_total)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
                ON CONFLICT (day, dimension, value) DO UPDATE SET
                    orders = overview_days.orders + excluded.orders,
                    order_total = overview_days.order_total + excluded.order_total,
                    completions = overview_days.completions + excluded.completions,
                    incentives = overview_days.incentives + excluded.incentives,
                    incentive_total =
                        overview_days.incentive_total + excluded.incentive_total
                """,
                key.day, key.dimension.rawValue, key.value, figures.orders,
                figures.orderTotal.rupiah, figures.completions, figures.incentives,
                figures.incentiveTotal.rupiah)
        }
        return true
    }

    private func mark(of source: OverviewSource) throws -> Instant {
        let row = try database.row(
            "SELECT counted_until FROM overview_marks WHERE source = $1", source.rawValue)
        return Instant(milliseconds: row?.integer(0) ?? 0)
    }

    // MARK: - Reading

    private static let sums = [
        "orders", "order_total", "completions", "incentives",
        "incentive_total",
    ].map { "CAST(sum(\($0)) AS BIGINT)" }.joined(separator: ", ")

    /// The last weeks, the present one among them.
    /// - Parameter weeks: brought into 1…``weeksMax``.
    public func overview(weeks: Int, now: Instant) throws -> Overview {
        let count = min(max(weeks, 1), Self.weeksMax)
        let last = OverviewDay.monday(of: OverviewDay.number(of: now))
        let first = last - (count - 1) * 7
        let byWeek = Dictionary(
            uniqueKeysWithValues: try database.rows(
                """
                SELECT (day - $1) / 7, \(Self.sums) FROM overview_days
                WHERE day >= $1 AND day < $2 AND dimension = 'all' GROUP BY 1
                """, first, last + 7
            ).map { ($0.int(0), Self.figures($0, from: 1)) })
        let marks = try OverviewSource.allCases.map(mark)
        return Overview(
            weeks: (0..<count).map {
                Overview.Week(
                    startsOn: first + $0 * 7, figures: byWeek[$0] ?? OverviewFigures())
            },
            platforms: try groups(.platform, from: first, to: last + 7),
            categories: try groups(.category, from: first, to: last + 7),
            provinces: try groups(.province, from: first, to: last + 7),
            countedUntil: marks.min() ?? Instant(milliseconds: 0))
    }

    private func groups(
        _ dimension: Dimension, from first: Int, to end: Int
    ) throws -> [Overview.Group] {
        try database.rows(
            """
            SELECT value, \(Self.sums) FROM overview_days
            WHERE day >= $1 AND day < $2 AND dimension = $3
            GROUP BY value ORDER BY 2 DESC, value LIMIT $4
            """, first, end, dimension.rawValue, Self.groupsMax
        ).map { Overview.Group(value: $0.text(0), figures: Self.figures($0, from: 1)) }
    }

    private static func figures(_ row: Row, from column: Int) -> OverviewFigures {
        var figures = OverviewFigures()
        figures.orders = row.int(column)
        figures.orderTotal = Money(rupiah: row.integer(column + 1))
        figures.completions = row.int(column + 2)
        figures.incentives = row.int(column + 3)
        figures.incentiveTotal = Money(rupiah: row.integer(column + 4))
        return figures
    }
}
