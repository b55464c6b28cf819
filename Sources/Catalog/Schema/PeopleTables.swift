extension Schema {
    /// The card that a transfer moves money from or to, as an account; NULL where there is none.
    /// No transfer moves money between two cards. A query that says it in these words of `single`
    /// transfers is answered from the index that says it too.
    static let cardOfTransfer = """
        CASE WHEN substr(debit, 1, 5) = 'card:' THEN debit
            WHEN substr(credit, 1, 5) = 'card:' THEN credit END
        """

    /// Participants, their cards and payout accounts, sessions, schemes, and the ledger.
    ///
    /// A transfer moves money from the debit account to the credit account. `pending` sets it
    /// aside; `post` or `void` (at most one, by the unique index) resolves it; `single` moves at
    /// once. Rows are never updated or deleted. `idempotency_keys` has the answers of what is no
    /// purchase; an order keeps its own.
    ///
    /// `totp_step` is the newest step whose code was used: each counts once. Of an invitation only
    /// the hash of its secret is kept.
    static let peopleAndMoney = """
        CREATE TABLE schemes (
            id TEXT PRIMARY KEY,
            rules TEXT NOT NULL
        );
        CREATE TABLE categories (
            id TEXT PRIMARY KEY,
            document TEXT NOT NULL
        );
        CREATE TABLE participants (
            id TEXT PRIMARY KEY,
            email TEXT NOT NULL UNIQUE,
            password_hash TEXT,
            name TEXT NOT NULL,
            nik TEXT NOT NULL UNIQUE,
            phone TEXT,
            regency TEXT,
            created_at BIGINT NOT NULL
        );
        CREATE TABLE cards (
            participant_id TEXT PRIMARY KEY REFERENCES participants (id),
            number TEXT NOT NULL UNIQUE,
            scheme_id TEXT NOT NULL REFERENCES schemes (id),
            state TEXT NOT NULL CHECK (state IN ('active', 'revoked', 'expired')),
            balance BIGINT NOT NULL CHECK (balance >= 0),
            monthly_incentive BIGINT,
            accepted_at BIGINT NOT NULL,
            buy_before BIGINT NOT NULL,
            expires_at BIGINT NOT NULL
        ) CLUSTERED;
        CREATE TABLE payout_accounts (
            participant_id TEXT PRIMARY KEY REFERENCES participants (id),
            kind TEXT NOT NULL,
            account_number TEXT NOT NULL,
            holder_nik TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('verified', 'mismatch', 'pending')),
            changed_at BIGINT NOT NULL
        );
        CREATE TABLE staff (
            id TEXT PRIMARY KEY,
            email TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL,
            role TEXT NOT NULL CHECK (\(isOne(of: Staff.Role.allCases.map(\.rawValue), "role"))),
            platform_id TEXT,
            state TEXT NOT NULL CHECK (state IN ('active', 'disabled')),
            password_hash TEXT,
            totp_secret BYTEA,
            totp_step BIGINT NOT NULL DEFAULT 0,
            invitation_hash BYTEA UNIQUE,
            invited_until BIGINT,
            created_at BIGINT NOT NULL,
            CHECK ((role = 'partner') = (platform_id IS NOT NULL)),
            CHECK ((invitation_hash IS NULL) = (invited_until IS NULL))
        );
        CREATE TABLE sessions (
            token_hash BYTEA PRIMARY KEY,
            participant_id TEXT REFERENCES participants (id),
            staff_id TEXT REFERENCES staff (id),
            created_at BIGINT NOT NULL,
            expires_at BIGINT NOT NULL,
            revoked_at BIGINT,
            address TEXT,
            agent TEXT,
            CHECK ((participant_id IS NULL) <> (staff_id IS NULL))
        ) CLUSTERED;
        CREATE INDEX sessions_by_participant ON sessions (participant_id)
            WHERE participant_id IS NOT NULL;
        CREATE INDEX sessions_by_staff ON sessions (staff_id) WHERE staff_id IS NOT NULL;
        CREATE TABLE platform_tokens (
            token_hash BYTEA PRIMARY KEY,
            platform_id TEXT NOT NULL,
            scope TEXT NOT NULL,
            expires_at BIGINT NOT NULL
        ) CLUSTERED;
        CREATE TABLE transfers (
            id TEXT PRIMARY KEY,
            kind TEXT NOT NULL
                CHECK (\(isOne(of: ["pending", "post", "void", "single"], "kind"))),
            pending_id TEXT REFERENCES transfers (id),
            debit TEXT NOT NULL,
            credit TEXT NOT NULL,
            amount BIGINT NOT NULL CHECK (amount > 0),
            reason TEXT NOT NULL,
            order_id TEXT,
            created_at BIGINT NOT NULL,
            CHECK (debit <> credit),
            CHECK (substr(debit, 1, 5) <> 'card:' OR substr(credit, 1, 5) <> 'card:'),
            CHECK ((kind IN ('post', 'void')) = (pending_id IS NOT NULL))
        ) CLUSTERED;
        CREATE UNIQUE INDEX transfers_resolved_once ON transfers (pending_id)
            WHERE pending_id IS NOT NULL;
        CREATE INDEX transfers_by_card ON transfers ((\(cardOfTransfer)), id)
            WHERE (\(cardOfTransfer)) IS NOT NULL;
        CREATE TABLE idempotency_keys (
            actor TEXT NOT NULL,
            idempotency_key TEXT NOT NULL,
            input_hash BYTEA NOT NULL,
            status BIGINT NOT NULL,
            answer BYTEA NOT NULL,
            replays BIGINT NOT NULL DEFAULT 0,
            created_at BIGINT NOT NULL,
            PRIMARY KEY (actor, idempotency_key)
        );
        """

    /// A card's reservations are found by the orders that they belong to, so that a purchase
    /// changes one page less. It takes an index away by which older programs read statements, so
    /// it contracts; no release has them.
    static let statementsByOrder = """
        CREATE INDEX transfers_at_once_by_card ON transfers ((\(cardOfTransfer)), id)
            WHERE kind = 'single' AND (\(cardOfTransfer)) IS NOT NULL;
        DROP INDEX transfers_by_card;
        """
}
