/// What became of a course's orders.
public struct CourseConduct: Sendable, Equatable {
    /// One order, as far as these rules look.
    public struct OrderFacts: Sendable {
        public let state: Order.State
        public let confirmedAt: Instant?
        public let completedAt: Instant?
        public let durationMinutes: Int?
        public let stars: Int?

        public init(
            state: Order.State, confirmedAt: Instant? = nil, completedAt: Instant? = nil,
            durationMinutes: Int? = nil, stars: Int? = nil
        ) {
            self.state = state
            self.confirmedAt = confirmedAt
            self.completedAt = completedAt
            self.durationMinutes = durationMinutes
            self.stars = stars
        }
    }

    /// Orders that the platform had taken.
    var taken = 0
    /// Of those, how many the buyer or the platform ended.
    var ended = 0
    var completions = 0
    /// Completions of courses whose length was known at the purchase.
    var measured = 0
    var fast = 0
    var shortestMinutes: Int?
    var ratings = 0
    var lowRatings = 0

    public init() {}

    public mutating func add(_ order: OrderFacts) {
        if let stars = order.stars {
            ratings += 1
            if stars <= 2 { lowRatings += 1 }
        }
        guard let confirmed = order.confirmedAt else { return }
        taken += 1
        if order.state == .cancelled || order.state == .refunded { ended += 1 }
        guard let completed = order.completedAt else { return }
        completions += 1
        guard let minutes = order.durationMinutes else { return }
        measured += 1
        // Nobody could begin before the platform had taken the order.
        let spent = Int(max(0, (completed - confirmed).milliseconds) / 60_000)
        guard spent < minutes else { return }
        fast += 1
        shortestMinutes = min(shortestMinutes ?? spent, spent)
    }

    /// What the figures show, by the limits of the settings.
    public func findings(_ settings: FlagSettings, durationMinutes: Int?) -> [FlagFinding] {
        var findings: [FlagFinding] = []
        if let percent = settings.fastCompletions.percent(fast, of: measured) {
            var facts: [FlagFact] = [
                .count(.fastCompletions, fast), .count(.completions, measured),
                .percent(.share, percent),
            ]
            if let shortestMinutes { facts.append(.minutes(.shortestTime, shortestMinutes)) }
            if let durationMinutes { facts.append(.minutes(.duration, durationMinutes)) }
            findings.append(
                FlagFinding(.fastCompletions, facts, basis: Self.basis(fast, percent)))
        }
        if let percent = settings.refunds.percent(ended, of: taken) {
            findings.append(
                FlagFinding(
                    .manyRefunds,
                    [
                        .count(.endedOrders, ended), .count(.orders, taken),
                        .percent(.share, percent),
                    ], basis: Self.basis(ended, percent)))
        }
        if let percent = settings.lowRatings.percent(lowRatings, of: ratings) {
            findings.append(
                FlagFinding(
                    .manyComplaints,
                    [
                        .count(.lowRatings, lowRatings), .count(.ratings, ratings),
                        .percent(.share, percent),
                    ], basis: Self.basis(lowRatings, percent)))
        }
        return findings
    }

    /// The figures have changed once the cases have doubled or the share has moved by tens.
    private static func basis(_ cases: Int, _ percent: Int) -> [String] {
        ["\(cases.bitWidth - cases.leadingZeroBitCount)", "\(percent / 10)"]
    }
}

extension FlagSettings.Share {
    /// The share in whole per cent; nil below the limits.
    fileprivate func percent(_ cases: Int, of all: Int) -> Int? {
        guard all > 0, cases >= atLeast, cases * 100 >= percent * all else { return nil }
        return cases * 100 / all
    }
}
