import Catalog
import HTTPServer

/// Signing in of staff, apart from participants; and who one is.
struct StaffSessionRoutes {
    let context: ServiceContext

    func add(to router: inout Router) {
        router.on("POST", "/v1/staff/sessions", .json, signIn)
        router.on("GET", "/v1/staff/me", .noBody, me)
    }

    private struct Input: RequestBody {
        static let members: Set = ["email", "password", "code"]
        let email: String
        let password: String
        let code: String
    }

    private struct Output: Encodable {
        let token: String
        let expires_at: Instant
    }

    @Sendable private func signIn(_ request: HTTPRequest) throws -> Reply {
        let input = try request.decoded(Input.self)
        let (email, fields) = try context.admitStaff(input.email, request)
        let context = context
        return context.signInStaff(
            email: email, password: input.password, code: input.code
        ) { result in
            switch result {
            case .success(let issued):
                return .json(
                    Output(token: issued.token, expires_at: issued.session.expiresAt),
                    status: 201, headers: fields)
            case .failure(let error): return context.problem(error, for: request)
            }
        }
    }

    @Sendable private func me(_ request: HTTPRequest) throws -> Reply {
        let token = try BearerToken(of: request)
        try request.checkParameters(known: [])
        let clock = context.clock
        return context.read(for: request) { database in
            try token.staff(in: database, roles: Set(Staff.Role.allCases), now: clock.now())
        } answer: {
            .json(StaffView($0))
        }
    }
}

/// A member of staff as the interface shows one.
struct StaffView: Encodable {
    let id: Identifier<Staff>
    let email: String
    let name: String
    let role: Staff.Role
    let platform: String?
    let state: Staff.State

    init(_ staff: Staff) {
        id = staff.id
        email = staff.email
        name = staff.name
        role = staff.role
        platform = staff.platformID
        state = staff.state
    }
}

extension ServiceContext {
    /// Counts an attempt of staff to sign in: by address, and by account and address.
    /// - Throws: 429 for too many; ``StaffSignIn/refusal`` for what is no e-mail address.
    func admitStaff(
        _ email: String, _ request: HTTPRequest
    ) throws -> (email: String, fields: [(name: String, value: String)]) {
        let address = request.clientAddress(trusting: trustedProxies)
        _ = try limits.signInsOfAddress.check("staff " + address)
        guard let email = SignIn.normalised(email) else { throw StaffSignIn.refusal }
        return (email, try limits.signIn.check("staff " + email + " " + address))
    }

    /// Checks password and code on the threads that are there for it, and opens a session; the
    /// code is used up in the same commit.
    func signInStaff(
        email: String, password: String, code: String,
        answer:
            @escaping @Sendable (
                Result<(token: String, session: Session), any Error>
            ) -> HTTPResponse
    ) -> Reply {
        .later { [signIns, commands, clock] responder in
            @Sendable func fail(_ error: any Error) {
                responder.respond { answer(.failure(error)) }
            }
            do {
                try signIns.submit { database in
                    try StaffSignIn.prove(
                        password: password, code: code,
                        credentials: StaffStore(database).credentials(email: email),
                        now: clock.now())
                } then: { result in
                    do {
                        let proof = try result.get()
                        try commands.submit { database in
                            try StaffSignIn.open(proof, in: database, now: clock.now())
                        } then: { result in
                            responder.respond { answer(result) }
                        }
                    } catch { fail(error) }
                }
            } catch { fail(error) }
        }
    }
}
