extension IncentiveRules {
    /// A course that somebody thinks of buying.
    public struct Candidate: Sendable, Equatable {
        public var title: String
        /// Nil where the platform names none: it is taken to cost something.
        public var price: Money?
        public var durationMinutes: Int?

        public init(title: String, price: Money?, durationMinutes: Int?) {
            self.title = title
            self.price = price
            self.durationMinutes = durationMinutes
        }
    }

    /// Whether a course, once it is completed, certified and reviewed, would earn the incentive.
    public struct Prospect: Sendable, Equatable {
        public enum Verdict: String, Sendable, Encodable, CaseIterable {
            case wouldEarn = "would_earn"
            /// A condition other than the payout account is not met.
            case wouldNotEarn = "would_not_earn"
            /// An earlier completion counts: there is one incentive a person.
            case earnedByAnother = "earned_by_another"
            case alreadyGranted = "already_granted"
        }

        public let verdict: Verdict
        /// Every rule as it would stand then, in the order of ``Rule``.
        public let conditions: [Condition]
        /// What the scheme asks of a course's length.
        public let minimumCourseMinutes: Int?

        /// The rules that would not be met.
        public var unmet: [Rule] { conditions.filter { !$0.met }.map(\.rule) }
    }

    /// The rules themselves, asked of the facts as they would be with this course completed at
    /// `now`.
    public static func prospect(
        of candidate: Candidate, _ facts: Facts, isGranted: Bool, now: Instant
    ) -> Prospect {
        var alone = facts
        alone.completed = [
            CompletedCourse(
                orderID: Identifier(at: now), completionID: Identifier(at: now),
                title: candidate.title, price: candidate.price ?? Money(rupiah: 1),
                completedAt: now, durationMinutes: candidate.durationMinutes,
                certificateID: Identifier(at: now), stars: 5, review: "-")
        ]
        let conditions = evaluate(alone).conditions
        let isEarnedElsewhere =
            earning(facts.completed.filter { $0.price > .zero }, facts.scheme) != nil
        let verdict: Prospect.Verdict =
            if isGranted {
                .alreadyGranted
            } else if isEarnedElsewhere {
                .earnedByAnother
            } else if conditions.allSatisfy({ $0.met || $0.rule == .payoutAccount }) {
                .wouldEarn
            } else {
                .wouldNotEarn
            }
        return Prospect(
            verdict: verdict, conditions: conditions,
            minimumCourseMinutes: facts.scheme?.minimumCourseMinutes)
    }
}
