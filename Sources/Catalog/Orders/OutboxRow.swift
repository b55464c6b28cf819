/// A call that is owed to a platform.
public struct OutboxRow: Sendable, Equatable {
    public enum Kind: String, Sendable, CaseIterable {
        case enrol
        case cancel
    }

    /// Kind and order: an order owes a platform each call at most once at a time.
    public let id: String
    public let kind: Kind
    public let orderID: Identifier<Order>
    public let platformID: String
    /// How often it has been taken, this time included.
    public let attempts: Int
    public let createdAt: Instant
    /// Whose it is until then: an attempt that may last longer is not begun.
    public let leasedUntil: Instant
    /// When a call of an earlier attempt went out of which it is not known what it did; nil where
    /// every call so far has done nothing.
    public let uncertainSince: Instant?

    static func id(_ kind: Kind, of order: Identifier<Order>) -> String {
        kind.rawValue + ":" + order.value
    }
}
