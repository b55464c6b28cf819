import SQL

/// What events do to orders.
extension CompletionStore {
    struct NamedOrder {
        let order: Order
        /// Nil where the course has no dates.
        let scheduleStartsAt: Instant?
    }

    /// What ``named(_:)`` reads, of `orders`.
    static let orderColumns = """
        id, participant_id, course_id, platform_id, schedule_id, scheme_id, price, state,
            transfer_id, redeem_code, enrolment_ref, failure, created_at, placed_at, confirmed_at,
            cancel_requested_at, started_at, progress, progressed_at, completed_at, ended_at,
            stars, review, rated_at,
            (SELECT s.starts_at FROM schedules AS s WHERE s.id = orders.schedule_id)
        """
    private static let selection = "SELECT \(orderColumns) FROM orders WHERE platform_id = $1 "
    private static let byID = selection + "AND id = $2"
    /// Of several orders under one enrolment (a course that was bought again) the live one, or
    /// else the latest. The first is the rule, and needs no sorting.
    private static let byEnrolment = selection + "AND enrolment_ref = $2 AND ended_at IS NULL"
    private static let byEndedEnrolment =
        selection
        + "AND enrolment_ref = $2 AND ended_at IS NOT NULL ORDER BY id DESC LIMIT 1"

    /// The order of this platform that the event speaks of. Our own id of it comes first; where
    /// that is no order of the platform, the enrolment speaks.
    ///
    /// Locked until the command ends: of a completion and a certificate that come at the same
    /// moment the second sees what the first did.
    func order(named event: CompletionEvent, platformID: String) throws -> NamedOrder? {
        let lock = " " + database.lockingClause
        var row: Row?
        if let id = event.orderID { row = try database.row(Self.byID + lock, platformID, id) }
        if row == nil, let reference = event.enrolmentReference {
            row =
                try database.row(Self.byEnrolment + lock, platformID, reference)
                ?? database.row(Self.byEndedEnrolment + lock, platformID, reference)
        }
        return try row.map(Self.named)
    }

    static func named(_ row: Row) throws -> NamedOrder {
        NamedOrder(
            order: try OrderStore.order(row),
            scheduleStartsAt: row.integerIfPresent(24).map(Instant.init(milliseconds:)))
    }

    /// Carries a decision out.
    /// - Returns: its finding, or `otherCertificate` where the number turns out to be another's.
    func carryOut(
        _ decision: CompletionRules.Decision, of event: CompletionEvent, on order: Order,
        eventID: Identifier<KeptEvent>, now: Instant
    ) throws -> CompletionFinding {
        var finding = decision.finding
        var completes = false
        if let activity = decision.activity {
            try note(activity, of: order)
        }
        switch decision.transition {
        case .complete(let confirmsFirst):
            if confirmsFirst { try confirm(order, event, now: now) }
            try complete(order, event, eventID: eventID, now: now)
            completes = true
        case .giveBack:
            guard try OrderStore(database).giveBack(order.id, now: now) else {
                throw DatabaseError.busy("\(order.id) changed meanwhile")
            }
        case nil: break
        }
        if decision.recordsCertificate, let certificate = event.certificate {
            let recorded = try CertificateStore(database).record(
                certificate, of: order, eventID: eventID, at: now)
            if recorded == nil {
                finding = .otherCertificate
                try set(finding, of: eventID, order: order.id)
            }
        }
        if completes || (decision.recordsCertificate && order.state == .completed) {
            try IncentiveStore(database, schemes: schemes).evaluate(
                order.participantID, now: now)
        }
        if order.enrolmentReference == nil, completes, let told = event.enrolmentReference {
            try replayUnknown(platformID: order.platformID, enrolmentReference: told, now: now)
        }
        return finding
    }

    private func note(_ activity: CompletionRules.Activity, of order: Order) throws {
        let noted = try database.run(
            """
            UPDATE orders SET started_at = $2, progress = $3, progressed_at = $4
            WHERE id = $1 AND state = $5 AND started_at IS NOT DISTINCT FROM $6
                AND progress IS NOT DISTINCT FROM $7
            """,
            binding: [
                .text(order.id.value), .integer(activity.startedAt.milliseconds),
                activity.progress.sqlValue, activity.progressedAt.sqlValue,
                .text(order.state.rawValue), order.startedAt.sqlValue, order.progress.sqlValue,
            ])
        guard noted == 1 else { throw DatabaseError.busy("\(order.id) changed meanwhile") }
    }

    /// The completion is the proof of an enrolment whose answer has not reached us.
    private func confirm(_ order: Order, _ event: CompletionEvent, now: Instant) throws {
        let reference = event.enrolmentReference
        guard try OrderStore(database).confirm(order.id, enrolment: reference, now: now) else {
            throw DatabaseError.busy("\(order.id) changed meanwhile")
        }
    }

    private func complete(
        _ order: Order, _ event: CompletionEvent, eventID: Identifier<KeptEvent>, now: Instant
    ) throws {
        let completed = try OrderStore(database).complete(
            order.id, completedAt: event.at, now: now)
        guard completed else { throw DatabaseError.busy("\(order.id) changed meanwhile") }
        try database.run(
            """
            INSERT INTO completions (id, order_id, participant_id, course_id, completed_at, score,
                event_id, recorded_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            """,
            Identifier<Completion>(at: now), order.id, order.participantID, order.courseID,
            event.at, event.score, eventID, now)
    }
}
