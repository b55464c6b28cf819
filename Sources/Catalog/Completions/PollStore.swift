import SQL

/// How far the round of questions to each platform is, and whom the questions are about.
///
/// A round asks about every confirmed order once, by order id. Nothing is written for an order
/// that has no news: the round's place is kept for the platform, a batch at a time.
public struct PollStore {
    /// The most questions of one batch.
    public static let batchMax = 256
    /// Longest error text that is kept, in characters.
    public static let errorCharactersMax = 500

    /// The right to ask the next batch, until the lease is over.
    public struct Turn: Sendable, Equatable {
        public let platformID: String
        /// The last order that was asked about; empty at a round's beginning.
        public let cursor: String
        public let roundBeganAt: Instant
        /// Batches in a row that were broken off.
        public let failures: Int
        public let leasedUntil: Instant
    }

    /// A confirmed order to ask about.
    public struct Question: Sendable {
        public let order: Order
        public let request: EnrolmentRequest
        public let reference: String
        public let hasCertificate: Bool
    }

    /// Where a platform's questions stand, for people.
    public struct Standing: Sendable, Equatable {
        public let platformID: String
        public let failures: Int
        public let lastError: String?
        public let dueAt: Instant
    }

    private let database: any Database

    public init(_ database: any Database) {
        self.database = database
    }

    /// When the next batch is due: now where it is, nil where there is nobody to ask about.
    public func nextDue(platform: String, now: Instant) throws -> Instant? {
        let someone = try database.row(
            "SELECT id FROM orders WHERE platform_id = $1 AND state = 'confirmed' LIMIT 1",
            platform)
        guard someone != nil else { return nil }
        let row = try database.row(
            "SELECT due_at, leased_until FROM polls WHERE platform_id = $1", platform)
        guard let row else { return now }
        return max(now, Instant(milliseconds: max(row.integer(0), row.integer(1))))
    }

    /// Takes the next batch where it is due and nobody else has it.
    public func claim(platform: String, lease: Span, now: Instant) throws -> Turn? {
        try database.run(
            "INSERT INTO polls (platform_id) VALUES ($1) ON CONFLICT (platform_id) DO NOTHING",
            platform)
        let row = try database.row(
            """
            UPDATE polls SET leased_until = $2,
                began_at = CASE WHEN cursor = '' THEN $3 ELSE began_at END
            WHERE platform_id = $1 AND due_at <= $3 AND leased_until <= $3
            RETURNING cursor, began_at, failures
            """,
            platform, now + lease, now)
        return row.map { row in
            Turn(
                platformID: platform, cursor: row.text(0),
                roundBeganAt: Instant(milliseconds: row.integer(1)), failures: row.int(2),
                leasedUntil: now + lease)
        }
    }

    /// Gives the turn back. Changes nothing where its lease is over and somebody else has it.
    /// - Parameters:
    ///   - cursor: the last order that was asked about; empty where the round is at its end.
    ///   - dueAt: of the next batch.
    ///   - error: why the batch was broken off; nil where it was not.
    public func finish(
        _ turn: Turn, cursor: String, dueAt: Instant, failures: Int, error: String?
    ) throws {
        try database.run(
            """
            UPDATE polls SET cursor = $3, due_at = $4, leased_until = 0, failures = $5,
                last_error = $6
            WHERE platform_id = $1 AND leased_until = $2
            """,
            turn.platformID, turn.leasedUntil, cursor, dueAt, failures,
            error.map { String($0.prefix(Self.errorCharactersMax)) })
    }

    /// The confirmed orders of a platform behind the cursor, by id.
    public func questions(
        platform: String, after cursor: String, limit: Int
    ) throws -> [Question] {
        try database.rows(
            """
            SELECT id FROM orders WHERE platform_id = $1 AND state = 'confirmed' AND id > $2
            ORDER BY id LIMIT $3
            """,
            platform, cursor, min(limit, Self.batchMax)
        ).compactMap { try question(Identifier(stored: $0.text(0))) }
    }

    /// The confirmed order under an enrolment; nil where there is none.
    public func question(platform: String, reference: String) throws -> Question? {
        let row = try database.row(
            """
            SELECT id FROM orders
            WHERE platform_id = $1 AND enrolment_ref = $2 AND ended_at IS NULL
            """, platform, reference)
        return try row.flatMap { try question(Identifier(stored: $0.text(0))) }
    }

    public func standings() throws -> [Standing] {
        try database.rows(
            "SELECT platform_id, failures, last_error, due_at FROM polls ORDER BY platform_id"
        ).map { row in
            Standing(
                platformID: row.text(0), failures: row.int(1), lastError: row.textIfPresent(2),
                dueAt: Instant(milliseconds: row.integer(3)))
        }
    }

    /// Nil where the order is not confirmed, or not under an enrolment that we know.
    private func question(_ id: Identifier<Order>) throws -> Question? {
        let orders = OrderStore(database)
        guard let order = try orders.order(id), order.state == .confirmed,
            let facts = try orders.enrolment(of: id), let reference = facts.reference
        else { return nil }
        let certificate = try database.row(
            "SELECT id FROM certificates WHERE order_id = $1", id)
        return Question(
            order: order, request: facts.request, reference: reference,
            hasCertificate: certificate != nil)
    }
}
