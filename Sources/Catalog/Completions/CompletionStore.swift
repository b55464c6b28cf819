import SQL

/// Receives what platforms tell us: keeps it with its evidence and carries out what
/// ``CompletionRules`` decide, all within one command.
public struct CompletionStore {
    /// Kept events that are read at once when an enrolment becomes known.
    public static let replayPageMax = 100
    /// Kept events that one newly known enrolment sets free in one command. What is beyond waits
    /// for ``releasable(limit:)``.
    public static let replayMax = 10_000
    public static let pageMax = 100
    /// Events that ``countsForPeople(since:)`` looks at.
    public static let doubtsMax = 10_000

    let database: any Database
    let schemes: [String: Scheme]

    /// - Parameter schemes: as loaded at the start, so that a completion need not read them;
    ///   those that are missing are read.
    public init(_ database: any Database, schemes: [String: Scheme] = [:]) {
        self.database = database
        self.schemes = schemes
    }

    // MARK: - Receiving

    /// Takes one event. Its id is its idempotency key on its platform: with the same content it
    /// changes nothing more and has the first answer.
    ///
    /// A webhook whose id came before with other content is kept beside the first, as a
    /// contradiction. So is one that cannot be read; it does not take its id, so that a mended
    /// one may come under the same.
    /// - Throws: ``Refusal`` 409 for a statement whose id came before with other content (xAPI
    ///   1.0.3, communication part, section 2.1.1).
    public func receive(_ delivery: EventDelivery, now: Instant) throws -> EventReceipt {
        guard case .success(let event) = delivery.content else {
            return try keepApart(delivery, nil, finding: .unreadable, order: nil, now: now)
        }
        let named = try order(named: event, platformID: delivery.platformID)
        let order = named?.order
        let decision = try decide(event, on: named, receivedAt: now)
        let kept = try keep(
            delivery, event, eventID: event.id, finding: decision.finding, order: order?.id,
            now: now)
        if kept.repeats > 0 {
            guard kept.digest == delivery.digest else {
                guard delivery.form != .xapi else {
                    throw Refusal(
                        status: 409, code: "statement_conflict",
                        detail: "Another statement has the id \(event.id).")
                }
                return try keepApart(
                    delivery, event, finding: .otherContent, order: order?.id, now: now)
            }
            return EventReceipt(
                id: kept.id, finding: kept.finding, isRepeat: true, orderID: kept.orderID)
        }
        var finding = decision.finding
        if let order {
            finding = try carryOut(decision, of: event, on: order, eventID: kept.id, now: now)
        }
        return EventReceipt(id: kept.id, finding: finding, isRepeat: false, orderID: order?.id)
    }

    /// Takes an event that we asked for. Asked again, a platform tells the same again, perhaps
    /// with other dates; where the first telling contradicted what was known (its clock was ahead,
    /// the schedule had not begun), the later one is judged anew in its place.
    public func receive(asked delivery: EventDelivery, now: Instant) throws -> EventReceipt {
        let row = try database.row(
            """
            SELECT id, finding, order_id FROM webhook_events
            WHERE platform_id = $1 AND event_id = $2
            """, delivery.platformID, delivery.id)
        guard let row, let known = CompletionFinding(rawValue: row.text(1)),
            case .success(let event) = delivery.content
        else { return try receive(delivery, now: now) }
        let id = Identifier<KeptEvent>(stored: row.text(0))
        var receipt = EventReceipt(
            id: id, finding: known, isRepeat: true,
            orderID: row.textIfPresent(2).map(Identifier.init(stored:)))
        guard known.verdict == .contradiction,
            let named = try order(named: event, platformID: delivery.platformID)
        else { return receipt }
        let decision = try decide(event, on: named, receivedAt: now)
        guard decision.finding != known else { return receipt }
        try database.run(
            """
            UPDATE webhook_events SET body = $2, body_digest = $3, received_at = $4, form = $5,
                kind = $6, signature = $7, repeats = repeats + 1
            WHERE id = $1
            """, id, delivery.body, delivery.digest, now, delivery.form.rawValue, event.name,
            delivery.signature)
        try set(decision.finding, of: id, order: named.order.id)
        let finding = try carryOut(decision, of: event, on: named.order, eventID: id, now: now)
        receipt = EventReceipt(
            id: id, finding: finding, isRepeat: false, orderID: named.order.id)
        return receipt
    }

