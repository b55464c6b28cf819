extension Schema {
    private static let orderStates = [
        "reserved", "placed", "confirmed", "completed", "cancelled", "refunded", "failed",
    ]
    /// Of an order whose course is bought. A query that says it in these words is answered from
    /// the index that says it too.
    static let orderHasNotEnded = isOne(
        of: ["reserved", "placed", "confirmed", "completed"], "state")

    /// Orders and the outbox of calls that are still owed to platforms.
    ///
    /// A free course has no transfer, so `transfer_id` may be NULL. `duration_minutes` is the
    /// course's at the purchase: what is bought does not become shorter afterwards. An order that
    /// ended keeps its `enrolment_ref`, and a platform that makes its ids of learner and course
    /// gives the same id again when the course is bought again: only orders that have not ended
    /// never share one. `uncertain_since` is when a call went out of which it is not known what
    /// it did. `polls` holds how far a platform's round of questions is: nothing is written for
    /// the orders themselves, which the index finds.
    ///
    /// An order keeps the key of its purchase with the first answer: one tree less in each
    /// purchase than a table of keys takes. The rows are too long for a clustered table.
    static let orders = """
        CREATE TABLE orders (
            id TEXT PRIMARY KEY,
            participant_id TEXT NOT NULL REFERENCES participants (id),
            course_id TEXT NOT NULL REFERENCES courses (id),
            platform_id TEXT NOT NULL,
            schedule_id TEXT REFERENCES schedules (id),
            scheme_id TEXT NOT NULL,
            price BIGINT NOT NULL CHECK (price >= 0),
            duration_minutes BIGINT,
            state TEXT NOT NULL CHECK (\(isOne(of: orderStates, "state"))),
            transfer_id TEXT REFERENCES transfers (id),
            redeem_code TEXT,
            enrolment_ref TEXT,
            failure TEXT,
            created_at BIGINT NOT NULL,
            placed_at BIGINT,
            confirmed_at BIGINT,
            cancel_requested_at BIGINT,
            started_at BIGINT,
            progress DOUBLE PRECISION,
            progressed_at BIGINT,
            completed_at BIGINT,
            ended_at BIGINT,
            stars BIGINT CHECK (stars BETWEEN 1 AND 5),
            review TEXT,
            rated_at BIGINT,
            idempotency_key TEXT NOT NULL,
            input_hash BYTEA NOT NULL,
            replays BIGINT NOT NULL DEFAULT 0,
            answer BYTEA NOT NULL
        );
        CREATE UNIQUE INDEX orders_same_course_never_twice ON orders (participant_id, course_id)
            WHERE \(orderHasNotEnded);
        CREATE UNIQUE INDEX orders_by_key ON orders (participant_id, idempotency_key);
        CREATE UNIQUE INDEX orders_by_redeem_code ON orders (redeem_code)
            WHERE redeem_code IS NOT NULL;
        CREATE INDEX orders_by_enrolment ON orders (platform_id, enrolment_ref)
            WHERE enrolment_ref IS NOT NULL;
        CREATE UNIQUE INDEX orders_share_no_enrolment ON orders (platform_id, enrolment_ref)
            WHERE enrolment_ref IS NOT NULL AND ended_at IS NULL;
        CREATE INDEX orders_to_ask_about ON orders (platform_id, id) WHERE state = 'confirmed';
        CREATE INDEX orders_by_rating ON orders (course_id, rated_at) WHERE rated_at IS NOT NULL;
        CREATE TABLE polls (
            platform_id TEXT PRIMARY KEY,
            cursor TEXT NOT NULL DEFAULT '',
            began_at BIGINT NOT NULL DEFAULT 0,
            due_at BIGINT NOT NULL DEFAULT 0,
            leased_until BIGINT NOT NULL DEFAULT 0,
            failures BIGINT NOT NULL DEFAULT 0,
            last_error TEXT
        );
        CREATE TABLE outbox (
            id TEXT PRIMARY KEY,
            kind TEXT NOT NULL CHECK (kind IN ('enrol', 'cancel')),
            order_id TEXT NOT NULL REFERENCES orders (id),
            platform_id TEXT NOT NULL,
            due_at BIGINT NOT NULL,
            leased_until BIGINT NOT NULL DEFAULT 0,
            attempts BIGINT NOT NULL DEFAULT 0,
            uncertain_since BIGINT,
            last_error TEXT,
            created_at BIGINT NOT NULL
        ) CLUSTERED;
        CREATE INDEX outbox_by_platform ON outbox (platform_id, due_at);
        """

    /// On a server an order refers to its buyer's card, which the purchase has locked anyway, and
    /// names its course without a foreign key: the server would lock the course's row for every
    /// purchase, and when all buy the same course they would all write to that row. The course is
    /// read in the purchase's own transaction, courses are never deleted, and the audit looks for
    /// orders without theirs. `NOT VALID` spares a great table being read under a lock; what is
    /// added afterwards is checked.
    static let ordersWithoutLocks = """
        ALTER TABLE orders
            DROP CONSTRAINT orders_course_id_fkey,
            DROP CONSTRAINT orders_participant_id_fkey,
            ADD CONSTRAINT orders_of_card FOREIGN KEY (participant_id)
                REFERENCES cards (participant_id) NOT VALID;
        """

    /// In an embedded engine too an order refers to its buyer's card, whose page the purchase has
    /// at hand: one tree less is searched, and one page less is read. Only the text of the table
    /// changes, by SQLite's own procedure (<https://www.sqlite.org/lang_altertable.html>, "other
    /// kinds of table schema changes"); the table that comes and goes fails where the text is
    /// not as expected afterwards, and has everybody read it anew. Orders that are there are not
    /// looked at: each was bought with its buyer's card, and no card is ever deleted.
    static let ordersOfCards = """
        PRAGMA writable_schema = ON;
        UPDATE sqlite_schema SET sql = replace(sql,
            'participant_id TEXT NOT NULL REFERENCES participants (id)',
            'participant_id TEXT NOT NULL REFERENCES cards (participant_id)')
        WHERE type = 'table' AND name = 'orders';
        PRAGMA writable_schema = RESET;
        CREATE TABLE schema_changes (
            tables BIGINT NOT NULL CHECK (tables = 1)
        );
        INSERT INTO schema_changes
            SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'orders'
                AND sql LIKE '%participant_id TEXT NOT NULL REFERENCES cards (participant_id)%';
        DROP TABLE schema_changes;
        """
}
