import SQL

/// What events do to orders.
extension CompletionStore {
    private static let columns = """
        id, participant_id, course_id, platform_id, schedule_id, scheme_id, price, state,
        transfer_id, redeem_code, enrolment_ref, failure, created_at, placed_at, confirmed_at,
        cancel_requested_at, started_at, progress, progressed_at, completed_at, ended_at, stars,
        review, rated_at
        """

    /// The order of this platform that the event speaks of; our own id of it comes first.
    ///
    /// Read by an update that changes nothing: on PostgreSQL the row stays locked until the
    /// decision is carried out, so that two events of one order follow each other.
    func lockOrder(of event: CompletionEvent, platformID: String) throws -> Order? {
        let found: String
        let value: String
        if let id = event.orderID {
            (found, value) = ("$2", id)
        } else if let reference = event.enrolmentReference {
            // A platform that makes its ids of learner and course gives the same id again when
            // the course is bought again: the order that has not ended is meant.
            found = """
                (SELECT id FROM orders WHERE platform_id = $1 AND enrolment_ref = $2
                ORDER BY ended_at IS NOT NULL, id DESC LIMIT 1)
                """
            value = reference
        } else {
            return nil
        }
        return try database.row(
            """
            UPDATE orders SET progress = progress
            WHERE platform_id = $1 AND id = \(found) RETURNING \(Self.columns)
            """, platformID, value
        ).map(OrderStore.order)
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
            try database.run(
                """
                UPDATE orders SET started_at = $2, progress = $3, progressed_at = $4
                WHERE id = $1
                """, order.id, activity.startedAt, activity.progress, activity.progressedAt)
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
