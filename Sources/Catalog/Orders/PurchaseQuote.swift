/// What buying a course would mean for somebody, without buying it.
public struct PurchaseQuote: Sendable, Equatable {
    /// Nil where the platform names none.
    public let price: Money?
    /// Nil for somebody without a card.
    public let balance: Money?
    /// Why it would be refused; empty where it can be bought.
    public let refusals: [Refusal.Reason]
    /// The order by which the participant has this course.
    public let orderID: Identifier<Order>?
    public let incentive: IncentiveRules.Prospect

    /// What the purchase leaves on the card; nil where it cannot be paid from it.
    public var left: Money? {
        guard let price, let balance, price <= balance else { return nil }
        return balance - price
    }
}

/// A quote as `GET /v1/courses/{id}/quote` tells it.
public struct PurchaseQuoteView: Sendable, Encodable {
    public struct Incentive: Sendable, Encodable {
        public let verdict: IncentiveRules.Prospect.Verdict
        public let conditions: [IncentiveRules.Condition]
    }

    public let price: Money?
    public let balance: Money?
    public let left: Money?
    public let purchasable: Bool
    public let reasons: [Refusal.Reason]
    public let orderID: Identifier<Order>?
    public let incentive: Incentive

    enum CodingKeys: String, CodingKey {
        case price, balance, left, purchasable, reasons, incentive
        case orderID = "order_id"
    }

    public init(_ quote: PurchaseQuote) {
        price = quote.price
        balance = quote.balance
        left = quote.left
        purchasable = quote.refusals.isEmpty
        reasons = quote.refusals
        orderID = quote.orderID
        incentive = Incentive(
            verdict: quote.incentive.verdict, conditions: quote.incentive.conditions)
    }
}
