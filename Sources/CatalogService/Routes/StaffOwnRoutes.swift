import Catalog
import Cryptography
import HTTPServer

/// What each of the staff does about themselves: password and sessions.
struct StaffOwnRoutes {
    static let everybody = Set(Staff.Role.allCases)

    let context: ServiceContext

    func add(to router: inout Router) {
        router.on("PUT", "/v1/staff/me/password", .json, setPassword)
        router.on("GET", "/v1/staff/me/sessions", .noBody, sessions)
        router.on("DELETE", "/v1/staff/me/sessions/{id}", .noBody, end)
    }

    private struct Passwords: RequestBody {
        static let members: Set = ["password", "new_password"]
        let password: String
        let new_password: String
    }

    @Sendable private func setPassword(_ request: HTTPRequest) throws -> Reply {
        let token = try BearerToken(of: request)
        let body = try request.decoded(Passwords.self)
        return context.setStaffPassword(
            token, old: body.password, new: body.new_password, request
        ) {
            HTTPResponse(status: 204, headers: [("Cache-Control", "no-store")])
        }
    }

    private struct Page: Encodable {
        let items: [Item]
    }

    private struct Item: Encodable {
        let id: String
        let created_at: Instant
        let expires_at: Instant
        let current: Bool

        init(_ session: SessionStore.Listed) {
            id = session.handle
            created_at = session.createdAt
            expires_at = session.expiresAt
            current = session.isCurrent
        }
    }

    @Sendable private func sessions(_ request: HTTPRequest) throws -> Reply {
        let token = try BearerToken(of: request)
        try request.checkParameters(known: [])
        let clock = context.clock
        return context.read(for: request) { database in
            let now = clock.now()
            let staff = try token.staff(in: database, roles: Self.everybody, now: now)
            return try SessionStore(database).list(
                of: staff.id, asking: .init(token.text), now: now)
        } answer: { sessions in
            .json(Page(items: sessions.map(Item.init)))
        }
    }

    @Sendable private func end(_ request: HTTPRequest) throws -> Reply {
        let token = try BearerToken(of: request)
        let handle = request.pathParameters["id"] ?? ""
        let context = context
        return context.write(for: request) { database in
            let now = context.clock.now()
            let staff = try token.staff(in: database, roles: Self.everybody, now: now)
            try StaffPeople(database, known: context.sessions, now: now)
                .endSession(handle, of: staff.id)
        } answer: { _ in
            HTTPResponse(status: 204, headers: [("Cache-Control", "no-store")])
        }
    }
}

extension ServiceContext {
    /// Changes the password of whoever the token stands for, who has to know the old one.
    /// - Parameter refused: another reply than the problem.
    func setStaffPassword(
        _ token: BearerToken, old: String, new: String, _ request: HTTPRequest,
        answer: @escaping @Sendable () -> HTTPResponse,
        refused: @escaping @Sendable (Refusal) throws -> Reply? = { _ in nil }
    ) -> Reply {
        let address = request.clientAddress(trusting: trustedProxies)
        let roles = StaffOwnRoutes.everybody
        // One attempt is counted, though this is a read that may be run twice.
        let admission = Admission(limits.signIn)
        return hashing(request) { [clock] database in
            let staff = try token.staff(in: database, roles: roles, now: clock.now())
            try StaffRules.check(newPassword: new)
            try admission.check("password \(staff.id) \(address)")
            guard try StaffStore(database).verify(old, of: staff.id) else {
                throw StaffRules.wrongPassword
            }
            return try PasswordHash.made(of: new)
        } then: { [clock, sessions] hash, database in
            let now = clock.now()
            let staff = try token.staff(in: database, roles: roles, now: now)
            try StaffPeople(database, known: sessions, now: now).setPassword(
                of: staff.id, hash: hash, keeping: .init(token.text))
        } answer: { _ in
            answer()
        } refused: {
            try refused($0)
        }
    }
}
