extension CalendarDay {
    /// Western Indonesia is UTC+7 all year.
    private static let offset = Span.hours(7)

    /// The day on which a moment falls.
    /// - Precondition: the moment lies within the calendar's years 1900 to 2200.
    public init(containing instant: Instant) {
        let local = (instant + Self.offset).description
        guard let day = CalendarDay(String(local.prefix(10))) else {
            preconditionFailure("outside the calendar: \(instant)")
        }
        self = day
    }

    /// The first moment of this day.
    public var start: Instant { end - .days(1) }
}
