extension Schema {
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
