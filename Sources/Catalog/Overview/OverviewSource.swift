import SQL

/// What is counted, each from its own table, by the time at which it happened.
public enum OverviewSource: String, Sendable, CaseIterable {
    case orders, completions, incentives

    /// Finds the rows of a span: of the first two by their ids, which sort by time.
    var window: (column: String, isID: Bool) {
        switch self {
        case .orders, .completions: ("x.id", true)
        case .incentives: ("x.decided_at", false)
        }
    }

    var table: String { rawValue }

    /// The column of the time, and what joins the course; the participant is the row's own.
    var time: String {
        switch self {
        case .orders: "x.created_at"
        case .completions: "x.recorded_at"
        case .incentives: "x.decided_at"
        }
    }

    var course: String {
        switch self {
        case .orders, .completions: "JOIN courses AS c ON c.id = x.course_id"
        case .incentives:
            "JOIN orders AS o ON o.id = x.order_id JOIN courses AS c ON c.id = o.course_id"
        }
    }

    /// The money that is added up.
    var money: String {
        switch self {
        case .orders: "x.price"
        case .completions: "0"
        case .incentives: "x.total"
        }
    }

    /// The bound of a window as the window's column has it.
    func bound(_ instant: Instant) -> any SQLConvertible {
        switch self {
        case .orders: Identifier<Order>(before: instant)
        case .completions: Identifier<Completion>(before: instant)
        case .incentives: instant
        }
    }

    func figures(count: Int, money: Int64) -> OverviewFigures {
        var figures = OverviewFigures()
        switch self {
        case .orders:
            figures.orders = count
            figures.orderTotal = Money(rupiah: money)
        case .completions: figures.completions = count
        case .incentives:
            figures.incentives = count
            figures.incentiveTotal = Money(rupiah: money)
        }
        return figures
    }
}
