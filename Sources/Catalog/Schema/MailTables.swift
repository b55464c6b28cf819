extension Schema {
    /// Mail that is owed, and what it lets somebody do.
    ///
    /// A mail's text is made when it is sent: what it holds in secret, the key to a new password,
    /// is nowhere in the store but hashed. `message_marks` holds up to when a participant has read
    /// the messages, which themselves follow from orders, certificates and incentives.
    static let mail = """
        CREATE TABLE mails (
            id TEXT PRIMARY KEY,
            kind TEXT NOT NULL CHECK (\(isOne(of: OwedMail.Kind.allCases.map(\.rawValue), "kind"))),
            participant_id TEXT NOT NULL REFERENCES participants (id),
            language TEXT NOT NULL,
            due_at BIGINT NOT NULL,
            attempts BIGINT NOT NULL DEFAULT 0,
            last_error TEXT,
            created_at BIGINT NOT NULL,
            UNIQUE (participant_id, kind)
        );
        CREATE TABLE password_resets (
            token_hash BYTEA PRIMARY KEY,
            participant_id TEXT NOT NULL REFERENCES participants (id),
            created_at BIGINT NOT NULL,
            expires_at BIGINT NOT NULL,
            used_at BIGINT
        ) CLUSTERED;
        CREATE INDEX password_resets_by_participant ON password_resets (participant_id, created_at);
        CREATE TABLE message_marks (
            participant_id TEXT PRIMARY KEY REFERENCES participants (id),
            read_until BIGINT NOT NULL
        ) CLUSTERED;
        """
}
