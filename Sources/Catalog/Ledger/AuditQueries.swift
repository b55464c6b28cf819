extension AuditFinding.Code {
    /// A query for what offends: its id, and its state in words. No parameters, no LIMIT. Nil for
    /// what no query can compute.
    var query: String? {
        switch self {
        case .ledgerNotZero: return Self.ledgerSum
        case .cardBalanceDiffers: return Self.cardBalances
        case .accountNegative: return Self.negativeAccounts
        case .resolutionDiffers: return Self.resolutions
        case .transferWithoutOrder: return Self.ownerless
        case .orderUnfounded: return Self.unfoundedOrders
        case .reservationDiffers: return Self.reservations
        case .refundDiffers:
            return Self.singles(
                of: "refunded", reason: .courseRefunded, debit: "'held:' || o.platform_id",
                credit: "'card:' || o.participant_id")
        case .earningDiffers:
            return Self.singles(
                of: "completed", reason: .courseCompleted, debit: "'held:' || o.platform_id",
                credit: "'payable:' || o.platform_id")
        case .seatsDiffer: return Self.seats
        case .completionMissing: return Self.missingCompletions
        case .redeemCodeMissing: return Self.missingRedeemCodes
        case .completionUnfounded: return Self.unfoundedCompletions
        case .certificateUnfounded: return Self.unfoundedCertificates
        case .incentiveUnfounded: return Self.unfoundedIncentives
        case .instalmentsDiffer: return Self.instalmentSums
        case .outboxMissing: return Self.missingCalls
        case .outboxUnfounded: return Self.unfoundedCalls
        case .eventAltered, .certificateAltered: return nil
        }
    }

    // Sums are cast because PostgreSQL widens them to NUMERIC.

    /// What all cards hold (stored), what is set aside, and what all other accounts hold (summed).
    private static let ledgerSum = """
        SELECT 'ledger', CAST(total AS TEXT) FROM (
            SELECT
                CAST((SELECT coalesce(sum(balance), 0) FROM cards) AS BIGINT)
                + CAST((SELECT coalesce(sum(t.amount), 0) FROM transfers AS t
                    WHERE t.kind = 'pending' AND NOT EXISTS
                        (SELECT 1 FROM transfers AS r WHERE r.pending_id = t.id)) AS BIGINT)
                + CAST((SELECT coalesce(sum(amount), 0) FROM transfers
                    WHERE kind IN ('single', 'post') AND credit NOT LIKE 'card:%') AS BIGINT)
                - CAST((SELECT coalesce(sum(amount), 0) FROM transfers
                    WHERE kind IN ('single', 'post') AND debit NOT LIKE 'card:%') AS BIGINT)
                AS total
        ) AS sums WHERE total <> 0
        """

    /// All cards and all that moved money from or to one, added up in one go: joined to their sums
    /// the cards would be looked at once for each of them.
    private static let cardBalances = """
        SELECT substr(card, 6), 'stored ' || CAST(CAST(sum(stored) AS BIGINT) AS TEXT)
            || ', summed ' || CAST(CAST(sum(moved) AS BIGINT) AS TEXT)
        FROM (
            SELECT 'card:' || participant_id AS card, balance AS stored, 0 AS moved FROM cards
            UNION ALL
            SELECT (\(Schema.cardOfTransfer)), 0, CASE
                WHEN kind IN ('single', 'post') AND debit = (\(Schema.cardOfTransfer))
                    THEN -amount
                WHEN kind IN ('single', 'post') THEN amount
                WHEN kind = 'pending' AND debit = (\(Schema.cardOfTransfer)) AND NOT EXISTS
                    (SELECT 1 FROM transfers AS r WHERE r.pending_id = transfers.id)
                    THEN -amount
                ELSE 0 END
            FROM transfers WHERE (\(Schema.cardOfTransfer)) IS NOT NULL
        ) AS moves
        GROUP BY card HAVING sum(stored) <> sum(moved)
        """

    private static let negativeAccounts = """
        SELECT account, CAST(CAST(sum(amount) AS BIGINT) AS TEXT) FROM (
            SELECT credit AS account, amount FROM transfers WHERE kind IN ('single', 'post')
            UNION ALL
            SELECT debit AS account, -amount FROM transfers WHERE kind IN ('single', 'post')
        ) AS moves
        WHERE account LIKE 'held:%' OR account LIKE 'payable:%'
        GROUP BY account HAVING sum(amount) < 0
        """

    private static let resolutions = """
        SELECT r.id, r.kind FROM transfers AS r JOIN transfers AS p ON p.id = r.pending_id
        WHERE p.kind <> 'pending' OR r.debit <> p.debit OR r.credit <> p.credit
            OR r.amount <> p.amount OR coalesce(r.order_id, '') <> coalesce(p.order_id, '')
        """

    private static let ownerless = """
        SELECT t.id, t.reason FROM transfers AS t LEFT JOIN orders AS o ON o.id = t.order_id
        WHERE (t.order_id IS NOT NULL AND o.id IS NULL)
            OR (t.kind = 'pending' AND coalesce(o.transfer_id, '') <> t.id)
            OR (t.order_id IS NULL
                AND t.reason NOT IN ('card_funded', 'balance_returned'))
        """

    private static let unfoundedOrders = """
        SELECT o.id, o.course_id FROM orders AS o LEFT JOIN courses AS c ON c.id = o.course_id
        WHERE c.id IS NULL OR c.platform_id <> o.platform_id
        """

    /// | state | the reservation is |
    /// |---|---|
    /// | reserved, placed | open |
    /// | confirmed, completed, refunded | posted |
    /// | cancelled, failed | voided |
    private static let reservations = """
        SELECT o.id, o.state FROM orders AS o
        LEFT JOIN transfers AS p ON p.id = o.transfer_id
        LEFT JOIN transfers AS r ON r.pending_id = p.id
        WHERE (o.price > 0 AND (p.id IS NULL OR p.kind <> 'pending' OR p.amount <> o.price
                OR p.debit <> 'card:' || o.participant_id OR p.credit <> 'held:' || o.platform_id
                OR coalesce(p.order_id, '') <> o.id
                OR coalesce(r.kind, 'open') <> CASE
                    WHEN o.state IN ('reserved', 'placed') THEN 'open'
                    WHEN o.state IN ('cancelled', 'failed') THEN 'void'
                    ELSE 'post' END))
            OR (o.price = 0 AND o.transfer_id IS NOT NULL)
        """

    /// Orders in `state` have exactly one such transfer of their price, all others have none.
    private static func singles(
        of state: String, reason: Transfer.Reason, debit: String, credit: String
    ) -> String {
        """
        SELECT o.id, o.state FROM orders AS o
        LEFT JOIN (
            SELECT order_id, count(*) AS times, min(amount) AS amount, min(debit) AS debit,
                min(credit) AS credit
            FROM transfers WHERE reason = '\(reason.rawValue)' GROUP BY order_id
        ) AS t ON t.order_id = o.id
        WHERE coalesce(t.times, 0)
                <> CASE WHEN o.state = '\(state)' AND o.price > 0 THEN 1 ELSE 0 END
            OR (t.times = 1
                AND (t.amount <> o.price OR t.debit <> \(debit) OR t.credit <> \(credit)))
        """
    }

    private static let seats = """
        SELECT s.id, 'taken ' || CAST(s.seats_taken AS TEXT) || ', orders '
            || CAST(coalesce(o.orders, 0) AS TEXT)
        FROM schedules AS s
        LEFT JOIN (
            SELECT schedule_id, count(*) AS orders FROM orders
            WHERE schedule_id IS NOT NULL
                AND state IN ('reserved', 'placed', 'confirmed', 'completed')
            GROUP BY schedule_id
        ) AS o ON o.schedule_id = s.id
        WHERE s.seats_taken <> coalesce(o.orders, 0)
        """

    private static let missingCalls = """
        SELECT o.id, o.state FROM orders AS o
        LEFT JOIN outbox AS e ON e.id = 'enrol:' || o.id
        LEFT JOIN outbox AS c ON c.id = 'cancel:' || o.id
        WHERE (o.state IN ('reserved', 'placed') AND e.id IS NULL)
            OR (o.state = 'confirmed' AND o.cancel_requested_at IS NOT NULL AND c.id IS NULL)
        """

    /// A cancellation is owed by a confirmed order that asked for it, and by one that had ended
    /// when the platform enrolled.
    private static let unfoundedCalls = """
        SELECT x.id, o.state FROM outbox AS x JOIN orders AS o ON o.id = x.order_id
        WHERE x.platform_id <> o.platform_id
            OR (x.kind = 'enrol' AND o.state NOT IN ('reserved', 'placed'))
            OR (x.kind = 'cancel'
                AND NOT (o.state = 'confirmed' AND o.cancel_requested_at IS NOT NULL)
                AND NOT (o.ended_at IS NOT NULL AND o.enrolment_ref IS NOT NULL))
        """
}
