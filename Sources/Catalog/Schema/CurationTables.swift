extension Schema {
    /// What curators decided, proposed and overrode. An override keeps the platform's value beside
    /// ours; a course that nobody has looked at since it came or changed waits in the queue.
    static let curation = """
        CREATE TABLE course_overrides (
            course_id TEXT NOT NULL REFERENCES courses (id),
            field TEXT NOT NULL,
            value TEXT,
            source_value TEXT,
            reason TEXT NOT NULL,
            author TEXT NOT NULL,
            made_at BIGINT NOT NULL,
            PRIMARY KEY (course_id, field)
        );
        CREATE TABLE curation_proposals (
            id TEXT PRIMARY KEY,
            course_id TEXT NOT NULL REFERENCES courses (id),
            kind TEXT NOT NULL CHECK (kind IN ('publish', 'price')),
            price BIGINT CHECK (price >= 0),
            facts TEXT NOT NULL,
            reason TEXT NOT NULL,
            author TEXT NOT NULL,
            proposed_at BIGINT NOT NULL,
            expires_at BIGINT NOT NULL,
            state TEXT NOT NULL
                CHECK (state IN ('open', 'confirmed', 'refused', 'withdrawn', 'replaced')),
            decided_by TEXT,
            decided_at BIGINT,
            decision_reason TEXT
        );
        CREATE UNIQUE INDEX open_proposals ON curation_proposals (course_id, kind)
            WHERE state = 'open';
        CREATE INDEX proposals_by_course ON curation_proposals (course_id);
        CREATE TABLE curation_bulks (
            id TEXT PRIMARY KEY,
            action TEXT NOT NULL,
            reason TEXT NOT NULL,
            author TEXT NOT NULL,
            made_at BIGINT NOT NULL,
            undone_at BIGINT,
            undone_by TEXT
        );
        CREATE TABLE curation_bulk_courses (
            bulk_id TEXT NOT NULL REFERENCES curation_bulks (id),
            course_id TEXT NOT NULL REFERENCES courses (id),
            from_state TEXT NOT NULL,
            to_state TEXT NOT NULL,
            decision_id TEXT,
            proposal_id TEXT REFERENCES curation_proposals (id),
            looked_at BIGINT,
            looked_before BIGINT,
            PRIMARY KEY (bulk_id, course_id)
        );
        CREATE TABLE curation_decisions (
            id TEXT PRIMARY KEY,
            course_id TEXT NOT NULL REFERENCES courses (id),
            action TEXT NOT NULL,
            from_state TEXT NOT NULL,
            to_state TEXT NOT NULL,
            reason TEXT NOT NULL,
            author TEXT NOT NULL,
            confirmed_by TEXT,
            decided_at BIGINT NOT NULL
        );
        CREATE INDEX decisions_by_course ON curation_decisions (course_id, id);
        CREATE TABLE course_looks (
            course_id TEXT PRIMARY KEY REFERENCES courses (id),
            looked_at BIGINT NOT NULL,
            author TEXT NOT NULL
        );
        """
}
