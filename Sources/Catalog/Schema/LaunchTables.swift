extension Schema {
    /// LTI 1.3: the key that we sign with, launches under way, and what tools identified
    /// themselves with, which counts once.
    static let launches = """

        CREATE TABLE signing_keys (
            purpose TEXT PRIMARY KEY,
            pem TEXT NOT NULL,
            created_at BIGINT NOT NULL
        ) CLUSTERED;
        CREATE TABLE launches (
            order_id TEXT PRIMARY KEY REFERENCES orders (id),
            ticket_hash BYTEA NOT NULL UNIQUE,
            expires_at BIGINT NOT NULL
        );
        CREATE INDEX launches_by_end ON launches (expires_at);
        CREATE TABLE used_assertions (
            platform_id TEXT NOT NULL,
            assertion_id TEXT NOT NULL,
            expires_at BIGINT NOT NULL,
            PRIMARY KEY (platform_id, assertion_id)
        ) CLUSTERED;
        """
}
