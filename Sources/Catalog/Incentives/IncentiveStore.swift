import SQL

/// Incentives in the store: decided from what is stored, granted once, for ever.
public struct IncentiveStore {
    /// Completed courses of one participant that are looked at.
    public static let completionsMax = 100
    /// Instalments of one participant that are read.
    public static let instalmentsMax = 100

    /// Where a participant stands.
    public struct Standing: Sendable, Equatable {
        public let state: IncentiveRules.State
        public let conditions: [IncentiveRules.Condition]
        /// The order whose completion earns.
        public let orderID: Identifier<Order>?
        public let instalments: [Instalment]
        /// What was granted stays; what is eligible without it is granted by
        /// ``IncentiveStore/evaluate(_:now:)``.
        public let isGranted: Bool
    }

    private let database: any Database
    private let schemes: [String: Scheme]

    /// - Parameter schemes: as loaded at the start, so that a decision need not read them; those
    ///   that are missing are read.
    public init(_ database: any Database, schemes: [String: Scheme] = [:]) {
        self.database = database
        self.schemes = schemes
    }

    /// Decides again and, where everything has come together, grants the incentive with its
    /// instalments. Call it within the command that changed a completion, a certificate, a rating
    /// or a payout account. A granted incentive stays as it was decided.
    /// - Returns: whether this call granted it.
    @discardableResult
    public func evaluate(_ participant: Identifier<Participant>, now: Instant) throws -> Bool {
        // Locks the card: of two commands that each bring a missing thing at the same time, the
        // later one must see what the earlier one brought.
        let cards = try database.run(
            "UPDATE cards SET monthly_incentive = monthly_incentive WHERE participant_id = $1",
            participant)
        guard cards == 1 else { return false }
        guard let person = try person(participant), person.grant == nil else { return false }
        let facts = try facts(of: person)
        let decision = IncentiveRules.evaluate(facts)
        guard decision.state == .eligible, let scheme = facts.scheme, let amount = facts.amount
        else { return false }
        let plan = InstalmentPlan(scheme: scheme, amount: amount, eligibleAt: now)
        guard try grant(decision, facts, plan, to: participant, now: now) else { return false }
        for step in plan.steps {
            try database.run(
                """
                INSERT INTO instalments (id, participant_id, kind, number, amount, due_at, state)
                VALUES ($1, $2, $3, $4, $5, $6, $7)
                """,
                Identifier<Instalment>(at: now), participant, step.kind.rawValue, step.number,
                step.amount, step.dueAt, Instalment.State.scheduled.rawValue)
        }
        return true
    }

    /// Writes the grant with the facts it rests on.
    /// - Returns: false where another command granted it in the same moment.
    private func grant(
        _ decision: IncentiveRules.Decision, _ facts: IncentiveRules.Facts,
        _ plan: InstalmentPlan, to participant: Identifier<Participant>, now: Instant
    ) throws -> Bool {
        guard let course = decision.course, let certificate = course.certificateID,
            let account = facts.payoutAccount, let scheme = facts.scheme
        else { throw DatabaseError.unusable("eligible without what that takes: \(participant)") }
        // The primary key decides between two that come at once: only one inserts.
        return try database.run(
            """
            INSERT INTO incentives (participant_id, order_id, scheme_id, conditions,
                completion_id, certificate_id, duration_minutes, payout_kind, payout_changed_at,
                instalments, total, decided_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            ON CONFLICT (participant_id) DO NOTHING
            """,
            participant, course.orderID, scheme.id,
            String(decoding: JSON.encode(decision.conditions), as: UTF8.self),
            course.completionID, certificate, course.durationMinutes, account.kind,
            account.changedAt, plan.steps.count, plan.total, now) == 1
    }

    /// Where a participant stands now: as granted, or as the rules see it.
    public func standing(of participant: Identifier<Participant>) throws -> Standing? {
        guard let person = try person(participant) else { return nil }
        if let grant = person.grant {
            return Standing(
                state: .eligible, conditions: grant.conditions, orderID: grant.orderID,
                instalments: try instalments(of: participant), isGranted: true)
        }
        let decision = IncentiveRules.evaluate(try facts(of: person))
        return Standing(
            state: decision.state, conditions: decision.conditions, orderID: decision.orderID,
            instalments: [], isGranted: false)
    }

    /// Whether a course that the participant thinks of would earn; nil for nobody.
    public func prospect(
        of candidate: IncentiveRules.Candidate, for participant: Identifier<Participant>,
        now: Instant
    ) throws -> IncentiveRules.Prospect? {
        guard let person = try person(participant) else { return nil }
        return IncentiveRules.prospect(
            of: candidate, try facts(of: person), isGranted: person.grant != nil, now: now)
    }

