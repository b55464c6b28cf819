import SQL

/// What operators look at and try again.
extension CompletionStore {
    /// Events that one page of the log looks at: a platform that tells little is not searched for
    /// without end among those that tell much.
    public static let logWindowMax = 5_000

    /// One page of a platform's log.
    public struct LogPage: Sendable {
        public let events: [KeptEvent]
        /// Where to go on; nil at the end. There may be nothing on a page that is not the last.
        public let next: Identifier<KeptEvent>?
    }

    /// A kept event with its evidence.
    public struct Evidence: Sendable {
        public let event: KeptEvent
        public let form: EventForm
        /// Byte for byte as it came.
        public let body: [UInt8]
        public let signature: String?
    }

    static let logColumns = """
        id, platform_id, event_id, kind, order_id, enrolment_ref, finding, repeats, received_at
        """

    /// What a platform told, newest first.
    /// - Parameters:
    ///   - verdict: nil for all.
    ///   - before: where the page before ended.
    ///   - limit: brought into 1…``pageMax``.
    public func log(
        of platform: String, verdict: CompletionFinding.Verdict? = nil,
        before: Identifier<KeptEvent>? = nil, limit: Int
    ) throws -> LogPage {
        let start = before?.value ?? KeptEvent.idPrefix + Self.afterAllIDs
        let limit = min(max(limit, 1), Self.pageMax)
        let rows = try database.rows(
            """
            SELECT \(Self.logColumns) FROM (
                SELECT \(Self.logColumns), verdict FROM webhook_events WHERE id < $1
                ORDER BY id DESC LIMIT $2) AS window_of_events
            WHERE platform_id = $3 AND (verdict = $4 OR $5 = 1)
            ORDER BY id DESC LIMIT $6
            """,
            start, Self.logWindowMax, platform, verdict?.rawValue ?? "",
            verdict == nil ? 1 : 0, limit + 1)
        let events = try rows.prefix(limit).map(Self.event)
        if rows.count > limit { return LogPage(events: events, next: events.last?.id) }
        let last = try database.row(
            """
            SELECT id FROM webhook_events WHERE id < $1 ORDER BY id DESC LIMIT 1 OFFSET $2
            """, start, Self.logWindowMax - 1)
        return LogPage(events: events, next: last.map { Identifier(stored: $0.text(0)) })
    }

    public func evidence(
        _ id: Identifier<KeptEvent>, of platform: String
    ) throws -> Evidence? {
        try database.row(
            """
            SELECT \(Self.logColumns), form, body, signature FROM webhook_events
            WHERE id = $1 AND platform_id = $2
            """, id, platform
        ).map { row in
            guard let form = EventForm(rawValue: row.text(9)) else {
                throw DatabaseError.unusable("event \(id): \(row.text(9))")
            }
            return Evidence(
                event: try Self.event(row), form: form, body: row.blob(10),
                signature: row.textIfPresent(11))
        }
    }

    /// Judges an event again, as it was received, by what is known now: for those that fitted no
    /// order or contradicted what was known.
    /// - Returns: what became of it.
    /// - Throws: ``Refusal`` 404 for no event of this platform, 409 for one that is settled, or
    ///   of which another judgement can come to nothing else.
    public func judgeAgain(
        _ id: Identifier<KeptEvent>, of platform: String, now: Instant
    ) throws -> CompletionFinding {
        guard
            let row = try database.row(
                """
                SELECT id, event_id, form, body, received_at, finding FROM webhook_events
                WHERE id = $1 AND platform_id = $2 \(database.lockingClause)
                """, id, platform), let finding = CompletionFinding(rawValue: row.text(5))
        else { throw Refusal.notFound("event") }
        guard [.unknownOrder, .contradiction].contains(finding.verdict) else {
            throw Refusal(
                status: 409, code: "event_settled",
                detail: "This event is settled: \(finding.rawValue).",
                fix: "Only what fits no order, or contradicts what is known, is judged again.")
        }
        guard finding != .otherContent, finding != .unreadable else {
            throw Refusal(
                status: 409, code: "event_unusable",
                detail: "This event stays what it is: \(finding.rawValue).",
                fix: "Have the platform send a sound one under a new id.")
        }
        return try replay(row, platformID: platform, now: now) ?? finding
    }

    /// From a row of ``logColumns``.
    static func event(_ row: Row) throws -> KeptEvent {
        guard let finding = CompletionFinding(rawValue: row.text(6)) else {
            throw DatabaseError.unusable("event \(row.text(0)): \(row.text(6))")
        }
        return KeptEvent(
            id: Identifier(stored: row.text(0)), platformID: row.text(1),
            eventID: row.text(2), name: row.text(3),
            orderID: row.textIfPresent(4).map(Identifier.init(stored:)),
            enrolmentReference: row.textIfPresent(5), finding: finding, repeats: row.int(7),
            receivedAt: Instant(milliseconds: row.integer(8)))
    }
}