    /// Looks again at the events that came before their enrolment was known to us. The step that
    /// stores an order's enrolment reference calls it, within the same command.
    /// - Returns: how many events were looked at, ``replayMax`` at most.
    @discardableResult
    public func replayUnknown(
        platformID: String, enrolmentReference: String, now: Instant
    ) throws -> Int {
        var count = 0
        var last = KeptEvent.idPrefix
        while count < Self.replayMax {
            let rows = try database.rows(
                """
                SELECT id, event_id, form, body, received_at FROM webhook_events
                WHERE platform_id = $1 AND enrolment_ref = $2 AND verdict = 'unknown_order'
                    AND id > $3
                ORDER BY id LIMIT $4
                """, platformID, enrolmentReference, last, Self.replayPageMax)
            for row in rows { try replay(row, platformID: platformID, now: now) }
            count += rows.count
            guard rows.count == Self.replayPageMax, let end = rows.last else { break }
            last = end.text(0)
        }
        return count
    }

    /// - Returns: what became of it; nil where no order answers to it.
    @discardableResult
    func replay(
        _ row: Row, platformID: String, now: Instant
    ) throws -> CompletionFinding? {
        let id = Identifier<KeptEvent>(stored: row.text(0))
        let receivedAt = Instant(milliseconds: row.integer(4))
        let event = try Self.read(row, id: id, receivedAt: receivedAt)
        guard let named = try order(named: event, platformID: platformID) else { return nil }
        // As it was received: a date that lay in the future then is not sound today.
        let decision = try decide(event, on: named, receivedAt: receivedAt)
        try set(decision.finding, of: id, order: named.order.id)
        return try carryOut(decision, of: event, on: named.order, eventID: id, now: now)
    }

    private static func read(
        _ row: Row, id: Identifier<KeptEvent>, receivedAt: Instant
    ) throws -> CompletionEvent {
        guard let form = EventForm(rawValue: row.text(2)) else {
            throw DatabaseError.unusable("event \(id) has the unknown form \(row.text(2))")
        }
        do {
            return try form.event(row.blob(3), id: row.text(1), receivedAt: receivedAt)
        } catch {
            throw DatabaseError.unusable("event \(id): \(error.member) \(error.problem)")
        }
    }

    private func decide(
        _ event: CompletionEvent, on named: NamedOrder?, receivedAt: Instant
    ) throws -> CompletionRules.Decision {
        guard let named else {
            return CompletionRules.Decision(
                finding: event.kind == .other ? .notAnOutcome : .unknownOrder)
        }
        let order = named.order
        if try isOfAnotherOrder(event, than: order) {
            return CompletionRules.Decision(finding: .otherEnrolment)
        }
        var number: String?
        if event.certificate != nil {
            number = try database.row(
                "SELECT number FROM certificates WHERE order_id = $1", order.id)?.text(0)
        }
        return CompletionRules.decide(
            event, on: order, scheduleStartsAt: named.scheduleStartsAt,
            certificateNumber: number, now: receivedAt)
    }

    /// Whether an event that names both an order and an enrolment takes one that is another's.
    private func isOfAnotherOrder(_ event: CompletionEvent, than order: Order) throws -> Bool {
        guard order.enrolmentReference == nil, let told = event.enrolmentReference else {
            return false
        }
        return try database.row(
            """
            SELECT id FROM orders
            WHERE platform_id = $1 AND enrolment_ref = $2 AND ended_at IS NULL
            """, order.platformID, told) != nil
    }

