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

    public var id: Identifier<Transfer>
    public var kind: Kind
    public var pendingID: Identifier<Transfer>?
    public var debit: Account
    public var credit: Account
    public var amount: Money
    /// Stable, snake case: `card_funded`, `course_bought`, `course_refunded`, `course_completed`.
    public var reason: String
    public var orderID: Identifier<Order>?
    public var createdAt: Instant
}
