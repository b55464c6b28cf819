import SQL

/// Proves that the store agrees with itself: the ledger sums to zero, every order's money fits
/// its state, seats are orders, and every incentive has its completion.
///
/// Each check is one query that returns what offends, so that a clean store of any size needs no
/// memory. Give it a connection in a reading transaction: all checks then see one moment.
///
/// That a schedule has more seats taken than it offers is no finding: a platform may lower the
/// number after the sale. Overselling itself is prevented where the seat is taken.
public struct Audit {
    /// Offending ids that one finding names.
    public static let idsMax = 100

    private let database: any Database

    public init(_ database: any Database) {
        self.database = database
    }

    /// All findings, at most one a ``AuditFinding/Code``; empty for a sound store. The proofs that
    /// it rests on are proven by ``EvidenceAudit``.
    public func findings() throws -> [AuditFinding] {
        try AuditFinding.Code.allCases.compactMap(finding)
    }

    private func finding(_ code: AuditFinding.Code) throws -> AuditFinding? {
        guard let query = code.query else { return nil }
        let rows = try database.rows(query + "\nLIMIT \(Self.idsMax + 1)")
        return AuditFinding(code, offending: rows.map { ($0.text(0), $0.text(1)) })
    }
}

extension AuditFinding.Code {
    /// What is wrong, in words.
    var words: String {
        switch self {
        case .ledgerNotZero: return "the accounts do not add up to zero"
        case .cardBalanceDiffers: return "cards whose balance is not the sum of their transfers"
        case .accountNegative: return "platform accounts below zero"
        case .resolutionDiffers: return "transfers that differ from what they resolve"
        case .transferWithoutOrder: return "transfers without their order"
        case .orderUnfounded: return "orders that are not of a course of their platform"
        case .reservationDiffers: return "orders whose reservation does not fit"
        case .refundDiffers: return "orders whose refund does not fit"
        case .earningDiffers: return "orders whose earning does not fit"
        case .seatsDiffer: return "schedules whose seats taken are not their orders"
        case .completionMissing: return "completed orders without a completion"
        case .redeemCodeMissing: return "charged orders without a redeem code"
        case .completionUnfounded: return "completions without a completed order or their proof"
        case .certificateUnfounded: return "certificates that are not of their order"
        case .incentiveUnfounded: return "incentives without what they rest on"
        case .instalmentsDiffer: return "incentives whose instalments are not what was granted"
        case .outboxMissing: return "orders whose call is not in the outbox"
        case .outboxUnfounded: return "calls in the outbox that no order owes"
        case .eventAltered: return "events whose body does not say what was received"
        case .certificateAltered: return "certificates whose facts are not those recorded"
        }
    }
}
