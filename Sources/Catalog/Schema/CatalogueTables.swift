extension Schema {
    /// Courses as published, their schedules and seats, and what each sync did. A course's past is
    /// found by undoing its changes, the newest first.
    static let catalogue = """
        CREATE TABLE courses (
            id TEXT PRIMARY KEY,
            slug TEXT NOT NULL UNIQUE,
            platform_id TEXT NOT NULL,
            external_id TEXT NOT NULL,
            state TEXT NOT NULL
                CHECK (state IN ('draft', 'in_review', 'published', 'suspended', 'withdrawn',
                    'delisted')),
            title TEXT NOT NULL,
            description TEXT NOT NULL,
            provider TEXT,
            source_category TEXT,
            category_id TEXT,
            price BIGINT CHECK (price >= 0),
            delivery TEXT CHECK (delivery IN ('self-paced', 'webinar', 'offline')),
            level TEXT CHECK (level IN ('beginner', 'intermediate', 'advanced')),
            language TEXT,
            duration_minutes BIGINT CHECK (duration_minutes > 0),
            skills TEXT NOT NULL,
            url TEXT,
            image_url TEXT,
            source_updated_at BIGINT,
            content_hash TEXT NOT NULL,
            enrolment_key TEXT,
            rating_count BIGINT NOT NULL DEFAULT 0,
            rating_sum BIGINT NOT NULL DEFAULT 0,
            first_seen_at BIGINT NOT NULL,
            changed_at BIGINT NOT NULL,
            UNIQUE (platform_id, external_id)
        );
        CREATE INDEX courses_by_source_category ON courses (source_category, category_id);
        CREATE TABLE schedules (
            id TEXT PRIMARY KEY,
            course_id TEXT NOT NULL REFERENCES courses (id),
            code TEXT NOT NULL,
            starts_at BIGINT NOT NULL,
            ends_at BIGINT,
            seats BIGINT CHECK (seats >= 0),
            seats_taken BIGINT NOT NULL DEFAULT 0 CHECK (seats_taken >= 0),
            regency TEXT,
            listed BIGINT NOT NULL DEFAULT 1,
            UNIQUE (course_id, code)
        );
        CREATE TABLE course_changes (
            course_id TEXT NOT NULL REFERENCES courses (id),
            at BIGINT NOT NULL,
            field TEXT NOT NULL,
            old_value TEXT,
            new_value TEXT,
            author TEXT NOT NULL,
            PRIMARY KEY (course_id, at, field)
        );
        CREATE TABLE catalogue_version (
            singleton BIGINT PRIMARY KEY CHECK (singleton = 1),
            version BIGINT NOT NULL
        );
        INSERT INTO catalogue_version VALUES (1, 0);
        CREATE TABLE platform_states (
            platform_id TEXT PRIMARY KEY,
            cursor BYTEA,
            last_good_sync_at BIGINT
        );
        CREATE TABLE syncs (
            id TEXT PRIMARY KEY,
            platform_id TEXT NOT NULL,
            number BIGINT NOT NULL,
            started_at BIGINT NOT NULL,
            finished_at BIGINT,
            state TEXT NOT NULL CHECK (state IN ('running', 'applied', 'held', 'failed')),
            full_feed BIGINT NOT NULL,
            created BIGINT NOT NULL DEFAULT 0,
            changed BIGINT NOT NULL DEFAULT 0,
            unchanged BIGINT NOT NULL DEFAULT 0,
            delisted BIGINT NOT NULL DEFAULT 0,
            rejected BIGINT NOT NULL DEFAULT 0,
            held BIGINT NOT NULL DEFAULT 0,
            requests BIGINT NOT NULL DEFAULT 0,
            bytes BIGINT NOT NULL DEFAULT 0,
            detail TEXT,
            failure TEXT
        );
        CREATE UNIQUE INDEX syncs_by_platform ON syncs (platform_id, number);
        CREATE TABLE sync_notes (
            sync_id TEXT NOT NULL REFERENCES syncs (id),
            position BIGINT NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('rejected', 'held', 'unknown_word')),
            record TEXT NOT NULL,
            reason TEXT NOT NULL,
            field TEXT,
            old_value TEXT,
            new_value TEXT,
            PRIMARY KEY (sync_id, position)
        );
        """
}
