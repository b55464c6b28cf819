import SQL

extension OrderStore {
    /// Dates that a refusal names.
    static let namedSchedulesMax = 5

    /// Buys a course: decides, sets the money aside, takes the seat, writes the order with its
    /// key and first answer, and what is owed to the platform. Seven statements at most.
    ///
    /// The same key with the same input brings the first answer for ever.
    /// - Returns: 201 and the order's JSON (``OrderView``).
    /// - Throws: a ``Refusal`` with all reasons (409 `purchase_refused`, each a
    ///   ``PurchaseRefusalReason``), 404 for an unknown course, 422 for a key that came with other
    ///   input; `DatabaseError.busy` where another writer was in the way and the command should
    ///   run again. Refusals are not kept: see ``IdempotencyStore``.
    public func buy(_ command: PurchaseCommand, now: Instant) throws -> StoredAnswer {
        let participant = command.participantID
        let keys = IdempotencyStore(database)
        let found = try situation(
            of: participant, command.course, scheduleCode: command.scheduleCode, key: command.key)
        guard var situation = found else {
            let first = try keys.replay(by: participant, key: command.key, input: command.input)
            guard let first else { throw Refusal.notFound("course") }
            return first
        }
        // Taken before anything is decided: it locks the card, so that what is read of the
        // participant's orders below is settled. A refusal undoes it with the whole command.
        let isTaken = try ledger.take(situation.course.price ?? .zero, fromActive: participant)
        situation.history = try history(of: participant, course: situation.course)
        switch OrderRules.decide(situation, now: now) {
        case .refuse(let reasons):
            guard try !keys.isKept(by: participant, key: command.key) else {
                throw DatabaseError.busy("key \(command.key.text) was used meanwhile")
            }
            throw try refusal(reasons, situation, now: now)
        case .accept(let price):
            guard isTaken, let card = situation.card else {
                throw DatabaseError.busy("the card of \(participant) changed meanwhile")
            }
            return try write(command, situation, scheme: card.schemeID, price: price, now: now)
        }
    }

    private func write(
        _ command: PurchaseCommand, _ situation: PurchaseSituation, scheme: String, price: Money,
        now: Instant
    ) throws -> StoredAnswer {
        let draft = PurchaseDraft(command, situation, scheme: scheme, price: price, now: now)
        let order = draft.order
        if let transfer = draft.transfer { try ledger.reserve([transfer]) }
        if let schedule = situation.schedule { try takeSeat(schedule.id, now: now) }
        var row: [SQLValue] = []
        PurchaseDraft.bind(draft, to: &row)
        guard try database.run(Self.insertion, binding: row) == 1 else {
            throw DatabaseError.busy("key \(command.key.text) was used meanwhile")
        }
        try outbox.add(.enrol, for: order.id, at: order.platformID, now: now)
        return draft.stored
    }

    private static let insertion = """
        INSERT INTO orders (\(PurchaseDraft.columns))
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
        ON CONFLICT (participant_id, idempotency_key) DO NOTHING
        """

    private func takeSeat(_ schedule: Identifier<Schedule>, now: Instant) throws {
        if Sabotage.overdraws.isOn { return }
        let taken = try database.run(
            """
            UPDATE schedules SET seats_taken = seats_taken + 1
            WHERE id = $1 AND (seats IS NULL OR seats_taken < seats) AND starts_at > $2
            """,
            schedule, now)
        guard taken == 1 else {
            throw DatabaseError.busy("the last seat of \(schedule) was taken meanwhile")
        }
    }

    func refusal(
        _ reasons: [PurchaseRefusalReason], _ situation: PurchaseSituation, now: Instant
    ) throws -> Refusal {
        var situation = situation
        situation.otherSchedules = try openSchedules(of: situation.course.course.id, now: now)
        return Refusal(
            status: 409, code: "purchase_refused", detail: "This course cannot be bought now.",
            reasons: reasons.map { $0.words(situation) })
    }

    /// The next dates with seats, at most ``namedSchedulesMax``.
    func openSchedules(of course: Identifier<Course>, now: Instant) throws -> [Schedule] {
        try database.rows(
            """
            SELECT id, code, starts_at, ends_at, seats, seats_taken, regency FROM schedules
            WHERE course_id = $1 AND listed = 1 AND starts_at > $2
                AND (seats IS NULL OR seats_taken < seats)
            ORDER BY starts_at, code LIMIT $3
            """,
            course, now, Self.namedSchedulesMax
        ).map { Self.schedule($0, at: 0) }
    }
}

// MARK: - What a purchase depends on

