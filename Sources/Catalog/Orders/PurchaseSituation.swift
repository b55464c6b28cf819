/// Everything that a purchase depends on, as ``OrderStore`` read it in one transaction.
public struct PurchaseSituation: Sendable {
    /// The part of a card that a purchase looks at.
    public struct CardFacts: Sendable, Equatable {
        public var state: Card.State
        public var balance: Money
        public var buyBefore: Instant
        public var expiresAt: Instant
        public var schemeID: String
    }

    /// The part of a course that a purchase looks at.
    public struct CourseFacts: Sendable, Equatable {
        public var course: OrderedCourse
        public var state: Course.State
        /// Nil where the platform names none.
        public var price: Money?
        /// The platform lists dates, one of which has to be chosen.
        public var hasSchedules: Bool
        /// False for a platform that the configuration has disabled, or does not name.
        public var isPlatformSelling = true
        /// Kept with the order: the incentive asks for a length, and the platform may change it.
        public var durationMinutes: Int? = nil
    }

    /// What the participant bought before. Orders that ended without a course do not count.
    public struct History: Sendable, Equatable {
        /// Orders that are open or completed and were paid for: a free course is no purchase, or
        /// it would keep a card that nobody uses.
        public var purchases = 0
        /// The order by which this course has been bought.
        public var sameCourse: Identifier<Order>?
        /// An order whose course is neither completed nor given back.
        public var underway: Identifier<Order>?
        /// When a completed course that was paid for was first reviewed.
        public var firstReviewedAt: Instant?
    }

    /// Nil for someone who was never given a card.
    public var card: CardFacts?
    public var course: CourseFacts
    /// The schedule code in the request.
    public var scheduleCode: String?
    /// The listed schedule of that code.
    public var schedule: Schedule?
    public var history: History
    public var oneCourseAtATime: Bool
    public var furtherPurchaseDaysAfterCompletion: Int?
    /// Other dates with seats, to name them in a refusal.
    public var otherSchedules: [Schedule] = []
}
