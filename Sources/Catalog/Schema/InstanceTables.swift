extension Schema {
    /// What the instances that share a store agree on: who does which job, and what callers have
    /// left of their limits. Of an embedded store both stay empty.
    static let instances = """
        CREATE TABLE leases (
            name TEXT PRIMARY KEY,
            holder TEXT NOT NULL,
            held_until BIGINT NOT NULL
        ) CLUSTERED;
        CREATE TABLE rate_limits (
            policy TEXT NOT NULL,
            caller TEXT NOT NULL,
            tokens DOUBLE PRECISION NOT NULL,
            filled_at BIGINT NOT NULL,
            PRIMARY KEY (policy, caller)
        ) CLUSTERED;
        """
}
