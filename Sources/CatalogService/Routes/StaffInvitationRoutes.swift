import Catalog
import Cryptography
import HTTPServer
import SQL

/// How an invitation becomes a password and a second factor. Nobody is signed in yet: the secret
/// is what counts.
struct StaffInvitationRoutes {
    let context: ServiceContext

    func add(to router: inout Router) {
        router.on("POST", "/v1/staff/invitations", .json, accept)
        router.on("POST", "/v1/staff/invitations/confirmation", .json, confirm)
    }

    private struct Acceptance: RequestBody {
        static let members: Set = ["secret", "password"]
        let secret: String
        let password: String
    }

    private struct Prepared: Encodable {
        let email: String
        let totp_secret: String
        let otpauth_uri: String
    }

    @Sendable private func accept(_ request: HTTPRequest) throws -> Reply {
        let body = try request.decoded(Acceptance.self)
        return try context.acceptInvitation(
            body.secret, password: body.password, request
        ) { staff, factor in
            .json(
                Prepared(
                    email: staff.email, totp_secret: factor.base32,
                    otpauth_uri: factor.address(for: staff.email)))
        }
    }

    private struct Confirmation: RequestBody {
        static let members: Set = ["secret", "code"]
        let secret: String
        let code: String
    }

    private struct Session: Encodable {
        let token: String
        let expires_at: Instant
    }

    @Sendable private func confirm(_ request: HTTPRequest) throws -> Reply {
        let body = try request.decoded(Confirmation.self)
        let address = request.clientAddress(trusting: context.trustedProxies)
        _ = try context.limits.signInsOfAddress.check("invitation " + address)
        let clock = context.clock
        return context.write(for: request) { database in
            try StaffPeople(database, now: clock.now()).confirm(body.secret, code: body.code)
        } answer: { issued in
            .json(
                Session(token: issued.token, expires_at: issued.session.expiresAt), status: 201)
        }
    }
}

/// An invitation as it is handed over, this once.
struct InvitationView: Encodable {
    let secret: String
    let expires_at: Instant
    let url: String

    init(_ invitation: StaffInvitation, _ context: ServiceContext) {
        secret = invitation.secret
        expires_at = invitation.expiresAt
        url = context.configuration.publicURL + PagePath.staffInvitation.text
    }
}

extension ServiceContext {
    /// Hashes the password on the threads that are there for it, and prepares the second factor.
    /// - Parameter refused: another reply than the problem.
    /// - Throws: 429 for too many attempts.
    func acceptInvitation(
        _ secret: String, password: String, _ request: HTTPRequest,
        answer: @escaping @Sendable (Staff, SecondFactor) -> HTTPResponse,
        refused: @escaping @Sendable (Refusal) throws -> Reply? = { _ in nil }
    ) throws -> Reply {
        let address = request.clientAddress(trusting: trustedProxies)
        _ = try limits.signInsOfAddress.check("invitation " + address)
        return hashing(request) { _ in
            try StaffRules.check(newPassword: password)
            return try PasswordHash.made(of: password)
        } then: { [clock] hash, database in
            try StaffPeople(database, now: clock.now()).accept(secret, passwordHash: hash)
        } answer: { staff, factor in
            answer(staff, factor)
        } refused: {
            try refused($0)
        }
    }

    /// Does `slow` on the threads that hash passwords, then `write` as a command.
    func hashing<Found: Sendable, Answer: Sendable>(
        _ request: HTTPRequest,
        _ slow: @escaping @Sendable (any Database) throws -> Found,
        then write: @escaping @Sendable (Found, any Database) throws -> Answer,
        answer: @escaping @Sendable (Answer) -> HTTPResponse,
        refused: @escaping @Sendable (Refusal) throws -> Reply?
    ) -> Reply {
        .later { [self] responder in
            @Sendable func end(_ result: Result<Answer, any Error>) {
                settle(result, request, on: responder, answer: answer, refused: refused)
            }
            do {
                try signIns.submit(slow) { [commands] result in
                    do {
                        let found = try result.get()
                        try commands.submit({ try write(found, $0) }, then: end)
                    } catch { end(.failure(error)) }
                }
            } catch { end(.failure(error)) }
        }
    }
}

extension PasswordHash {
    /// - Throws: 503 where there is no memory for it now.
    static func made(of password: String) throws(Problem) -> String {
        guard let hash = make(password) else { throw .busy }
        return hash
    }
}
