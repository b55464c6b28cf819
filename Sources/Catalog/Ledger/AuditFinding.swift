/// Something in the store that contradicts something else.
public struct AuditFinding: Sendable, Equatable, Encodable {
    /// What is wrong, most fundamental first; stable, as printed and in JSON.
    public enum Code: String, Sendable, Encodable, CaseIterable {
        /// Stored card balances and all other accounts do not add up to zero.
        case ledgerNotZero = "ledger_not_zero"
        /// A card's balance is not what its transfers bring.
        case cardBalanceDiffers = "card_balance_differs"
        /// More has left a platform's account than came in.
        case accountNegative = "account_negative"
        /// A post or void has other accounts or another amount than its pending transfer.
        case resolutionDiffers = "resolution_differs"
        /// A reservation that no order owns, or a transfer for an order that does not exist.
        case transferWithoutOrder = "transfer_without_order"
        /// An order of a course that is another platform's, or does not exist, which a server's
        /// store does not prevent (``Schema``).
        case orderUnfounded = "order_unfounded"
        /// An order's reservation does not fit its price and state.
        case reservationDiffers = "reservation_differs"
        /// An order's refund does not fit its price and state.
        case refundDiffers = "refund_differs"
        /// What a platform earned by an order does not fit its price and state.
        case earningDiffers = "earning_differs"
        /// A schedule's seats taken are not its orders.
        case seatsDiffer = "seats_differ"
        /// A completed order without its completion.
        case completionMissing = "completion_missing"
        /// An order was charged without a code by which its buyer redeems the course.
        case redeemCodeMissing = "redeem_code_missing"
        /// A completion whose order is not completed or somebody else's, or whose event is not
        /// the proof of it.
        case completionUnfounded = "completion_unfounded"
        /// A certificate of somebody else's order, or without the event that brought it.
        case certificateUnfounded = "certificate_unfounded"
        /// An incentive without the completion, certificate, price or rating that it takes.
        case incentiveUnfounded = "incentive_unfounded"
        /// Instalments that are not what was granted.
        case instalmentsDiffer = "instalments_differ"
        /// An order whose call to the platform is not in the outbox.
        case outboxMissing = "outbox_missing"
        /// A call in the outbox that its order does not owe.
        case outboxUnfounded = "outbox_unfounded"
        /// The kept body of an event does not say what was received.
        case eventAltered = "event_altered"
        /// The facts of a certificate are not those that were recorded.
        case certificateAltered = "certificate_altered"
    }

    public let code: Code
    /// The offending rows, at most ``Audit/idsMax`` of them.
    public let ids: [String]
    /// What was found, for people.
    public let words: String

    /// - Parameter offending: one more than ``Audit/idsMax`` tells that there are more.
    /// - Returns: nil where nothing offends.
    init?(_ code: Code, offending: [(id: String, words: String)]) {
        guard let first = offending.first else { return nil }
        let count =
            offending.count > Audit.idsMax ? "more than \(Audit.idsMax)" : "\(offending.count)"
        self.code = code
        ids = offending.prefix(Audit.idsMax).map(\.id)
        words = "\(code.words): \(count), such as \(first.id) (\(first.words))"
    }
}