    private struct Grant {
        let orderID: Identifier<Order>
        let conditions: [IncentiveRules.Condition]
    }

    private struct Person {
        let id: Identifier<Participant>
        let nik: String
        let schemeID: String?
        let monthlyIncentive: Money?
        let isCardRevoked: Bool
        let payoutAccount: IncentiveRules.PayoutAccount?
        let grant: Grant?
    }

    private func person(_ participant: Identifier<Participant>) throws -> Person? {
        let row = try database.row(
            """
            SELECT p.nik, c.scheme_id, c.monthly_incentive, c.state, a.state, a.holder_nik,
                i.order_id, i.conditions, a.kind, a.changed_at
            FROM participants p
            LEFT JOIN cards c ON c.participant_id = p.id
            LEFT JOIN payout_accounts a ON a.participant_id = p.id
            LEFT JOIN incentives i ON i.participant_id = p.id
            WHERE p.id = $1
            """, participant)
        guard let row else { return nil }
        let account = row.textIfPresent(4).map { state in
            IncentiveRules.PayoutAccount(
                kind: row.text(8), isVerified: state == "verified", holderNIK: row.text(5),
                changedAt: Instant(milliseconds: row.integer(9)))
        }
        return Person(
            id: participant, nik: row.text(0), schemeID: row.textIfPresent(1),
            monthlyIncentive: row.integerIfPresent(2).map(Money.init(rupiah:)),
            isCardRevoked: row.textIfPresent(3) == "revoked", payoutAccount: account,
            grant: try row.textIfPresent(6).map { order in
                Grant(
                    orderID: Identifier(stored: order),
                    conditions: try conditions(row.text(7), of: participant))
            })
    }

    private func conditions(
        _ text: String, of participant: Identifier<Participant>
    ) throws -> [IncentiveRules.Condition] {
        do {
            return try JSON.decode([IncentiveRules.Condition].self, from: Array(text.utf8))
        } catch {
            throw DatabaseError.unusable("incentive of \(participant): \(error.problem)")
        }
    }

    private func facts(of person: Person) throws -> IncentiveRules.Facts {
        IncentiveRules.Facts(
            nik: person.nik,
            scheme: try person.schemeID.flatMap { id in
                try schemes[id] ?? SchemeStore(database).scheme(id)
            },
            monthlyIncentive: person.monthlyIncentive, isCardRevoked: person.isCardRevoked,
            completed: try completed(by: person.id), payoutAccount: person.payoutAccount)
    }

    private func completed(
        by participant: Identifier<Participant>
    ) throws -> [IncentiveRules.CompletedCourse] {
        try database.rows(
            """
            SELECT o.id, f.id, k.title, o.price, f.completed_at,
                coalesce(o.duration_minutes, k.duration_minutes), c.id, o.stars, o.review
            FROM completions f
            JOIN orders o ON o.id = f.order_id
            JOIN courses k ON k.id = f.course_id
            LEFT JOIN certificates c ON c.order_id = f.order_id
            WHERE f.participant_id = $1
            ORDER BY f.completed_at, f.id LIMIT $2
            """, participant, Self.completionsMax
        ).map { row in
            IncentiveRules.CompletedCourse(
                orderID: Identifier(stored: row.text(0)),
                completionID: Identifier(stored: row.text(1)), title: row.text(2),
                price: Money(rupiah: row.integer(3)),
                completedAt: Instant(milliseconds: row.integer(4)),
                durationMinutes: row.intIfPresent(5),
                certificateID: row.textIfPresent(6).map(Identifier.init(stored:)),
                stars: row.intIfPresent(7), review: row.textIfPresent(8))
        }
    }

    private func instalments(of participant: Identifier<Participant>) throws -> [Instalment] {
        try database.rows(
            """
            SELECT id, kind, number, amount, due_at, state FROM instalments
            WHERE participant_id = $1 ORDER BY due_at, kind, number LIMIT $2
            """, participant, Self.instalmentsMax
        ).map { row in
            guard let kind = Instalment.Kind(rawValue: row.text(1)),
                let state = Instalment.State(rawValue: row.text(5))
            else { preconditionFailure("the schema admits no such instalment: \(row.values)") }
            return Instalment(
                id: Identifier(stored: row.text(0)), kind: kind, number: row.int(2),
                amount: Money(rupiah: row.integer(3)),
                dueAt: Instant(milliseconds: row.integer(4)), state: state)
        }
    }
}
