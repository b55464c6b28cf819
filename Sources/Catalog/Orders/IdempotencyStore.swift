import SQL

/// The answer to a money write: what the client gets now, and again for the same key.
public struct StoredAnswer: Sendable, Equatable {
    /// Of every accepted purchase.
    static let purchaseStatus = 201

    public let status: Int
    /// JSON.
    public let body: [UInt8]
    /// It is the first answer again; nothing was done this time.
    public let replayed: Bool

    public init(status: Int, body: [UInt8], replayed: Bool) {
        self.status = status
        self.body = body
        self.replayed = replayed
    }
}

/// First answers by participant and key, kept for ever: a purchase's with its order, others in a
/// table of their own. One key is one intention, whatever it is, so both are looked at.
///
/// Only what was done is kept. A refusal wrote nothing, so there is nothing to protect from
/// being done twice; and after its reason is mended the same key must be able to succeed, where a
/// kept refusal would answer no for ever.
public struct IdempotencyStore {
    private let database: any Database

    public init(_ database: any Database) {
        self.database = database
    }

    /// The first answer to this key, or nil where it is new.
    ///
    /// A replay writes too (it counts itself), so that its answer waits for the same durability
    /// as the first one did.
    /// - Throws: a 422 ``Refusal`` where the key came with other input before.
    public func replay(
        by participant: Identifier<Participant>, key: IdempotencyKey, input: InputHash
    ) throws -> StoredAnswer? {
        if let row = try database.row(Self.purchase, participant, key.text) {
            if Sabotage.forgetsKeys.isOn, row.integer(3) < Self.yearAgo { return nil }
            try Self.check(row.blob(0), is: input)
            try database.run(
                "UPDATE orders SET replays = replays + 1 WHERE id = $1", row.text(2))
            return StoredAnswer(
                status: StoredAnswer.purchaseStatus, body: row.blob(1), replayed: true)
        }
        // Looked up before it is counted: RETURNING would cost every new key a table of its own.
        guard let row = try database.row(Self.other, participant, key.text) else { return nil }
        try Self.check(row.blob(0), is: input)
        try database.run(
            """
            UPDATE idempotency_keys SET replays = replays + 1
            WHERE actor = $1 AND idempotency_key = $2
            """,
            participant, key.text)
        return StoredAnswer(status: row.int(2), body: row.blob(1), replayed: true)
    }

    /// Whether a purchase of this key is kept for good; nil while another transaction, which may be
    /// the purchase's, holds its buyer's card. It writes, so that its answer is as durable as the
    /// purchase.
    public func isSettled(
        by participant: Identifier<Participant>, key: IdempotencyKey
    ) throws -> Bool? {
        let card = "SELECT 1 FROM cards WHERE participant_id = $1 "
        if try database.row(card + database.claimingClause, participant) == nil,
            try database.row(card, participant) != nil
        {
            return nil
        }
        try database.run(
            "UPDATE cards SET balance = balance WHERE participant_id = $1", participant)
        return try isKept(by: participant, key: key)
    }

    private static var yearAgo: Int64 { (WallClock.system.now() - .days(365)).milliseconds }

    private static let purchase = """
        SELECT input_hash, answer, id, created_at FROM orders
        WHERE participant_id = $1 AND idempotency_key = $2
        """
    private static let other = """
        SELECT input_hash, answer, status FROM idempotency_keys
        WHERE actor = $1 AND idempotency_key = $2
        """

    private static func check(_ kept: [UInt8], is input: InputHash) throws(Refusal) {
        guard kept == input.bytes || Sabotage.ignoresInput.isOn else {
            throw Refusal(
                status: 422, code: "idempotency_key_reused",
                detail: "This Idempotency-Key was used for another request.",
                reasons: [
                    Refusal.Reason(
                        code: "idempotency_key_reused",
                        detail: "The first request with this key had other content.",
                        fix: "Use a new key for each new intention.")
                ])
        }
    }

    /// Whether the key has an answer. On a store with several writers it may have come since
    /// ``replay(by:key:input:)`` looked.
    public func isKept(
        by participant: Identifier<Participant>, key: IdempotencyKey
    ) throws -> Bool {
        if try database.row(Self.purchase, participant, key.text) != nil { return true }
        return try database.row(Self.other, participant, key.text) != nil
    }

    /// Keeps the first answer to what is no purchase.
    /// - Throws: `DatabaseError.busy` where another writer was first: the command runs again and
    ///   finds that one's answer.
    public func keep(
        _ answer: StoredAnswer, by participant: Identifier<Participant>, key: IdempotencyKey,
        input: InputHash, now: Instant
    ) throws {
        let kept = try database.run(
            """
            INSERT INTO idempotency_keys
                (actor, idempotency_key, input_hash, status, answer, created_at)
            VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (actor, idempotency_key) DO NOTHING
            """,
            participant, key.text, input.bytes, answer.status, answer.body, now)
        guard kept == 1 else {
            throw DatabaseError.busy("key \(key.text) of \(participant) was used meanwhile")
        }
    }
}
