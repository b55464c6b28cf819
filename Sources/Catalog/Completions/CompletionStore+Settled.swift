import Cryptography
import SQL

extension CompletionStore {
    /// Whether an event is kept for good. One whose transaction is still under way is waited for:
    /// its id is taken for a moment, which has to wait for whoever takes it.
    public func isSettled(_ delivery: EventDelivery, now: Instant) throws -> Bool {
        let probe = Identifier<KeptEvent>(at: now)
        let taken = try database.run(
            """
            INSERT INTO webhook_events (id, platform_id, event_id, form, kind, verdict, finding,
                body, body_digest, received_at)
            VALUES ($1, $2, $3, $4, $5, 'ignored', $6, $7, $7, $8)
            ON CONFLICT (platform_id, event_id) DO NOTHING
            """,
            probe, delivery.platformID, delivery.id, delivery.form.rawValue,
            KeptEvent.unreadableName, CompletionFinding.notAnOutcome.rawValue, [UInt8](), now)
        if taken == 1 { try database.run("DELETE FROM webhook_events WHERE id = $1", probe) }
        let kept = try database.row(
            """
            SELECT 1 FROM webhook_events
            WHERE platform_id = $1 AND ((event_id = $2 AND body_digest = $3) OR event_id = $4)
            """,
            delivery.platformID, delivery.id, delivery.digest, Self.apart(delivery))
        return kept != nil
    }

    /// The id under which an event is kept that may not take its own.
    static func apart(_ delivery: EventDelivery) -> String {
        "\(delivery.id)#\(Hex.encode(delivery.digest))"
    }
}
