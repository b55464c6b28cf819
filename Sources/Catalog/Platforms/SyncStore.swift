import SQL

/// What each sync did, and where the next one of a platform starts.
public struct SyncStore {
    /// Syncs kept of one platform; older ones go when a new one begins.
    public static let keptMax = 500
    private static let interrupted = "interrupted: run it again"

    private static let columns = """
        id, platform_id, started_at, finished_at, state, full_feed, created, changed, unchanged,
        delisted, rejected, held, requests, bytes, detail, number, failure
        """

    private let database: any Database

    public init(_ database: any Database) {
        self.database = database
    }

    /// Where a platform's next sync starts.
    public struct PlatformState: Sendable, Equatable {
        public let cursor: [UInt8]?
        public let lastGoodSyncAt: Instant?
    }

    public func state(of platform: String) throws -> PlatformState {
        let row = try database.row(
            "SELECT cursor, last_good_sync_at FROM platform_states WHERE platform_id = $1",
            platform)
        return PlatformState(
            cursor: row?.blobIfPresent(0),
            lastGoodSyncAt: row?.integerIfPresent(1).map(Instant.init(milliseconds:)))
    }

    /// Opens the record of a sync and closes those that a crash left open.
    public func begin(
        _ platform: String, fullFeed: Bool, at now: Instant
    ) throws -> SyncReport {
        try database.run(
            """
            UPDATE syncs SET state = 'failed', finished_at = $2, detail = $3
            WHERE platform_id = $1 AND state = 'running'
            """, platform, now, Self.interrupted)
        try prune(platform)
        let last = try database.row(
            "SELECT max(number) FROM syncs WHERE platform_id = $1", platform)
        let report = SyncReport(
            id: Identifier(at: now), platformID: platform,
            number: (last?.intIfPresent(0) ?? 0) + 1, startedAt: now, fullFeed: fullFeed)
        try database.run(
            """
            INSERT INTO syncs (id, platform_id, number, started_at, state, full_feed)
            VALUES ($1, $2, $3, $4, 'running', $5)
            """, report.id, platform, report.number, now, fullFeed)
        return report
    }

    /// Closes the record with its counts and keeps its notes.
    public func finish(_ report: SyncReport) throws {
        try database.run(
            """
            UPDATE syncs SET finished_at = $2, state = $3, full_feed = $4, created = $5,
                changed = $6, unchanged = $7, delisted = $8, rejected = $9, held = $10,
                requests = $11, bytes = $12, detail = $13, failure = $14
            WHERE id = $1 AND state = 'running'
            """, report.id, report.finishedAt, report.state.rawValue, report.fullFeed,
            report.created, report.changed, report.unchanged, report.delisted, report.rejected,
            report.held, report.requests, report.bytes,
            report.detail.map { CleanText.line($0) },
            report.failure?.rawValue)
        for (position, note) in report.notes.prefix(SyncNote.countMax).enumerated() {
            try database.run(
                """
                INSERT INTO sync_notes (sync_id, position, kind, record, reason, field,
                    old_value, new_value)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
                """, report.id, position, note.kind.rawValue, note.record, note.reason,
                note.change?.field, note.change?.old, note.change?.new)
        }
    }

    /// Notes a good sync; with a cursor where the next one may start behind it.
    public func markGood(
        _ platform: String, cursor: [UInt8]?, storesCursor: Bool, at now: Instant
    ) throws {
        try database.run(
            """
            INSERT INTO platform_states (platform_id, cursor, last_good_sync_at)
            VALUES ($1, $2, $3)
            ON CONFLICT (platform_id) DO UPDATE SET last_good_sync_at = excluded.last_good_sync_at
            """, platform, storesCursor ? cursor : nil, now)
        guard storesCursor else { return }
        try database.run(
            "UPDATE platform_states SET cursor = $2 WHERE platform_id = $1", platform, cursor)
    }

    /// The newest syncs of a platform, newest first; without notes.
    /// - Parameter before: the number of the last one of the page before.
    public func recent(
        of platform: String, before: Int = Int.max, limit: Int
    ) throws -> [SyncReport] {
        try database.rows(
            """
            SELECT \(Self.columns) FROM syncs WHERE platform_id = $1 AND number < $2
            ORDER BY number DESC LIMIT $3
            """, platform, before, limit
        ).map(Self.report)
    }

    /// One sync of a platform with its notes, by its number or its id.
    public func sync(_ key: String, of platform: String) throws -> SyncReport? {
        let row: Row?
        if let number = Int(key) {
            row = try database.row(
                "SELECT \(Self.columns) FROM syncs WHERE platform_id = $1 AND number = $2",
                platform, number)
        } else {
            row = try database.row(
                "SELECT \(Self.columns) FROM syncs WHERE platform_id = $1 AND id = $2",
                platform, key)
        }
        guard let row else { return nil }
        var report = Self.report(row)
        report.notes = try notes(of: report.id)
        report.hasNotes = true
        return report
    }

    /// How a platform's catalogue stands.
    public func standing(of platform: String) throws -> SyncStanding {
        let last = try database.row(
            """
            SELECT \(Self.columns) FROM syncs WHERE platform_id = $1 AND state <> 'running'
            ORDER BY number DESC LIMIT 1
            """, platform)
        return SyncStanding(
            lastGoodAt: try state(of: platform).lastGoodSyncAt, last: last.map(Self.report))
    }

    public func notes(of sync: Identifier<SyncReport>) throws -> [SyncNote] {
        try database.rows(
            """
            SELECT kind, record, reason, field, old_value, new_value FROM sync_notes
            WHERE sync_id = $1
            ORDER BY position LIMIT $2
            """, sync, SyncNote.countMax
        ).compactMap { row in
            SyncNote.Kind(rawValue: row.text(0)).map {
                SyncNote(
                    kind: $0, record: row.text(1), reason: row.text(2),
                    change: row.textIfPresent(3).map {
                        SyncNote.Change(
                            field: $0, old: row.textIfPresent(4), new: row.textIfPresent(5))
                    })
            }
        }
    }

    private func prune(_ platform: String) throws {
        let old = """
            (SELECT id FROM syncs WHERE platform_id = $1 ORDER BY number DESC LIMIT 1000 OFFSET $2)
            """
        try database.run(
            "DELETE FROM sync_notes WHERE sync_id IN \(old)", platform, Self.keptMax)
        try database.run("DELETE FROM syncs WHERE id IN \(old)", platform, Self.keptMax)
    }

    private static func report(_ row: Row) -> SyncReport {
        var report = SyncReport(
            id: Identifier(stored: row.text(0)), platformID: row.text(1), number: row.int(15),
            startedAt: Instant(milliseconds: row.integer(2)), fullFeed: row.bool(5))
        report.finishedAt = row.integerIfPresent(3).map(Instant.init(milliseconds:))
        report.state = SyncReport.State(rawValue: row.text(4)) ?? .failed
        report.created = row.int(6)
        report.changed = row.int(7)
        report.unchanged = row.int(8)
        report.delisted = row.int(9)
        report.rejected = row.int(10)
        report.held = row.int(11)
        report.requests = row.int(12)
        report.bytes = row.int(13)
        report.detail = row.textIfPresent(14)
        report.failure = row.textIfPresent(16).flatMap(SyncReport.Failure.init)
        report.hasNotes = false
        return report
    }
}
