import Catalog
import HTTPServer
import SQL

/// The bearer token of a request (RFC 6750), not yet looked up.
struct BearerToken: Sendable {
    let text: String
    /// Hashed before the store is asked: the one writer does not spend its time on it.
    let hash: SessionStore.TokenHash

    /// The session's id in a list of its holder's.
    var sessionID: String { hash.id }

    /// - Throws: 401 where there is no such header field, or more than one.
    init(of request: HTTPRequest) throws(Problem) {
        let fields = request.headers(named: "Authorization")
        let scheme = "bearer ".utf8
        // The bit tells small letters from capitals, and is set in a blank.
        guard fields.count == 1, fields[0].utf8.count > scheme.count,
            fields[0].utf8.prefix(scheme.count).elementsEqual(scheme, by: { $0 | 0x20 == $1 })
        else { throw .unauthorized }
        self.init(text: String(Substring(fields[0].utf8.dropFirst(scheme.count))))
    }

    /// A token that came in a cookie.
    init(text: String) {
        self.text = text
        hash = SessionStore.TokenHash(text)
    }

    /// Whom the token stands for, looked up in the same transaction as what is done for them:
    /// a revoked session ends at once, on every instance.
    /// - Parameter known: for a command of the only writer.
    func participant(
        in database: any Database, known: KnownSessions? = nil, now: Instant
    ) throws -> Identifier<Participant> {
        let session = try SessionStore(database, known: known).session(hash, now: now)
        guard case .participant(let id)? = session?.subject else { throw Problem.unauthorized }
        return id
    }

    /// The member of staff whom the token stands for. One who was disabled is nobody from that
    /// moment on.
    /// - Throws: 401 for any other token, 403 for another role.
    func staff(
        in database: any Database, roles: Set<Staff.Role>, now: Instant
    ) throws -> Staff {
        let session = try SessionStore(database).session(hash, now: now)
        guard case .staff(let id)? = session?.subject,
            let staff = try StaffStore(database).staff(id), staff.state == .active
        else { throw Problem.unauthorized }
        guard roles.contains(staff.role) else {
            let names = roles.map(\.rawValue).sorted().joined(separator: " or ")
            throw Problem(403, "forbidden", "This is for the role \(names).")
        }
        return staff
    }

    /// The member of staff, where they may look at what is this platform's own.
    /// - Throws: as above, and 403 for a partner of another platform.
    func staff(
        in database: any Database, roles: Set<Staff.Role>, platform: String, now: Instant
    ) throws -> Staff {
        let staff = try staff(in: database, roles: roles, now: now)
        guard staff.maySee(platform: platform) else {
            throw Problem(403, "forbidden", "This is another platform's own.")
        }
        return staff
    }
}

extension Problem {
    static var unauthorized: Problem {
        Problem(
            401, "unauthorized",
            "Sign in first: POST /v1/sessions, or /v1/staff/sessions; then Authorization: Bearer.",
            headers: [("WWW-Authenticate", "Bearer")])
    }
}
