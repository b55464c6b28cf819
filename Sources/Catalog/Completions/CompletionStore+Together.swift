import SQL

/// Progress of many learners at once.
extension CompletionStore {
    /// Receives many events, as ``receive(_:now:)`` does each: the same decision, with the
    /// statements of one. Only a learner's activity is plain enough: it moves no money and changes
    /// no order's state.
    ///
    /// The orders of all enrolments that are named, by events that are left too, are locked before
    /// anything is decided, in the order of the commands' keys (``EventDelivery/contended``).
    /// - Returns: for each its receipt, in their order; nil for one that is to be received alone:
    ///   anything but activity under the reference of a live enrolment, the second event of one
    ///   order, and one whose id came before. In an embedded engine, all: where there is no way to
    ///   spare, statements for many rows cost more than as many for one.
    /// - Throws: `DatabaseError` after which everything has to be undone.
    public func receiveTogether(
        _ deliveries: [EventDelivery], now: Instant
    ) throws -> [EventReceipt?] {
        let events = try decided(deliveries, now: now)
        let new = try keepTogether(events, now: now)
        try note(new)
        var receipts = [EventReceipt?](repeating: nil, count: deliveries.count)
        for event in new {
            receipts[event.place] = EventReceipt(
                id: event.id, finding: event.decision.finding, isRepeat: false,
                orderID: event.order.id)
        }
        return receipts
    }

    /// An event, the order that it speaks of, and what it comes to.
    private struct Decided {
        /// Its delivery's place among all.
        let place: Int
        let id: Identifier<KeptEvent>
        let delivery: EventDelivery
        let content: CompletionEvent
        let order: Order
        let decision: CompletionRules.Decision
    }

    /// One event of each order.
    private func decided(_ deliveries: [EventDelivery], now: Instant) throws -> [Decided] {
        guard !database.isEmbedded else { return [] }
        var orders = try liveOrders(Set(deliveries.compactMap(Enrolment.init)))
        return deliveries.enumerated().compactMap { place, delivery in
            guard let content = Self.activity(delivery), let enrolment = Enrolment(delivery),
                let named = orders.removeValue(forKey: enrolment)
            else { return nil }
            return Decided(
                place: place, id: Identifier(at: now), delivery: delivery, content: content,
                order: named.order,
                decision: CompletionRules.decide(
                    content, on: named.order, scheduleStartsAt: named.scheduleStartsAt,
                    certificateNumber: nil, now: now))
        }
    }

    // MARK: - Orders

    /// What an event names an order by.
    private struct Enrolment: Hashable, Comparable {
        let platformID: String
        let reference: String

        init(platformID: String, reference: String) {
            self.platformID = platformID
            self.reference = reference
        }

        init?(_ delivery: EventDelivery) {
            guard case .success(let event) = delivery.content,
                let reference = event.enrolmentReference
            else { return nil }
            self.init(platformID: delivery.platformID, reference: reference)
        }

        static func < (one: Self, other: Self) -> Bool {
            (one.platformID, one.reference) < (other.platformID, other.reference)
        }
    }

    /// A start or progress; nil for all else, and where it names an order of ours, which comes
    /// before the enrolment.
    private static func activity(_ delivery: EventDelivery) -> CompletionEvent? {
        guard case .success(let event) = delivery.content,
            event.kind == .started || event.kind == .progressed, event.certificate == nil,
            event.orderID == nil
        else { return nil }
        return event
    }

    private func liveOrders(_ enrolments: Set<Enrolment>) throws -> [Enrolment: NamedOrder] {
        var orders: [Enrolment: NamedOrder] = [:]
        let calls = Self.live.padded(enrolments.sorted()) { enrolment, values in
            values += [.text(enrolment.platformID), .text(enrolment.reference)]
        }
        for call in calls {
            for row in try database.rows(call.text, binding: call.values) {
                let named = try Self.named(row)
                guard let reference = named.order.enrolmentReference else { continue }
                let enrolment = Enrolment(
                    platformID: named.order.platformID, reference: reference)
                orders[enrolment] = named
            }
        }
        return orders
    }

    private static let live = RowsStatement(columns: 2, row: "(?, ?)") { rows in
        """
        SELECT \(orderColumns) FROM (VALUES \(rows)) AS v
        JOIN orders ON platform_id = v.column1 AND enrolment_ref = v.column2
            AND ended_at IS NULL
        ORDER BY platform_id, enrolment_ref FOR UPDATE OF orders
        """
    }

    // MARK: - Writing

    /// - Returns: those that are kept. An id that came before keeps the first that had it.
    private func keepTogether(_ events: [Decided], now: Instant) throws -> [Decided] {
        guard !events.isEmpty else { return [] }
        let insertions = Self.insertions.split(events) { event, values in
            values += Self.row(
                event.delivery, event.content, as: event.id, eventID: event.content.id,
                finding: event.decision.finding, order: event.order.id, now: now)
        }
        for call in insertions {
            try database.later(call.text, binding: call.values)
        }
        var ids: Set<String> = []
        for call in Self.keptStatement.padded(events, { $1.append(.text($0.id.value)) }) {
            ids.formUnion(try database.rows(call.text, binding: call.values).map { $0.text(0) })
        }
        return events.filter { ids.contains($0.id.value) }
    }

    private static let insertions = RowsStatement(
        columns: 13, row: "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", insertion)

    private static let keptStatement = RowsStatement(columns: 1, row: "?") { ids in
        "SELECT id FROM webhook_events WHERE id IN (\(ids))"
    }

    private func note(_ events: [Decided]) throws {
        let active = events.compactMap { event in
            event.decision.activity.map { (order: event.order, activity: $0) }
        }
        let calls = Self.noting.padded(active) { item, values in
            let (order, activity) = item
            values += [
                .text(order.id.value), .integer(activity.startedAt.milliseconds),
                activity.progress.sqlValue, activity.progressedAt.sqlValue,
                .text(order.state.rawValue),
            ]
        }
        var noted = 0
        for call in calls {
            noted += try database.run(call.text, binding: call.values)
        }
        guard noted == active.count else {
            throw DatabaseError.busy("an order changed under its lock")
        }
    }

    private static let noting = RowsStatement(
        columns: 5,
        row: "(?, CAST(? AS BIGINT), CAST(? AS DOUBLE PRECISION), CAST(? AS BIGINT), ?)"
    ) { rows in
        """
        UPDATE orders SET started_at = v.column2, progress = v.column3,
            progressed_at = v.column4
        FROM (VALUES \(rows)) AS v WHERE id = v.column1 AND state = v.column5
        """
    }
}
