import Cryptography
import SQL

/// What operators change.
extension StaffStore {
    public static let pageMax = 100
    private static let recordColumns = """
        \(columns), created_at, invited_until,
        CASE WHEN password_hash IS NOT NULL AND invitation_hash IS NULL THEN 1 ELSE 0 END
        """

    /// What a list is narrowed to.
    public struct Filter: Sendable, Equatable {
        public var role: Staff.Role?
        public var state: Staff.State?

        public init(role: Staff.Role? = nil, state: Staff.State? = nil) {
            self.role = role
            self.state = state
        }
    }

    /// The people, those added last first.
    /// - Parameters:
    ///   - before: the last one of the page before.
    ///   - limit: at most ``pageMax`` and one more.
    public func people(
        _ filter: Filter, before: Identifier<Staff>?, limit: Int
    ) throws -> [StaffRecord] {
        var conditions: [String] = []
        var values: [SQLValue] = []
        func narrow(_ condition: String, _ value: (any SQLConvertible)?) {
            guard let value else { return }
            values.append(value.sqlValue)
            conditions.append("\(condition) $\(values.count)")
        }
        narrow("id <", before)
        narrow("role =", filter.role?.rawValue)
        narrow("state =", filter.state?.rawValue)
        values.append(min(limit, Self.pageMax + 1).sqlValue)
        let narrowed =
            conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
        return try database.rows(
            """
            SELECT \(Self.recordColumns) FROM staff \(narrowed)
            ORDER BY id DESC LIMIT $\(values.count)
            """, binding: values
        ).map(Self.record)
    }

    public func record(_ id: Identifier<Staff>) throws -> StaffRecord? {
        try database.row("SELECT \(Self.recordColumns) FROM staff WHERE id = $1", id)
            .map(Self.record)
    }

    /// Everybody who keeps the service running and may sign in. Their rows stay as they are until
    /// the command ends, so that two operators cannot end each other at once.
    func lockOperators() throws -> Set<Identifier<Staff>> {
        let rows = try database.rows(
            """
            SELECT id FROM staff WHERE role = 'operator' AND state = 'active' ORDER BY id
            \(database.lockingClause)
            """)
        return Set(rows.map { Identifier(stored: $0.text(0)) })
    }

    func update(_ staff: Staff) throws {
        try database.run(
            """
            UPDATE staff SET name = $2, role = $3, platform_id = $4, state = $5 WHERE id = $1
            """,
            staff.id, staff.name, staff.role.rawValue, staff.platformID, staff.state.rawValue)
    }

    /// From here on the person cannot sign in but by the invitation.
    func setInvitation(_ invitation: StaffInvitation, of id: Identifier<Staff>) throws {
        try database.run(
            """
            UPDATE staff SET password_hash = NULL, totp_secret = NULL, totp_step = 0,
                invitation_hash = $2, invited_until = $3
            WHERE id = $1
            """,
            id, StaffInvitation.hash(invitation.secret), invitation.expiresAt)
    }

    /// Whose open invitation this is, with the second factor that was prepared by it.
    func invited(
        by secret: String, now: Instant
    ) throws -> (staff: Staff, factor: SecondFactor?)? {
        guard let hash = StaffInvitation.hash(secret) else { return nil }
        let row = try database.row(
            """
            SELECT \(Self.columns), totp_secret FROM staff
            WHERE invitation_hash = $1 AND invited_until > $2 AND state = 'active'
            """, hash, now)
        return try row.map {
            (try Self.staff($0), $0.blobIfPresent(6).flatMap(SecondFactor.init(secret:)))
        }
    }

    /// Sets what is to count once the invitation is confirmed.
    func prepare(
        _ id: Identifier<Staff>, passwordHash: String, factor: SecondFactor
    ) throws {
        try database.run(
            "UPDATE staff SET password_hash = $2, totp_secret = $3, totp_step = 0 WHERE id = $1",
            id, passwordHash, factor.secret)
    }

    /// - Returns: false where somebody was quicker.
    func close(_ secret: String, of id: Identifier<Staff>, step: Int64) throws -> Bool {
        try database.run(
            """
            UPDATE staff SET invitation_hash = NULL, invited_until = NULL, totp_step = $2
            WHERE id = $1 AND invitation_hash = $3
            """, id, step, StaffInvitation.hash(secret)) == 1
    }

    /// Whether this is the person's password; takes tens of milliseconds.
    public func verify(_ password: String, of id: Identifier<Staff>) throws -> Bool {
        let row = try database.row(
            "SELECT password_hash FROM staff WHERE id = $1 AND password_hash IS NOT NULL", id)
        return row.map { PasswordHash.verify(password, against: $0.text(0)) } ?? false
    }

    func setPassword(_ id: Identifier<Staff>, hash: String) throws {
        try database.run("UPDATE staff SET password_hash = $2 WHERE id = $1", id, hash)
    }

    private static func record(_ row: Row) throws -> StaffRecord {
        StaffRecord(
            staff: try staff(row), createdAt: Instant(milliseconds: row.integer(6)),
            invitedUntil: row.integerIfPresent(7).map(Instant.init(milliseconds:)),
            canSignIn: row.bool(8))
    }
}
