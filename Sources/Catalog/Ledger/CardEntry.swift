/// One line of a card's statement. The amounts of all lines add up to the balance.
public struct CardEntry: Sendable, Equatable, Encodable {
    public let id: Identifier<Transfer>
    public let at: Instant
    /// Above zero where money came onto the card, below where it left.
    public let amount: Money
    /// A ``Transfer/Reason``, as stored.
    public let reason: String
    public let orderID: Identifier<Order>?
    public let courseTitle: String?

    enum CodingKeys: String, CodingKey {
        case id, at, amount, reason
        case orderID = "order_id"
        case courseTitle = "course_title"
    }
}
