/// Where a participant stands, `GET /v1/me/incentives`: `{state, order_id?,
/// conditions[{rule, met, missing?}], instalments[{due_on, amount, state, kind, number}]}`.
public struct IncentiveView: Sendable, Encodable {
    public struct Payment: Sendable, Encodable {
        /// The day in western Indonesia.
        public let dueOn: CalendarDay
        public let amount: Money
        public let state: Instalment.State
        public let kind: Instalment.Kind
        public let number: Int

        enum CodingKeys: String, CodingKey {
            case amount, state, kind, number
            case dueOn = "due_on"
        }
    }

    public let state: IncentiveRules.State
    /// The order whose completion earns; left out before the first completion.
    public let orderID: Identifier<Order>?
    public let conditions: [IncentiveRules.Condition]
    public let instalments: [Payment]

    enum CodingKeys: String, CodingKey {
        case state, conditions, instalments
        case orderID = "order_id"
    }

    public init(_ standing: IncentiveStore.Standing) {
        state = standing.state
        orderID = standing.orderID
        conditions = standing.conditions
        instalments = standing.instalments.map { instalment in
            Payment(
                dueOn: CalendarDay(containing: instalment.dueAt), amount: instalment.amount,
                state: instalment.state, kind: instalment.kind, number: instalment.number)
        }
    }
}
