/// Queries for what follows from a platform's word: completions, certificates, incentives.
extension AuditFinding.Code {
    static let missingCompletions = """
        SELECT o.id, o.state FROM orders AS o LEFT JOIN completions AS c ON c.order_id = o.id
        WHERE o.state = 'completed' AND c.id IS NULL
        """

    static let missingRedeemCodes = """
        SELECT id, state FROM orders
        WHERE state IN ('confirmed', 'completed', 'refunded') AND redeem_code IS NULL
        """

    private static let completingWords =
        ([CompletionEvent.Kind.completed.rawValue] + XAPIStatement.completingVerbs)
        .map { "'\($0)'" }.joined(separator: ", ")

    static let unfoundedCompletions = """
        SELECT c.id, o.state FROM completions AS c JOIN orders AS o ON o.id = c.order_id
        LEFT JOIN webhook_events AS e ON e.id = c.event_id
        WHERE o.state <> 'completed' OR o.participant_id <> c.participant_id
            OR o.course_id <> c.course_id OR o.completed_at <> c.completed_at
            OR coalesce(e.order_id, '') <> o.id OR e.platform_id <> o.platform_id
            OR e.kind NOT IN (\(completingWords))
        """

    static let unfoundedCertificates = """
        SELECT c.id, o.state FROM certificates AS c JOIN orders AS o ON o.id = c.order_id
        LEFT JOIN webhook_events AS e ON e.id = c.event_id
        WHERE o.participant_id <> c.participant_id OR o.course_id <> c.course_id
            OR o.platform_id <> c.platform_id OR coalesce(e.order_id, '') <> o.id
            OR e.platform_id <> o.platform_id
        """

    /// What may change afterwards (the card, the payout account) is not asked for again.
    static let unfoundedIncentives = """
        SELECT i.participant_id, i.order_id FROM incentives AS i
        LEFT JOIN orders AS o ON o.id = i.order_id AND o.participant_id = i.participant_id
        LEFT JOIN completions AS f ON f.id = i.completion_id AND f.order_id = i.order_id
        LEFT JOIN certificates AS c ON c.id = i.certificate_id AND c.order_id = i.order_id
        WHERE o.id IS NULL OR o.price = 0 OR o.stars IS NULL OR o.review IS NULL
            OR f.id IS NULL OR f.participant_id <> i.participant_id
            OR c.id IS NULL OR i.conditions LIKE '%"met":false%'
        """

    static let instalmentSums = """
        SELECT i.participant_id, 'granted ' || CAST(i.total AS TEXT) || ', instalments '
            || CAST(coalesce(s.total, 0) AS TEXT)
        FROM incentives AS i
        LEFT JOIN (
            SELECT participant_id, count(*) AS steps, CAST(sum(amount) AS BIGINT) AS total
            FROM instalments GROUP BY participant_id
        ) AS s ON s.participant_id = i.participant_id
        WHERE coalesce(s.steps, 0) <> i.instalments OR coalesce(s.total, 0) <> i.total
        """
}
