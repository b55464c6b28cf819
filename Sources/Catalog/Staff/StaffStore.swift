import SQL

/// Staff in the store.
public struct StaffStore {
    static let columns = "id, email, name, role, platform_id, state"

    let database: any Database

    public init(_ database: any Database) {
        self.database = database
    }

    /// Adds a person who cannot sign in yet.
    /// - Throws: ``Refusal`` 409 where the e-mail address is taken.
    public func insert(_ staff: Staff, now: Instant) throws {
        let changed = try database.run(
            """
            INSERT INTO staff (id, email, name, role, platform_id, state, created_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING
            """,
            staff.id, staff.email, staff.name, staff.role.rawValue, staff.platformID,
            staff.state.rawValue, now)
        guard changed == 1 else {
            throw Refusal(
                status: 409, code: "email_taken",
                detail: "Somebody has the e-mail address \(staff.email) already.",
                fix: "Change that person's role instead, or take another address.")
        }
    }

    public func staff(_ id: Identifier<Staff>) throws -> Staff? {
        try database.row("SELECT \(Self.columns) FROM staff WHERE id = $1", id).map(Self.staff)
    }

    /// The person whom an operator names by id or e-mail address; nil for nobody.
    public func staff(idOrEmail text: String) throws -> Staff? {
        try database.row(
            "SELECT \(Self.columns) FROM staff WHERE id = $1 OR email = $2", text,
            text.lowercased()
        ).map(Self.staff)
    }

    /// Sets password and second factor; an invitation that was open is not any more.
    /// - Parameter passwordHash: Argon2id in PHC form.
    public func setCredentials(
        _ id: Identifier<Staff>, passwordHash: String, factor: SecondFactor
    ) throws {
        try database.run(
            """
            UPDATE staff SET password_hash = $2, totp_secret = $3, totp_step = 0,
                invitation_hash = NULL, invited_until = NULL
            WHERE id = $1
            """,
            id, passwordHash, factor.secret)
    }

    /// What ``StaffSignIn`` needs; nil where nobody who may sign in has this e-mail address.
    public func credentials(email: String) throws -> StaffSignIn.Credentials? {
        guard let email = SignIn.normalised(email) else { return nil }
        let row = try database.row(
            """
            SELECT id, password_hash, totp_secret, totp_step FROM staff
            WHERE email = $1 AND state = 'active' AND password_hash IS NOT NULL
                AND totp_secret IS NOT NULL AND invitation_hash IS NULL
            """, email)
        guard let row, let factor = SecondFactor(secret: row.blob(2)) else { return nil }
        return StaffSignIn.Credentials(
            staffID: Identifier(stored: row.text(0)), passwordHash: row.text(1), factor: factor,
            usedStep: row.integer(3))
    }

    /// Uses up a code.
    /// - Returns: false where somebody used it, or a later one, meanwhile, or the person may not
    ///   sign in any more.
    public func use(step: Int64, of id: Identifier<Staff>) throws -> Bool {
        try database.run(
            """
            UPDATE staff SET totp_step = $2 WHERE id = $1 AND totp_step < $2 AND state = 'active'
            """, id, step) == 1
    }

    static func staff(_ row: Row) throws -> Staff {
        guard let role = Staff.Role(rawValue: row.text(3)),
            let state = Staff.State(rawValue: row.text(5))
        else { throw DatabaseError.unusable("staff \(row.text(0))") }
        return Staff(
            id: Identifier(stored: row.text(0)), email: row.text(1), name: row.text(2),
            role: role, platformID: row.textIfPresent(4), state: state)
    }
}
