import SQL

/// What became of a command whose answer was lost: each question takes the row that the command
/// had locked, and so waits for the end of a transaction that is still under way.
extension OrderStore {
    /// Whether the order's cancellation was asked for, or it has ended.
    public func isCancelSettled(
        _ order: Identifier<Order>, of participant: Identifier<Participant>
    ) throws -> Bool {
        try database.row(
            """
            UPDATE orders SET replays = replays WHERE id = $1 AND participant_id = $2
            RETURNING CASE WHEN cancel_requested_at IS NOT NULL OR ended_at IS NOT NULL
                THEN 1 ELSE 0 END
            """,
            order, participant)?.bool(0) ?? false
    }

    /// Whether the order has this rating.
    public func isRatingSettled(
        _ order: Identifier<Order>, of participant: Identifier<Participant>, stars: Int,
        review: String
    ) throws -> Bool {
        let row = try database.row(
            """
            UPDATE orders SET replays = replays WHERE id = $1 AND participant_id = $2
            RETURNING stars, review
            """,
            order, participant)
        return row?.intIfPresent(0) == stars && row?.textIfPresent(1) == review
    }
}