    // MARK: - Keeping

    private struct Kept {
        let id: Identifier<KeptEvent>
        let repeats: Int
        let digest: [UInt8]
        let finding: CompletionFinding
        let orderID: Identifier<Order>?
    }

    /// A repeat is counted: being a write, that makes its answer wait for the same durability as
    /// the first one did.
    private func keep(
        _ delivery: EventDelivery, _ event: CompletionEvent?, eventID: String,
        finding: CompletionFinding, order: Identifier<Order>?, now: Instant
    ) throws -> Kept {
        let id = Identifier<KeptEvent>(at: now)
        let kept = try database.run(
            Self.insertionOfOne,
            binding: Self.row(
                delivery, event, as: id, eventID: eventID, finding: finding, order: order, now: now)
        )
        if kept == 1 {
            return Kept(
                id: id, repeats: 0, digest: delivery.digest, finding: finding, orderID: order)
        }
        let row = try database.row(
            """
            UPDATE webhook_events SET repeats = repeats + 1
            WHERE platform_id = $1 AND event_id = $2
            RETURNING id, repeats, body_digest, finding, order_id
            """,
            delivery.platformID, eventID)
        guard let row, let finding = CompletionFinding(rawValue: row.text(3)) else {
            throw DatabaseError.unusable("event \(eventID) of \(delivery.platformID)")
        }
        return Kept(
            id: Identifier(stored: row.text(0)), repeats: row.int(1), digest: row.blob(2),
            finding: finding, orderID: row.textIfPresent(4).map(Identifier.init(stored:)))
    }

    /// The values of one row of ``insertion(_:)``.
    /// - Parameter event: nil where the delivery cannot be read.
    static func row(
        _ delivery: EventDelivery, _ event: CompletionEvent?, as id: Identifier<KeptEvent>,
        eventID: String, finding: CompletionFinding, order: Identifier<Order>?, now: Instant
    ) -> [SQLValue] {
        [
            .text(id.value), .text(delivery.platformID), .text(eventID),
            .text(delivery.form.rawValue), .text(event?.name ?? KeptEvent.unreadableName),
            order.sqlValue, event.flatMap(\.enrolmentReference).sqlValue,
            .text(finding.verdict.rawValue), .text(finding.rawValue),
            delivery.signature.sqlValue, .blob(delivery.body), .blob(delivery.digest),
            .integer(now.milliseconds),
        ]
    }

    private static let insertionOfOne = insertion(
        "($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)")

    /// Nothing is returned where it is new: RETURNING would cost every event a table of its own.
    /// - Parameter rows: places for the values of ``row(_:_:as:eventID:finding:order:now:)``.
    static func insertion(_ rows: String) -> String {
        """
        INSERT INTO webhook_events (id, platform_id, event_id, form, kind, order_id,
            enrolment_ref, verdict, finding, signature, body, body_digest, received_at)
        VALUES \(rows) ON CONFLICT (platform_id, event_id) DO NOTHING
        """
    }

    /// Keeps what may not take its own id. No platform can choose the id that it gets instead:
    /// the digest is of this content.
    private func keepApart(
        _ delivery: EventDelivery, _ event: CompletionEvent?, finding: CompletionFinding,
        order: Identifier<Order>?, now: Instant
    ) throws -> EventReceipt {
        let kept = try keep(
            delivery, event, eventID: Self.apart(delivery), finding: finding, order: order, now: now
        )
        return EventReceipt(
            id: kept.id, finding: kept.finding, isRepeat: kept.repeats > 0, orderID: order)
    }

    func set(
        _ finding: CompletionFinding, of event: Identifier<KeptEvent>, order: Identifier<Order>
    ) throws {
        try database.run(
            """
            UPDATE webhook_events SET verdict = $2, finding = $3, order_id = $4 WHERE id = $1
            """, event, finding.verdict.rawValue, finding.rawValue, order)
    }
}
