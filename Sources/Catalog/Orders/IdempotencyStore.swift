import SQL

/// The answer to a money write: what the client gets now, and again for the same key.
public struct StoredAnswer: Sendable, Equatable {
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

/// First answers by actor and key, kept for ever.
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
        actor: String, key: IdempotencyKey, input: InputHash
    ) throws -> StoredAnswer? {
        // Looked up before it is counted: RETURNING would cost every new key a table of its own.
        let row = try database.row(
            """
            SELECT input_hash, status, answer, created_at FROM idempotency_keys
            WHERE actor = $1 AND idempotency_key = $2
            """,
            actor, key.text)
        guard let row else { return nil }
        let yearAgo = WallClock.system.now() - .days(365)
        if Sabotage.forgetsKeys.isOn, row.integer(3) < yearAgo.milliseconds { return nil }
        guard row.blob(0) == input.bytes || Sabotage.ignoresInput.isOn else {
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
        try database.run(
            """
            UPDATE idempotency_keys SET replays = replays + 1
            WHERE actor = $1 AND idempotency_key = $2
            """,
            actor, key.text)
        return StoredAnswer(status: row.int(1), body: row.blob(2), replayed: true)
    }

    /// Whether the key has an answer. On a store with several writers it may have come since
    /// ``replay(actor:key:input:)`` looked.
    public func isKept(actor: String, key: IdempotencyKey) throws -> Bool {
        try database.row(
            "SELECT status FROM idempotency_keys WHERE actor = $1 AND idempotency_key = $2",
            actor, key.text) != nil
    }

    /// Keeps the first answer.
    /// - Throws: `DatabaseError.busy` where another writer was first: the command runs again and
    ///   finds that one's answer.
    public func keep(
        _ answer: StoredAnswer, actor: String, key: IdempotencyKey, input: InputHash, now: Instant
    ) throws {
        let kept = try database.run(
            """
            INSERT INTO idempotency_keys
                (actor, idempotency_key, input_hash, status, answer, created_at)
            VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (actor, idempotency_key) DO NOTHING
            """,
            actor, key.text, input.bytes, answer.status, answer.body, now)
        guard kept == 1 else {
            throw DatabaseError.busy("key \(key.text) of \(actor) was used meanwhile")
        }
    }
}
