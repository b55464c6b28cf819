/// Who has earned the incentive of a scheme.
///
/// Only courses that were paid for with the training balance count: one that costs nothing earns
/// nothing.
///
/// How we read "one incentive per person, on the first completion only": a completed course
/// counts when it is as long as the scheme asks; the earliest completion that counts is the one
/// that earns. A course that is too short, or whose length its platform does not tell, earns
/// nothing and spoils nothing: a later, longer one may still be the first that counts. A poor
/// score blocks nothing.
public enum IncentiveRules {
    /// The rules, in the order in which they are shown.
    public enum Rule: String, Sendable, Codable, CaseIterable {
        /// The scheme grants an incentive and its amount is known.
        case incentiveInScheme = "incentive_in_scheme"
        case cardNotRevoked = "card_not_revoked"
        case firstCompletion = "first_completion"
        case minimumDuration = "minimum_duration"
        case certificate
        case ratingAndReview = "rating_and_review"
        /// Verified, and held by the same NIK.
        case payoutAccount = "payout_account"
    }

    /// One rule's verdict; `missing` says what would fulfil it and is nil where it is met.
    public struct Condition: Sendable, Equatable, Codable {
        public let rule: Rule
        public let met: Bool
        public let missing: String?
    }

    public enum State: String, Sendable, Codable, CaseIterable {
        case eligible
        /// What is missing can still come.
        case notYet = "not_yet"
        /// Nothing the participant does makes it come.
        case ineligible
    }

    /// A completed course with what the rules ask of it.
    public struct CompletedCourse: Sendable, Equatable {
        public var orderID: Identifier<Order>
        public var completionID: Identifier<Completion>
        public var title: String
        public var price: Money
        public var completedAt: Instant
        /// As it was when the course was bought.
        public var durationMinutes: Int?
        public var certificateID: Identifier<Certificate>?
        public var stars: Int?
        public var review: String?
    }

    public struct PayoutAccount: Sendable, Equatable {
        public var kind: String
        public var isVerified: Bool
        public var holderNIK: String
        public var changedAt: Instant
    }

    /// All that a decision rests on.
    public struct Facts: Sendable, Equatable {
        public var nik: String
        /// Nil where the participant has no card.
        public var scheme: Scheme?
        /// Set for this participant at acceptance; comes before the scheme's amount.
        public var monthlyIncentive: Money?
        public var isCardRevoked: Bool
        /// In the order of their completion.
        public var completed: [CompletedCourse]
        public var payoutAccount: PayoutAccount?

        /// One instalment's amount; nil where there is none.
        public var amount: Money? {
            let amount = monthlyIncentive ?? scheme?.incentive.amount
            return amount.flatMap { $0 > .zero ? $0 : nil }
        }
    }

    public struct Decision: Sendable, Equatable {
        public let state: State
        /// Every rule, in the order of ``Rule``.
        public let conditions: [Condition]
        /// The course that earns; nil before the first completion.
        public let course: CompletedCourse?

        public var orderID: Identifier<Order>? { course?.orderID }
    }

    public static func evaluate(_ facts: Facts) -> Decision {
        let paid = facts.completed.filter { $0.price > .zero }
        let course = earning(paid, facts.scheme) ?? paid.first
        let conditions = [
            incentiveInScheme(facts), cardNotRevoked(facts),
            firstCompletion(course, among: facts.completed),
            minimumDuration(course, facts.scheme), certificate(course), ratingAndReview(course),
            payoutAccount(facts),
        ]
        let isHopeless = !conditions[0].met || !conditions[1].met
        let isComplete = conditions.allSatisfy(\.met)
        return Decision(
            state: isHopeless ? .ineligible : isComplete ? .eligible : .notYet,
            conditions: conditions, course: course)
    }

    /// The first completion that is long enough.
    static func earning(
        _ completed: [CompletedCourse], _ scheme: Scheme?
    ) -> CompletedCourse? {
        guard let least = scheme?.minimumCourseMinutes else { return completed.first }
        return completed.first { ($0.durationMinutes ?? 0) >= least }
    }

    private static func incentiveInScheme(_ facts: Facts) -> Condition {
        guard let scheme = facts.scheme else {
            return unmet(.incentiveInScheme, "There is no training card.")
        }
        guard facts.amount != nil else {
            return unmet(
                .incentiveInScheme,
                "The scheme \(scheme.name) pays an amount that is set at acceptance, and none was.")
        }
        return met(.incentiveInScheme)
    }

    private static func cardNotRevoked(_ facts: Facts) -> Condition {
        facts.isCardRevoked
            ? unmet(.cardNotRevoked, "The training card was revoked.") : met(.cardNotRevoked)
    }

    private static func firstCompletion(
        _ course: CompletedCourse?, among completed: [CompletedCourse]
    ) -> Condition {
        if course != nil { return met(.firstCompletion) }
        guard let free = completed.first else {
            return unmet(.firstCompletion, "Complete a course.")
        }
        return unmet(
            .firstCompletion,
            "\(free.title) cost nothing. Complete a course that the training balance paid for.")
    }

    private static func minimumDuration(_ course: CompletedCourse?, _ scheme: Scheme?) -> Condition
    {
        guard let least = scheme?.minimumCourseMinutes else { return met(.minimumDuration) }
        let wanted = "a course of at least \(least) minutes"
        guard let course else { return unmet(.minimumDuration, "Complete \(wanted).") }
        guard let minutes = course.durationMinutes else {
            return unmet(
                .minimumDuration,
                "The platform does not say how long \(course.title) is. Complete \(wanted).")
        }
        guard minutes >= least else {
            return unmet(
                .minimumDuration, "\(course.title) has \(minutes) minutes. Complete \(wanted).")
        }
        return met(.minimumDuration)
    }

    private static func certificate(_ course: CompletedCourse?) -> Condition {
        guard let course else {
            return unmet(.certificate, "The certificate of the completed course.")
        }
        return course.certificateID != nil
            ? met(.certificate)
            : unmet(.certificate, "The platform has not issued the certificate of \(course.title).")
    }

    private static func ratingAndReview(_ course: CompletedCourse?) -> Condition {
        guard let course else {
            return unmet(.ratingAndReview, "A rating and a review of the completed course.")
        }
        let hasReview = course.review?.contains { !$0.isWhitespace } ?? false
        switch (course.stars != nil, hasReview) {
        case (true, true): return met(.ratingAndReview)
        case (true, false): return unmet(.ratingAndReview, "Write a review of \(course.title).")
        case (false, _): return unmet(.ratingAndReview, "Rate and review \(course.title).")
        }
    }

    private static func payoutAccount(_ facts: Facts) -> Condition {
        guard let account = facts.payoutAccount else {
            return unmet(.payoutAccount, "Connect a bank account or an e-wallet.")
        }
        guard account.holderNIK == facts.nik else {
            return unmet(
                .payoutAccount,
                "The account belongs to another NIK. Connect one that is in your own name.")
        }
        guard account.isVerified else {
            return unmet(.payoutAccount, "The account's verification has not succeeded yet.")
        }
        return met(.payoutAccount)
    }

    private static func met(_ rule: Rule) -> Condition {
        Condition(rule: rule, met: true, missing: nil)
    }

    private static func unmet(_ rule: Rule, _ missing: String) -> Condition {
        Condition(rule: rule, met: false, missing: missing)
    }
}