extension OrderStore {
    /// Nil where there is no such course, or where the key has been used.
    func situation(
        of participant: Identifier<Participant>, _ course: PurchaseCommand.CourseReference,
        scheduleCode: String?, key: IdempotencyKey?
    ) throws -> PurchaseSituation? {
        let text =
            switch course {
            case .id: Self.situationByID
            case .slug: Self.situationBySlug
            }
        let row = try database.rows(
            text,
            binding: [
                .text(participant.value), .text(course.text), scheduleCode.sqlValue,
                (key?.text).sqlValue,
            ]
        ).first
        guard let row, row.isNull(21) else { return nil }
        let facts = try self.course(row, durationAt: 20)
        // A course that waits for a curator is nobody's business yet.
        guard facts.state.isKnownOutside else { return nil }
        let card = row.isNull(8) ? nil : try Self.card(row, at: 8)
        let scheme = try card.map { try self.scheme($0.schemeID) }
        return PurchaseSituation(
            card: card, course: facts, scheduleCode: scheduleCode,
            schedule: row.isNull(13) ? nil : Self.schedule(row, at: 13),
            history: PurchaseSituation.History(),
            oneCourseAtATime: scheme?.oneCourseAtATime ?? false,
            furtherPurchaseDaysAfterCompletion: scheme?.furtherPurchaseDaysAfterCompletion)
    }

    private static let situationByID = situationSQL + "c.id = $2"
    private static let situationBySlug = situationSQL + "c.slug = $2"

    /// What ``course(_:durationAt:)`` reads, of a table `c`.
    static let courseColumns = """
        c.id, c.slug, c.state, c.title, c.platform_id, c.provider, c.price,
            (SELECT max(x.listed) FROM schedules AS x WHERE x.course_id = c.id)
        """

    private static let situationSQL = """
        SELECT \(courseColumns),
            k.state, k.balance, k.buy_before, k.expires_at, k.scheme_id,
            s.id, s.code, s.starts_at, s.ends_at, s.seats, s.seats_taken, s.regency,
            c.duration_minutes,
            coalesce(
                (SELECT r.idempotency_key FROM orders AS r
                    WHERE r.participant_id = $1 AND r.idempotency_key = $4),
                (SELECT r.idempotency_key FROM idempotency_keys AS r
                    WHERE r.actor = $1 AND r.idempotency_key = $4))
        FROM courses AS c
        LEFT JOIN cards AS k ON k.participant_id = $1
        LEFT JOIN schedules AS s ON s.course_id = c.id AND s.code = $3 AND s.listed = 1
        WHERE 
        """

    func course(_ row: Row, durationAt place: Int) throws -> PurchaseSituation.CourseFacts {
        guard let state = Course.State(rawValue: row.text(2)) else {
            throw DatabaseError.unusable("course state \(row.text(2))")
        }
        return PurchaseSituation.CourseFacts(
            course: OrderedCourse(
                id: Identifier(stored: row.text(0)), slug: row.text(1), title: row.text(3),
                platformID: row.text(4), provider: row.textIfPresent(5)),
            state: state, price: row.integerIfPresent(6).map(Money.init(rupiah:)),
            hasSchedules: row.intIfPresent(7) == 1,
            isPlatformSelling: selling?.contains(row.text(4)) ?? true,
            durationMinutes: row.intIfPresent(place))
    }

    static func card(_ row: Row, at first: Int) throws -> PurchaseSituation.CardFacts {
        guard let state = Card.State(rawValue: row.text(first)) else {
            throw DatabaseError.unusable("card state \(row.text(first))")
        }
        return PurchaseSituation.CardFacts(
            state: state, balance: Money(rupiah: row.integer(first + 1)),
            buyBefore: Instant(milliseconds: row.integer(first + 2)),
            expiresAt: Instant(milliseconds: row.integer(first + 3)),
            schemeID: row.text(first + 4))
    }

    func scheme(_ id: String) throws -> Scheme {
        if let scheme = schemes[id] { return scheme }
        guard let scheme = try SchemeStore(database).scheme(id) else {
            throw DatabaseError.unusable("there is no scheme \(id)")
        }
        return scheme
    }

    static func schedule(_ row: Row, at first: Int) -> Schedule {
        Schedule(
            id: Identifier(stored: row.text(first)), code: row.text(first + 1),
            startsAt: Instant(milliseconds: row.integer(first + 2)),
            endsAt: row.integerIfPresent(first + 3).map(Instant.init(milliseconds:)),
            seats: row.intIfPresent(first + 4), seatsTaken: row.int(first + 5),
            regency: row.textIfPresent(first + 6))
    }

    func history(
        of participant: Identifier<Participant>, course: PurchaseSituation.CourseFacts
    ) throws -> PurchaseSituation.History {
        // An aggregate without GROUP BY always has its one row.
        let row = try database.rows(
            Self.historySQL,
            binding: [.text(participant.value), .text(course.course.id.value)]
        ).first
        return row.map { Self.history($0, at: 0) } ?? PurchaseSituation.History()
    }

    static func history(_ row: Row, at first: Int) -> PurchaseSituation.History {
        PurchaseSituation.History(
            purchases: row.int(first),
            sameCourse: row.textIfPresent(first + 1).map { Identifier(stored: $0) },
            underway: row.textIfPresent(first + 2).map { Identifier(stored: $0) },
            firstReviewedAt: row.integerIfPresent(first + 3).map(Instant.init(milliseconds:)))
    }

    private static let historySQL = """
        SELECT count(CASE WHEN price > 0 THEN id END),
            min(CASE WHEN course_id = $2 THEN id END),
            min(CASE WHEN state <> 'completed' THEN id END),
            min(CASE WHEN state = 'completed' AND price > 0 THEN rated_at END)
        FROM orders WHERE participant_id = $1 AND (\(Schema.orderHasNotEnded))
        """
}
