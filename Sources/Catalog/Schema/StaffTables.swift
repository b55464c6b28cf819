extension Schema {
    /// The figures of the overview by day (in western time, counted since 1970-01-01): all of
    /// them, and by platform, category and province. A mark says how far a source is counted.
    static let overview = """
        CREATE TABLE overview_days (
            day BIGINT NOT NULL,
            dimension TEXT NOT NULL
                CHECK (dimension IN ('all', 'platform', 'category', 'province')),
            value TEXT NOT NULL,
            orders BIGINT NOT NULL,
            order_total BIGINT NOT NULL,
            completions BIGINT NOT NULL,
            incentives BIGINT NOT NULL,
            incentive_total BIGINT NOT NULL,
            PRIMARY KEY (day, dimension, value)
        ) CLUSTERED;
        CREATE TABLE overview_marks (
            source TEXT PRIMARY KEY,
            counted_until BIGINT NOT NULL
        );
        """

    /// Who did what. `staff_id` is NULL for what was done at the command line.
    static let staffLog = """
        CREATE TABLE staff_log (
            id TEXT PRIMARY KEY,
            staff_id TEXT REFERENCES staff (id),
            action TEXT NOT NULL,
            subject TEXT NOT NULL,
            detail TEXT NOT NULL,
            created_at BIGINT NOT NULL
        );
        CREATE INDEX staff_log_by_person ON staff_log (staff_id, id);
        CREATE INDEX staff_log_by_action ON staff_log (action, id);
        CREATE INDEX staff_log_by_subject ON staff_log (subject, id);
        """
}
