import SQL

extension OrderStore {
    /// Buys for many at once, as ``buy(_:now:)`` does for each: the same decision, with
    /// statements for many.
    ///
    /// All cards are locked before anything else is read, in the order of their holders, so that
    /// everything below is settled and two writers never wait for each other in a circle.
    /// - Returns: for each its answer or its refusal, in their order; nil for one that is to be
    ///   bought alone: with a date, by a course's slug, under a key that has been used, or the
    ///   second of one participant.
    /// - Throws: `DatabaseError` after which everything has to be undone.
    public func buyTogether(
        _ commands: [PurchaseCommand], now: Instant
    ) throws -> [Result<StoredAnswer, any Error>?] {
        var results = [Result<StoredAnswer, any Error>?](repeating: nil, count: commands.count)
        let places = Self.simple(commands)
        let wanted = places.map { commands[$0] }
        let facts = try facts(of: wanted, now: now)
        var drafts: [PurchaseDraft] = []
        for (index, command) in wanted.enumerated() {
            guard let past = facts.pasts[index], !past.isKeyUsed,
                let course = facts.courses[command.course.text], course.state.isKnownOutside
            else { continue }
            let place = places[index]
            let card = facts.cards[index]
            let scheme = try card.map { try self.scheme($0.schemeID) }
            let situation = PurchaseSituation(
                card: card, course: course, scheduleCode: nil, schedule: nil,
                history: past.history, oneCourseAtATime: scheme?.oneCourseAtATime ?? false,
                furtherPurchaseDaysAfterCompletion: scheme?.furtherPurchaseDaysAfterCompletion)
            switch OrderRules.decide(situation, now: now) {
            case .refuse(let reasons):
                results[place] = .failure(try refusal(reasons, situation, now: now))
            case .accept(let price):
                guard let card else { continue }
                let draft = PurchaseDraft(
                    command, situation, scheme: card.schemeID, price: price, now: now)
                drafts.append(draft)
                results[place] = .success(draft.stored)
            }
        }
        try write(drafts, now: now)
        return results
    }

    /// The places of those that can be bought together, in the order of their buyers.
    private static func simple(_ commands: [PurchaseCommand]) -> [Int] {
        var buyers: Set<Identifier<Participant>> = []
        return commands.indices.filter { place in
            guard case .id = commands[place].course, commands[place].scheduleCode == nil else {
                return false
            }
            return buyers.insert(commands[place].participantID).inserted
        }.sorted { commands[$0].participantID.value < commands[$1].participantID.value }
    }

    /// In an order in which each row finds what it refers to.
    private func write(_ drafts: [PurchaseDraft], now: Instant) throws {
        guard !drafts.isEmpty else { return }
        try ledger.reserve(drafts.compactMap(\.transfer))
        // One row a statement has nothing to undo within it, for which an embedded engine would
        // copy each page that it changes: two, in indexes that are in no order of time.
        let rowsMax = database.isEmbedded ? 1 : RowsStatement.rowsMax
        for call in Self.insertion.split(drafts, rowsMax: rowsMax, PurchaseDraft.bind) {
            try database.later(call.text, binding: call.values)
        }
        try outbox.add(
            .enrol, for: drafts.map { (id: $0.order.id, platform: $0.order.platformID) }, now: now)
        let isTaken = try ledger.take(
            drafts.map { (participant: $0.order.participantID, amount: $0.order.price) })
        guard isTaken else {
            throw DatabaseError.busy("a card changed under its lock")
        }
    }

    private static let insertion = RowsStatement(
        columns: 14, row: "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    ) { rows in
        "INSERT INTO orders (\(PurchaseDraft.columns)) VALUES \(rows)"
    }
}

// MARK: - What the purchases depend on

extension OrderStore {
    private struct Facts {
        /// In the order of the commands.
        var cards: [PurchaseSituation.CardFacts?]
        var pasts: [Past?]
        /// By their ids.
        var courses: [String: PurchaseSituation.CourseFacts] = [:]
    }

    /// What a participant has bought, and whether the key of the purchase has been used.
    private struct Past {
        let history: PurchaseSituation.History
        let isKeyUsed: Bool
    }

