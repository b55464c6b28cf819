import SQL

/// A purchase of one course with the balance of one card.
public struct Order: Sendable, Identified, Equatable {
    public static let idPrefix = "ord"

    /// `reserved → placed → confirmed → completed`; the other three end it without a course.
    public enum State: String, Sendable, Codable, CaseIterable {
        /// The price is set aside; the platform has not been asked.
        case reserved
        /// The platform has been asked, its answer is awaited.
        case placed
        /// Enrolled and charged.
        case confirmed
        /// The platform proved completion.
        case completed
        /// Ended before it was charged.
        case cancelled
        /// Charged, then given back.
        case refunded
        /// The platform said no; never charged.
        case failed
    }

    public var id: Identifier<Order>
    public var participantID: Identifier<Participant>
    public var courseID: Identifier<Course>
    public var platformID: String
    public var scheduleID: Identifier<Schedule>?
    public var schemeID: String
    public var price: Money
    public var state: State
    /// The pending transfer that set the price aside; nil for a free course.
    public var transferID: Identifier<Transfer>?
    public var redeemCode: String?
    public var enrolmentReference: String?
    /// The platform's words when it refused to enrol, or to cancel.
    public var failure: String?
    public var createdAt: Instant
    public var placedAt: Instant?
    public var confirmedAt: Instant?
    public var cancelRequestedAt: Instant?
    public var startedAt: Instant?
    /// 0 to 1.
    public var progress: Double?
    public var progressedAt: Instant?
    public var completedAt: Instant?
    /// When it was cancelled, refunded or failed.
    public var endedAt: Instant?
    public var stars: Int?
    public var review: String?
    public var ratedAt: Instant?
}
