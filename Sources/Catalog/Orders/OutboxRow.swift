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

    static func id(_ kind: Kind, of order: Identifier<Order>) -> String {
        kind.rawValue + ":" + order.value
    }
}
