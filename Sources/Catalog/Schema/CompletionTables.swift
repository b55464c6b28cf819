extension Schema {
    private static let verdicts = [
        "applied", "repeated", "unknown_order", "contradiction", "ignored",
    ]

    /// What platforms told us, kept as it came, and what followed from it.
    ///
    /// `signature` holds the timestamp and the signatures of a webhook, so that the kept body can
    /// be verified again; `holder` is the masked name that a certificate's digest covers. An
    /// incentive holds the facts that it was granted on, and the count and sum of its instalments.
    static let completions = """
        CREATE TABLE webhook_events (
            id TEXT PRIMARY KEY,
            platform_id TEXT NOT NULL,
            event_id TEXT NOT NULL,
            form TEXT NOT NULL CHECK (\(isOne(of: EventForm.allCases.map(\.rawValue), "form"))),
            kind TEXT NOT NULL,
            order_id TEXT REFERENCES orders (id),
            enrolment_ref TEXT,
            verdict TEXT NOT NULL CHECK (\(isOne(of: verdicts, "verdict"))),
            finding TEXT NOT NULL,
            signature TEXT,
            body BYTEA NOT NULL,
            body_digest BYTEA NOT NULL,
            repeats BIGINT NOT NULL DEFAULT 0,
            received_at BIGINT NOT NULL,
            UNIQUE (platform_id, event_id)
        );
        CREATE INDEX webhook_events_unknown ON webhook_events (platform_id, enrolment_ref)
            WHERE verdict = 'unknown_order';
        CREATE INDEX webhook_events_for_people ON webhook_events (id)
            WHERE verdict IN ('unknown_order', 'contradiction');
        CREATE TABLE completions (
            id TEXT PRIMARY KEY,
            order_id TEXT NOT NULL UNIQUE REFERENCES orders (id),
            participant_id TEXT NOT NULL REFERENCES participants (id),
            course_id TEXT NOT NULL REFERENCES courses (id),
            completed_at BIGINT NOT NULL,
            score DOUBLE PRECISION,
            event_id TEXT NOT NULL REFERENCES webhook_events (id),
            recorded_at BIGINT NOT NULL
        );
        CREATE INDEX completions_by_participant ON completions (participant_id, id);
        CREATE TABLE certificates (
            id TEXT PRIMARY KEY,
            order_id TEXT NOT NULL UNIQUE REFERENCES orders (id),
            participant_id TEXT NOT NULL REFERENCES participants (id),
            course_id TEXT NOT NULL REFERENCES courses (id),
            platform_id TEXT NOT NULL,
            number TEXT NOT NULL,
            url TEXT NOT NULL,
            issued_at BIGINT NOT NULL,
            holder TEXT NOT NULL,
            digest TEXT NOT NULL,
            event_id TEXT NOT NULL REFERENCES webhook_events (id),
            recorded_at BIGINT NOT NULL,
            UNIQUE (platform_id, number)
        );
        CREATE INDEX certificates_by_participant ON certificates (participant_id, id);
        CREATE TABLE incentives (
            participant_id TEXT PRIMARY KEY REFERENCES participants (id),
            order_id TEXT NOT NULL REFERENCES orders (id),
            scheme_id TEXT NOT NULL,
            conditions TEXT NOT NULL,
            completion_id TEXT NOT NULL REFERENCES completions (id),
            certificate_id TEXT NOT NULL REFERENCES certificates (id),
            duration_minutes BIGINT,
            payout_kind TEXT NOT NULL,
            payout_changed_at BIGINT NOT NULL,
            instalments BIGINT NOT NULL CHECK (instalments > 0),
            total BIGINT NOT NULL CHECK (total > 0),
            decided_at BIGINT NOT NULL
        );
        CREATE INDEX incentives_by_time ON incentives (decided_at);
        CREATE TABLE instalments (
            id TEXT PRIMARY KEY,
            participant_id TEXT NOT NULL REFERENCES incentives (participant_id),
            kind TEXT NOT NULL CHECK (kind IN ('incentive', 'survey')),
            number BIGINT NOT NULL CHECK (number > 0),
            amount BIGINT NOT NULL CHECK (amount > 0),
            due_at BIGINT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('scheduled', 'paid', 'stopped')),
            UNIQUE (participant_id, kind, number)
        );
        """
}
