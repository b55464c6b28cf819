extension Schema {
    private static let flagStates = ["open", "dismissed", "gone"]

    /// What curators should look at, and what people told us to make them look.
    ///
    /// A course has at most one flag of a rule. `basis` is the digest of the facts that a
    /// dismissal is about; `dismissed_basis` that of the last dismissal, which holds while the
    /// two are equal, also where the facts went away and came back meanwhile. A public price is
    /// what a course costs outside the programme, as a curator saw it at that address. Of an
    /// import, `line` is how far the present step came.
    static let flags = """
        CREATE TABLE course_flags (
            id TEXT PRIMARY KEY,
            course_id TEXT NOT NULL REFERENCES courses (id),
            rule TEXT NOT NULL
                CHECK (\(isOne(of: FlagRule.allCases.map(\.rawValue), "rule"))),
            state TEXT NOT NULL CHECK (\(isOne(of: flagStates, "state"))),
            evidence TEXT NOT NULL,
            basis TEXT NOT NULL,
            raised_at BIGINT NOT NULL,
            changed_at BIGINT NOT NULL,
            dismissed_basis TEXT,
            dismissed_reason TEXT,
            dismissed_by TEXT,
            dismissed_at BIGINT,
            UNIQUE (course_id, rule)
        );
        CREATE INDEX course_flags_by_state ON course_flags (state, rule, id);
        CREATE TABLE course_reports (
            id TEXT PRIMARY KEY,
            course_id TEXT NOT NULL REFERENCES courses (id),
            participant_id TEXT NOT NULL REFERENCES participants (id),
            reason TEXT NOT NULL
                CHECK (\(isOne(of: ReportReason.allCases.map(\.rawValue), "reason"))),
            text TEXT NOT NULL,
            has_bought BIGINT NOT NULL,
            reported_at BIGINT NOT NULL,
            UNIQUE (course_id, participant_id)
        );
        CREATE TABLE public_prices (
            course_id TEXT PRIMARY KEY REFERENCES courses (id),
            price BIGINT NOT NULL CHECK (price >= 0),
            url TEXT NOT NULL,
            author TEXT NOT NULL,
            seen_at BIGINT NOT NULL
        );
        CREATE TABLE word_groups (
            id TEXT PRIMARY KEY,
            kind TEXT NOT NULL
                CHECK (\(isOne(of: WordGroup.Kind.allCases.map(\.rawValue), "kind"))),
            words TEXT NOT NULL
        );
        CREATE TABLE course_imports (
            id TEXT PRIMARY KEY,
            author TEXT NOT NULL,
            state TEXT NOT NULL
                CHECK (\(isOne(of: CourseImport.State.allCases.map(\.rawValue), "state"))),
            created_at BIGINT NOT NULL,
            finished_at BIGINT,
            reason TEXT,
            row_count BIGINT NOT NULL,
            line BIGINT NOT NULL,
            body BYTEA NOT NULL
        );
        CREATE TABLE course_import_entries (
            import_id TEXT NOT NULL REFERENCES course_imports (id),
            line BIGINT NOT NULL,
            field TEXT NOT NULL,
            course_id TEXT NOT NULL,
            outcome TEXT NOT NULL
                CHECK (\(isOne(of: ImportEntry.Outcome.allCases.map(\.rawValue), "outcome"))),
            old_value TEXT,
            new_value TEXT,
            detail TEXT,
            PRIMARY KEY (import_id, line, field)
        );
        CREATE INDEX course_import_entries_by_outcome
            ON course_import_entries (import_id, outcome, line, field);
        """
}
