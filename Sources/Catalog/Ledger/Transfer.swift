/// A movement of money between two accounts; never updated or deleted.
public struct Transfer: Sendable, Identified, Equatable {
    public static let idPrefix = "trf"

    public enum Kind: String, Sendable {
        /// Sets the amount aside.
        case pending
        /// Carries a pending transfer out.
        case post
        /// Lets a pending transfer go.
        case void
        /// Moves at once.
        case single
    }

    /// Why money moves; stable, as stored.
    public enum Reason: String, Sendable, CaseIterable {
        /// The scheme's money comes onto a card.
        case cardFunded = "card_funded"
        /// What is left on a revoked or expired card goes back to the state.
        case balanceReturned = "balance_returned"
        /// A price is set aside.
        case courseBought = "course_bought"
        /// The platform enrolled: the price is charged.
        case courseCharged = "course_charged"
        /// The order ended before it was charged.
        case courseReleased = "course_released"
        /// The order ended after it was charged.
        case courseRefunded = "course_refunded"
        /// The platform has earned the price.
        case courseCompleted = "course_completed"
    }

    public var id: Identifier<Transfer>
    public var kind: Kind
    public var pendingID: Identifier<Transfer>?
    public var debit: Account
    public var credit: Account
    public var amount: Money
    /// A ``Reason``, as stored.
    public var reason: String
    public var orderID: Identifier<Order>?
    public var createdAt: Instant
}
