import SQL

extension CompletionStore {
    /// A participant's completions, newest first.
    /// - Parameters:
    ///   - before: the last id of the page before; nil for the first page.
    ///   - limit: brought into 1…``pageMax``.
    public func page(
        of participant: Identifier<Participant>, before: Identifier<Completion>? = nil,
        limit: Int = pageMax
    ) throws(DatabaseError) -> [Completion] {
        try database.rows(
            """
            SELECT f.id, f.order_id, f.course_id, k.title, o.platform_id, f.completed_at, f.score,
                f.event_id, c.id, f.recorded_at
            FROM completions f
            JOIN courses k ON k.id = f.course_id
            JOIN orders o ON o.id = f.order_id
            LEFT JOIN certificates c ON c.order_id = f.order_id
            WHERE f.participant_id = $1 AND f.id < $2
            ORDER BY f.id DESC LIMIT $3
            """,
            participant, before?.value ?? Completion.idPrefix + Self.afterAllIDs,
            min(max(limit, 1), Self.pageMax)
        ).map { row in
            Completion(
                id: Identifier(stored: row.text(0)), orderID: Identifier(stored: row.text(1)),
                courseID: Identifier(stored: row.text(2)), courseTitle: row.text(3),
                platformID: row.text(4), completedAt: Instant(milliseconds: row.integer(5)),
                score: row.realIfPresent(6), eventID: Identifier(stored: row.text(7)),
                certificateID: row.textIfPresent(8).map(Identifier.init(stored:)),
                recordedAt: Instant(milliseconds: row.integer(9)))
        }
    }

    /// Enrolments that have become known while events still wait for them: what was beyond
    /// ``replayMax``, or came in the very moment in which the enrolment was stored.
    /// ``replayUnknown(platformID:enrolmentReference:now:)`` releases them.
    public func releasable(
        limit: Int
    ) throws(DatabaseError) -> [(platformID: String, enrolmentReference: String)] {
        try database.rows(
            """
            SELECT DISTINCT e.platform_id, e.enrolment_ref FROM webhook_events AS e
            JOIN orders AS o
                ON o.platform_id = e.platform_id AND o.enrolment_ref = e.enrolment_ref
            WHERE e.verdict = 'unknown_order' LIMIT $1
            """, limit
        ).map { ($0.text(0), $0.text(1)) }
    }

    /// The events that people should look at, newest first: those of unknown orders and those
    /// that contradict what is known.
    public func eventsForPeople(
        before: Identifier<KeptEvent>? = nil, limit: Int = pageMax
    ) throws -> [KeptEvent] {
        try database.rows(
            """
            SELECT \(Self.logColumns) FROM webhook_events
            WHERE verdict IN ('unknown_order', 'contradiction') AND id < $1
            ORDER BY id DESC LIMIT $2
            """,
            before?.value ?? KeptEvent.idPrefix + Self.afterAllIDs,
            min(max(limit, 1), Self.pageMax)
        ).map(Self.event)
    }

    /// How many callbacks of each platform wait for people, received since then: of the newest
    /// ``doubtsMax``.
    public func countsForPeople(since: Instant) throws -> [String: Int] {
        let rows = try database.rows(
            """
            SELECT d.platform_id, count(*) FROM (
                SELECT platform_id, received_at FROM webhook_events
                WHERE verdict IN ('unknown_order', 'contradiction') ORDER BY id DESC LIMIT $2
            ) AS d WHERE d.received_at >= $1
            GROUP BY d.platform_id
            """, since, Self.doubtsMax)
        return Dictionary(uniqueKeysWithValues: rows.map { ($0.text(0), $0.int(1)) })
    }

    /// An id goes on with the time, whose first digit stays below `z` for millennia.
    static let afterAllIDs = "_z"
}
