/// One dated payment of an incentive.
public struct Instalment: Sendable, Identified, Equatable {
    public static let idPrefix = "ins"

    public enum Kind: String, Sendable, Codable, CaseIterable {
        /// Money for the completed course.
        case incentive
        /// Money for answering a survey of the programme.
        case survey
    }

    public enum State: String, Sendable, Codable, CaseIterable {
        case scheduled
        case paid
        case stopped
    }

    public var id: Identifier<Instalment>
    public var kind: Kind
    /// From 1, each kind for itself.
    public var number: Int
    public var amount: Money
    /// The first moment of the day on which it is due, in western Indonesia.
    public var dueAt: Instant
    public var state: State
}

/// The plan of an incentive: what is due, and when.
public struct InstalmentPlan: Sendable, Equatable {
    public struct Step: Sendable, Equatable {
        public let kind: Instalment.Kind
        public let number: Int
        public let amount: Money
        public let dueAt: Instant
    }

    public let steps: [Step]

    public var total: Money {
        Money(rupiah: steps.reduce(0) { $0 + $1.amount.rupiah })
    }

    /// The first instalment is due one interval after the day of eligibility, each further one an
    /// interval after that, on the same day of the month or the last day of a shorter one;
    /// surveys keep the same pace. Amounts of nothing make no step.
    public init(scheme: Scheme, amount: Money, eligibleAt: Instant) {
        let day = CalendarDay(containing: eligibleAt)
        let interval = scheme.incentive.everyMonths
        func steps(_ kind: Instalment.Kind, _ count: Int, of amount: Money) -> [Step] {
            guard count > 0, amount > .zero else { return [] }
            return (1...count).map { number in
                Step(
                    kind: kind, number: number, amount: amount,
                    dueAt: day.adding(months: interval * number).start)
            }
        }
        self.steps =
            steps(.incentive, scheme.incentive.instalments, of: amount)
            + steps(.survey, scheme.surveys.count, of: scheme.surveys.amount)
    }
}
