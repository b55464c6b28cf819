import Catalog
import HTTPServer
import SQL

/// Signing in and out.
struct SessionRoutes {
    let context: ServiceContext

    func add(to router: inout Router) {
        router.on("POST", "/v1/sessions", .json, signIn)
        router.on("DELETE", "/v1/sessions/current", .noBody, signOut)
        router.on("GET", "/v1/me/sessions", .noBody, list)
        router.on("DELETE", "/v1/me/sessions", .noBody, endOthers)
        router.on("DELETE", "/v1/me/sessions/{id}", .noBody, end)
    }

    private struct Input: RequestBody {
        static let members: Set = ["email", "password"]
        let email: String
        let password: String
    }

    private struct Output: Encodable {
        let token: String
        let expires_at: Instant
    }

    @Sendable private func signIn(_ request: HTTPRequest) throws -> Reply {
        let input = try request.decoded(Input.self)
        let address = request.clientAddress(trusting: context.trustedProxies)
        _ = try context.limits.signInsOfAddress.check(address)
        guard let email = SignIn.normalised(input.email) else { throw SignIn.refusal }
        let fields = try context.limits.signIn.check(email + " " + address)
        let context = context
        return context.signIn(email: email, password: input.password, for: request) { result in
            switch result {
            case .success(let issued):
                return .json(
                    Output(token: issued.token, expires_at: issued.session.expiresAt),
                    status: 201, headers: fields)
            case .failure(let error): return context.problem(error, for: request)
            }
        }
    }

    @Sendable private func signOut(_ request: HTTPRequest) throws -> Reply {
        let token = try BearerToken(of: request)
        let context = context
        return context.write(for: request) { database in
            let sessions = SessionStore(database, known: context.sessions)
            guard try sessions.revoke(token: token.text, now: context.clock.now()) else {
                throw Problem.unauthorized
            }
        } answer: { _ in
            Self.done
        }
    }

    private static let done = HTTPResponse(status: 204, headers: [("Cache-Control", "no-store")])

    // MARK: - Those of one person

    private struct Item: Encodable {
        let id: String
        let created_at: Instant
        let expires_at: Instant
        let address: String?
        let agent: String?
        let current: Bool
    }

    @Sendable private func list(_ request: HTTPRequest) throws -> Reply {
        let token = try BearerToken(of: request)
        try request.checkParameters(known: [])
        let clock = context.clock
        return context.read(for: request) { database in
            let now = clock.now()
            let participant = try token.participant(in: database, now: now)
            return try SessionStore(database).sessions(of: .participant(participant), now: now)
        } answer: { sessions in
            let items = sessions.map {
                Item(
                    id: $0.id, created_at: $0.createdAt, expires_at: $0.expiresAt,
                    address: $0.origin.address, agent: $0.origin.agent,
                    current: $0.id == token.sessionID)
            }
            return .json(["items": items])
        }
    }

    @Sendable private func end(_ request: HTTPRequest) throws -> Reply {
        let token = try BearerToken(of: request)
        let id = request.pathParameters["id"] ?? ""
        let context = context
        return context.write(for: request) { database in
            guard try context.endSession(id, of: token, in: database) else {
                throw Refusal.notFound("session")
            }
        } answer: { _ in
            Self.done
        }
    }

    @Sendable private func endOthers(_ request: HTTPRequest) throws -> Reply {
        let token = try BearerToken(of: request)
        let context = context
        return context.write(for: request) { database in
            try context.endOtherSessions(of: token, in: database)
        } answer: { _ in
            Self.done
        }
    }
}

extension ServiceContext {
    /// Ends one session of whom the token stands for; false where there is none of that id.
    func endSession(
        _ id: String, of token: BearerToken, in database: any Database
    ) throws -> Bool {
        let now = clock.now()
        let participant = try token.participant(in: database, now: now)
        return try SessionStore(database, known: sessions).revoke(
            id: id, of: .participant(participant), now: now)
    }

    /// Ends all sessions of whom the token stands for, but its own.
    func endOtherSessions(of token: BearerToken, in database: any Database) throws {
        let now = clock.now()
        let participant = try token.participant(in: database, now: now)
        try SessionStore(database, known: sessions).revokeAll(
            of: .participant(participant), but: token.hash, now: now)
    }

    /// Where a request comes from, as a session keeps it.
    func origin(of request: HTTPRequest) -> Session.Origin {
        Session.Origin(
            address: request.clientAddress(trusting: trustedProxies),
            agent: request.header("User-Agent"))
    }

    /// Checks a password and opens a session. Argon2id takes tens of milliseconds, so it has
    /// threads of its own; only the new session goes through the writer.
    func signIn(
        email: String, password: String, for request: HTTPRequest,
        answer:
            @escaping @Sendable (
                Result<(token: String, session: Session), any Error>
            ) -> HTTPResponse
    ) -> Reply {
        let origin = origin(of: request)
        return .later { [signIns, commands, clock] responder in
            @Sendable func fail(_ error: any Error) {
                responder.respond { answer(.failure(error)) }
            }
            do {
                try signIns.submit { database in
                    try SignIn.participant(
                        password: password,
                        credentials: ParticipantStore(database).credentials(email: email))
                } then: { result in
                    do {
                        let participant = try result.get()
                        try commands.submit { database in
                            try SessionStore(database).issue(
                                to: .participant(participant), now: clock.now(), from: origin)
                        } then: { result in
                            responder.respond { answer(result) }
                        }
                    } catch { fail(error) }
                }
            } catch { fail(error) }
        }
    }
}
