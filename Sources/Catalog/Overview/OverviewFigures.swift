/// How much happened in some span of time.
public struct OverviewFigures: Sendable, Equatable {
    /// Orders made, whatever became of them.
    public var orders = 0
    /// Their prices.
    public var orderTotal = Money.zero
    public var completions = 0
    /// Incentives granted.
    public var incentives = 0
    /// Of all their instalments.
    public var incentiveTotal = Money.zero

    public init() {}

    public static func += (left: inout OverviewFigures, right: OverviewFigures) {
        left.orders += right.orders
        left.orderTotal = Money(rupiah: left.orderTotal.rupiah + right.orderTotal.rupiah)
        left.completions += right.completions
        left.incentives += right.incentives
        left.incentiveTotal = Money(
            rupiah: left.incentiveTotal.rupiah + right.incentiveTotal.rupiah)
    }
}

/// The figures of some weeks: by week, and by platform, category and province over all of them.
public struct Overview: Sendable, Equatable {
    public struct Week: Sendable, Equatable {
        /// A Monday in western time, counted in days since 1970-01-01.
        public let startsOn: Int
        public let figures: OverviewFigures
    }

    public struct Group: Sendable, Equatable {
        /// The id of a platform or category, or the code of a province; empty where a course has
        /// no category, or a participant no regency.
        public let value: String
        public let figures: OverviewFigures
    }

    /// The oldest first, without gaps.
    public let weeks: [Week]
    /// Those with most orders first.
    public let platforms: [Group]
    public let categories: [Group]
    public let provinces: [Group]
    /// Everything before this moment is counted.
    public let countedUntil: Instant
}

/// Days as the overview counts them: in western time, whose offset never changes.
public enum OverviewDay {
    static let offset = Span.hours(7)
    private static let length = Span.days(1).milliseconds
    /// 1970-01-01 was a Thursday.
    private static let mondayShift = 3

    /// Days since 1970-01-01 in western time.
    public static func number(of instant: Instant) -> Int {
        Int((instant.milliseconds + offset.milliseconds) / length)
    }

    /// When a day begins.
    public static func start(of day: Int) -> Instant {
        Instant(milliseconds: Int64(day) * length - offset.milliseconds)
    }

    /// The Monday of a day's week.
    public static func monday(of day: Int) -> Int { day - (day + mondayShift) % 7 }
}
