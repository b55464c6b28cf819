import SQL

/// Payout accounts in the store, one a participant.
public struct PayoutAccountStore {
    private let database: any Database

    public init(_ database: any Database) {
        self.database = database
    }

    /// Sets or replaces the account. Who had a mismatch can always name another one.
    public func set(_ account: PayoutAccount) throws {
        try database.run(
            """
            INSERT INTO payout_accounts
                (participant_id, kind, account_number, holder_nik, state, changed_at)
            VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (participant_id) DO UPDATE SET
                kind = excluded.kind, account_number = excluded.account_number,
                holder_nik = excluded.holder_nik, state = excluded.state,
                changed_at = excluded.changed_at
            """,
            account.participantID, account.kind.rawValue, account.accountNumber,
            account.holderNIK, account.state.rawValue, account.changedAt)
    }

    public func account(of participant: Identifier<Participant>) throws -> PayoutAccount? {
        try database.row(
            """
            SELECT kind, account_number, holder_nik, state, changed_at FROM payout_accounts
            WHERE participant_id = $1
            """,
            participant
        ).map { row in
            guard let kind = PayoutAccount.Kind(rawValue: row.text(0)),
                let state = PayoutAccount.State(rawValue: row.text(3))
            else {
                throw DatabaseError.unusable("payout account of \(participant)")
            }
            return PayoutAccount(
                participantID: participant, kind: kind, accountNumber: row.text(1),
                holderNIK: row.text(2), state: state,
                changedAt: Instant(milliseconds: row.integer(4)))
        }
    }
}
