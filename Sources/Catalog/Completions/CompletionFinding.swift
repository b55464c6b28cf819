/// What became of one event of a platform, and why; kept with it. The raw value is stable.
public enum CompletionFinding: String, Sendable, Codable, CaseIterable {
    /// It changed something.
    case applied
    /// It says what we knew, or less.
    case nothingNew = "nothing_new"
    /// The first completion stands.
    case alreadyCompleted = "already_completed"
    /// The order had ended before the platform said so.
    case alreadyEnded = "already_ended"
    /// Activity from before the order ended, told late.
    case lateActivity = "late_activity"
    /// A word that decides nothing, such as a failed test.
    case notAnOutcome = "not_an_outcome"
    /// No order of this platform answers to it; looked at again when an enrolment becomes known.
    case unknownOrder = "unknown_order"
    /// The order has not been given to the platform, so it can know nothing of it.
    case orderNotPlaced = "order_not_placed"
    /// The order was cancelled, refunded or failed.
    case orderEnded = "order_ended"
    /// A completed course is not cancelled.
    case completedStands = "completed_stands"
    /// Dated more than ``CompletionRules/clockSkewMax`` ahead of now.
    case inTheFuture = "in_the_future"
    /// Dated before the order was given to the platform.
    case beforeTheOrder = "before_the_order"
    /// A completion or certificate dated before the order's schedule began.
    case beforeTheSchedule = "before_the_schedule"
    /// The order is known under another enrolment.
    case otherEnrolment = "other_enrolment"
    /// The order has a certificate of another number, or the number is of another order.
    case otherCertificate = "other_certificate"
    /// The completion counts, but the certificate that came with it cannot be read or has an
    /// impossible date.
    case certificateUnusable = "certificate_unusable"
    /// The event's id came before with other content.
    case otherContent = "other_content"
    /// Authentic, but not an event that can be read.
    case unreadable

    /// The coarse verdict that `webhook_events.verdict` holds.
    public enum Verdict: String, Sendable, Codable, CaseIterable {
        case applied
        case repeated
        case unknownOrder = "unknown_order"
        /// Kept for people to look at.
        case contradiction
        case ignored
    }

    public var verdict: Verdict {
        switch self {
        case .applied: return .applied
        case .nothingNew, .alreadyCompleted, .alreadyEnded: return .repeated
        case .lateActivity, .notAnOutcome: return .ignored
        case .unknownOrder: return .unknownOrder
        case .orderNotPlaced, .orderEnded, .completedStands, .inTheFuture, .beforeTheOrder,
            .beforeTheSchedule, .otherEnrolment, .otherCertificate, .certificateUnusable,
            .otherContent, .unreadable:
            return .contradiction
        }
    }
}
