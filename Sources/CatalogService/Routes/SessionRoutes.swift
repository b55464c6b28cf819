import Catalog
import HTTPServer

/// Signing in and out.
struct SessionRoutes {
    let context: ServiceContext

    func add(to router: inout Router) {
        router.on("POST", "/v1/sessions", .json, signIn)
        router.on("DELETE", "/v1/sessions/current", .noBody, signOut)
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
            HTTPResponse(status: 204, headers: [("Cache-Control", "no-store")])
        }
    }
}

extension ServiceContext {
    /// Checks a password and opens a session. Argon2id takes tens of milliseconds, so it has
    /// threads of its own; only the new session goes through the writer.
    func signIn(
        email: String, password: String, for request: HTTPRequest,
        answer:
            @escaping @Sendable (
                Result<(token: String, session: Session), any Error>
            ) -> HTTPResponse
    ) -> Reply {
        .later { responder in
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
                                to: .participant(participant), now: clock.now())
                        } then: { result in
                            responder.respond { answer(result) }
                        }
                    } catch { fail(error) }
                }
            } catch { fail(error) }
        }
    }
}