    /// Locks the cards, reads what the decisions look at, in one round trip; and once more for
    /// those of whom they look at all that they ever bought.
    /// - Parameter commands: in the order of their buyers, each with another one.
    private func facts(of commands: [PurchaseCommand], now: Instant) throws -> Facts {
        let statement = database.isEmbedded ? Self.cards : Self.cardsLocked
        let cards = statement.padded(commands) { $1.append(.text($0.participantID.value)) }
        let pasts = Self.sameCourseStatement.padded(Array(commands.enumerated()), Self.bind)
        let courses = Self.courseStatement.padded(Set(commands.map(\.course.text)).sorted()) {
            $1.append(.text($0))
        }
        var rows = try database.rows(of: cards + pasts + courses)[...]
        func next(_ count: Int) -> [Row] {
            defer { rows = rows.dropFirst(count) }
            return Array(rows.prefix(count).joined())
        }
        var facts = Facts(
            cards: Array(repeating: nil, count: commands.count),
            pasts: Array(repeating: nil, count: commands.count))
        // Both are in the order of the buyers' ids, by bytes; some may have no card.
        var place = 0
        for row in next(cards.count) {
            while place < commands.count, commands[place].participantID.value != row.text(0) {
                place += 1
            }
            guard place < commands.count else {
                throw DatabaseError.unusable("cards came in another order than their holders")
            }
            facts.cards[place] = try Self.card(row, at: 1)
        }
        Self.note(next(pasts.count), in: &facts) { row in
            PurchaseSituation.History(
                sameCourse: row.textIfPresent(2).map { Identifier(stored: $0) })
        }
        for row in next(courses.count) {
            facts.courses[row.text(0)] = try course(row, durationAt: 8)
        }
        try readWholePasts(of: commands, into: &facts, now: now)
        return facts
    }

    private static func bind(
        _ place: (offset: Int, element: PurchaseCommand), to values: inout [SQLValue]
    ) {
        let command = place.element
        values += [
            .integer(Int64(place.offset)), .text(command.participantID.value),
            .text(command.course.text), .text(command.key.text),
        ]
    }

    /// - Parameter rows: the command's place, 0 where its key was not used, and the history.
    private static func note(
        _ rows: [Row], in facts: inout Facts, _ history: (Row) -> PurchaseSituation.History
    ) {
        for row in rows where !row.isNull(0) {
            facts.pasts[row.int(0)] = Past(history: history(row), isKeyUsed: row.int(1) > 0)
        }
    }

    /// Most decisions look at one thing of the past, whether this course was bought, which an index
    /// knows, and not at all the orders that somebody ever made.
    private func readWholePasts(
        of commands: [PurchaseCommand], into facts: inout Facts, now: Instant
    ) throws {
        let whole = try commands.enumerated().filter { place, _ in
            guard let card = facts.cards[place] else { return false }
            return OrderRules.looksAtWholeHistory(
                card, oneCourseAtATime: try scheme(card.schemeID).oneCourseAtATime, now: now)
        }
        guard !whole.isEmpty else { return }
        let calls = Self.historyStatement.padded(whole, Self.bind)
        for rows in try database.rows(of: calls) {
            Self.note(rows, in: &facts) { Self.history($0, at: 2) }
        }
    }

    private static let cards = cardStatement("")
    private static let cardsLocked = cardStatement("FOR UPDATE")

    private static func cardStatement(_ locking: String) -> RowsStatement {
        RowsStatement(columns: 1, row: "?") { participants in
            """
            SELECT participant_id, state, balance, buy_before, expires_at, scheme_id FROM cards
            WHERE participant_id IN (\(participants)) ORDER BY participant_id \(locking)
            """
        }
    }

    /// The command's place, its buyer, course and key.
    private static let pastRow = "(CAST(? AS BIGINT), ?, ?, ?)"

    /// No EXISTS, for which PostgreSQL would read all orders into a table of its own.
    private static let sameCourseStatement = RowsStatement(
        columns: 4, row: pastRow
    ) { rows in
        """
        SELECT v.column1,
            COALESCE(
                (SELECT 1 FROM orders AS o
                    WHERE o.participant_id = v.column2 AND o.idempotency_key = v.column4),
                (SELECT 1 FROM idempotency_keys AS r
                    WHERE r.actor = v.column2 AND r.idempotency_key = v.column4), 0),
            (SELECT o.id FROM orders AS o WHERE o.participant_id = v.column2
                AND o.course_id = v.column3 AND (\(Schema.orderHasNotEnded)))
        FROM (VALUES \(rows)) AS v
        """
    }

    private static let historyStatement = RowsStatement(columns: 4, row: pastRow) { rows in
        """
        SELECT v.column1,
            count(CASE WHEN o.idempotency_key = v.column4 THEN id END) + count(r.actor),
            count(CASE WHEN live = 1 AND price > 0 THEN id END),
            min(CASE WHEN live = 1 AND course_id = v.column3 THEN id END),
            min(CASE WHEN live = 1 AND state <> 'completed' THEN id END),
            min(CASE WHEN state = 'completed' AND price > 0 THEN rated_at END)
        FROM (VALUES \(rows)) AS v
        LEFT JOIN (SELECT participant_id, id, course_id, price, state, rated_at, idempotency_key,
                CASE WHEN \(Schema.orderHasNotEnded) THEN 1 ELSE 0 END AS live FROM orders) AS o
            ON o.participant_id = v.column2
        LEFT JOIN idempotency_keys AS r
            ON r.actor = v.column2 AND r.idempotency_key = v.column4
        GROUP BY v.column1
        """
    }

    private static let courseStatement = RowsStatement(columns: 1, row: "?") { ids in
        "SELECT \(courseColumns), c.duration_minutes FROM courses AS c WHERE c.id IN (\(ids))"
    }
}
