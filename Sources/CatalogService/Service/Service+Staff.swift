import Catalog
import Cryptography

extension Service {
    /// Random bytes of a password that is made here.
    private static let passwordBytes = 15

    /// Adds a person who can sign in at once: the way to the first operator, who then invites the
    /// others. Password and second factor are shown this once.
    func addStaff(_ input: AdminCommand.NewStaff) async throws -> AdminOutcome {
        let now = context.clock.now()
        let staff = try StaffInput(
            email: input.email, name: input.name, role: input.role, platform: input.platform,
            platforms: context.platforms
        ).staff(id: Identifier(at: now))
        let password = Random.token(byteCount: Self.passwordBytes)
        let factor = SecondFactor()
        guard let hash = PasswordHash.make(password) else {
            throw CommandFailure("there is no memory for a password hash")
        }
        try await context.commands.run { database in
            let store = StaffStore(database)
            try store.insert(staff, now: now)
            try store.setCredentials(staff.id, passwordHash: hash, factor: factor)
            try StaffLogStore(database).note(
                by: nil, action: "staff.added", subject: staff.id.value,
                detail: "\(staff.email), \(staff.role.rawValue)", now: now)
        }
        let address = factor.address(for: staff.email)
        let url = context.configuration.publicURL + PagePath.staffSignIn.text
        let json = JSON.encode([
            "id": staff.id.value, "email": staff.email, "password": password,
            "totp_secret": factor.base32, "otpauth_uri": address, "sign_in_url": url,
        ])
        return AdminOutcome(
            text: """
                \(staff.email) is added as \(staff.role.rawValue). This is shown once:
                  password       \(password)
                  second factor  \(address)
                Sign in at \(url), and change the password there.
                """,
            json: String(decoding: json, as: UTF8.self))
    }

    /// Gives the staff of the seed the passwords and second factors that stand in its file for
    /// everybody to read. For the demo alone: nobody else calls it.
    /// - Returns: what the demo's banner says.
    public func openDemoStaff() async throws -> [DemoPeople.Colleague] {
        let colleagues = try DemoPeople.colleagues(
            seedDirectory: context.configuration.seedDirectory)
        // All have the same password; its hash takes tens of milliseconds.
        var hashes: [String: String] = [:]
        for colleague in colleagues where hashes[colleague.password] == nil {
            hashes[colleague.password] = PasswordHash.make(colleague.password)
        }
        let made = hashes
        try await context.commands.run { database in
            let store = StaffStore(database)
            for colleague in colleagues {
                guard let staff = try store.staff(idOrEmail: colleague.email),
                    try store.credentials(email: staff.email) == nil,
                    let hash = made[colleague.password]
                else { continue }
                try store.setCredentials(
                    staff.id, passwordHash: hash, factor: colleague.factor)
            }
        }
        return colleagues
    }
}
