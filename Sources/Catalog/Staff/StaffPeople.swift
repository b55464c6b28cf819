import Cryptography
import SQL

/// What is done to people of the staff, by operators and by themselves: each within one command,
/// with its entry in the log.
public struct StaffPeople {
    private let store: StaffStore
    private let sessions: SessionStore
    private let log: StaffLogStore
    private let now: Instant

    /// - Parameter known: sessions that the one writer remembers.
    public init(_ database: any Database, known: KnownSessions? = nil, now: Instant) {
        store = StaffStore(database)
        sessions = SessionStore(database, known: known)
        log = StaffLogStore(database)
        self.now = now
    }

    // MARK: - By operators

    /// Adds a person, who sets password and second factor by the invitation.
    /// - Throws: ``Refusal`` 409 where the e-mail address is taken.
    public func add(_ staff: Staff, by actor: Identifier<Staff>) throws -> StaffInvitation {
        try store.insert(staff, now: now)
        try log.note(
            by: actor, action: "staff.added", subject: staff.id.value,
            detail: "\(staff.email), \(Self.words(staff))", now: now)
        let invitation = StaffInvitation(now: now)
        try store.setInvitation(invitation, of: staff.id)
        return invitation
    }

    /// Gives a person another name, role, platform or state. One who is disabled is signed out at
    /// once.
    /// - Parameter current: checks that the person is as whoever decides this has seen them.
    /// - Throws: ``Refusal`` 404 for nobody, 409 by ``StaffRules``; what `current` throws.
    public func change(
        _ id: Identifier<Staff>, by actor: Identifier<Staff>,
        current: (StaffRecord) throws -> Void, to wanted: (Staff) throws -> Staff
    ) throws -> StaffRecord {
        let operators = try store.lockOperators()
        guard let record = try store.record(id) else { throw Refusal.notFound("staff member") }
        try current(record)
        let changed = try wanted(record.staff)
        guard changed != record.staff else { return record }
        try StaffRules.check(record.staff, becoming: changed, by: actor, operators: operators)
        try store.update(changed)
        if changed.state == .disabled { try sessions.endAll(of: id, now: now) }
        try log.note(
            by: actor, action: "staff.changed", subject: id.value,
            detail: "\(Self.words(record.staff)) → \(Self.words(changed))", now: now)
        var result = record
        result.staff = changed
        return result
    }

    /// Takes password and second factor away and invites anew: for who lost their telephone.
    /// - Throws: ``Refusal`` 404 for nobody, 409 for oneself and for the disabled.
    public func invite(
        _ id: Identifier<Staff>, by actor: Identifier<Staff>
    ) throws -> StaffInvitation {
        guard let staff = try store.staff(id) else { throw Refusal.notFound("staff member") }
        guard id != actor, staff.state == .active else {
            throw Refusal(
                status: 409, code: "not_to_invite",
                detail: "Nobody invites themselves, and nobody who is disabled is invited.",
                fix: "Ask another operator, or make them active first.")
        }
        let invitation = StaffInvitation(now: now)
        try store.setInvitation(invitation, of: id)
        try sessions.endAll(of: id, now: now)
        try log.note(by: actor, action: "staff.invited", subject: id.value, now: now)
        return invitation
    }

    // MARK: - By whom it is about

    /// Sets the password that is to count, and makes a second factor, both waiting for a code of
    /// it. May be repeated until then.
    /// - Parameter passwordHash: Argon2id in PHC form.
    /// - Throws: ``StaffInvitation/refusal``.
    public func accept(
        _ secret: String, passwordHash: String
    ) throws -> (staff: Staff, factor: SecondFactor) {
        guard let (staff, _) = try store.invited(by: secret, now: now) else {
            throw StaffInvitation.refusal
        }
        let factor = SecondFactor()
        try store.prepare(staff.id, passwordHash: passwordHash, factor: factor)
        return (staff, factor)
    }

    /// What ``accept(_:passwordHash:)`` made, to be shown again; nil where there is none.
    public func prepared(by secret: String) throws -> (email: String, factor: SecondFactor)? {
        try store.invited(by: secret, now: now).flatMap { staff, factor in
            factor.map { (staff.email, $0) }
        }
    }

    /// Ends the invitation by a code of the new second factor, and signs in.
    /// - Throws: ``StaffInvitation/refusal``; ``StaffInvitation/codeRefusal`` for another code.
    public func confirm(
        _ secret: String, code: String
    ) throws -> (token: String, session: Session) {
        guard let (staff, factor) = try store.invited(by: secret, now: now), let factor else {
            throw StaffInvitation.refusal
        }
        let digits = code.filter { $0 != " " }
        guard let step = factor.step(of: digits, now: now, used: 0) else {
            throw StaffInvitation.codeRefusal
        }
        guard try store.close(secret, of: staff.id, step: step) else {
            throw StaffInvitation.refusal
        }
        try log.note(by: staff.id, action: "staff.accepted", subject: staff.id.value, now: now)
        return try sessions.issue(
            to: .staff(staff.id), now: now, lifetime: Staff.sessionLifetime)
    }

    /// Sets one's own new password and ends all other sessions.
    /// - Parameters:
    ///   - hash: of the new one; the old one was verified by ``StaffSignIn``.
    ///   - token: whose session stays.
    public func setPassword(
        of id: Identifier<Staff>, hash: String, keeping token: SessionStore.TokenHash
    ) throws {
        try store.setPassword(id, hash: hash)
        try sessions.endAll(of: id, except: token, now: now)
        try log.note(by: id, action: "password.changed", subject: id.value, now: now)
    }

    /// Ends one of one's own sessions.
    /// - Throws: ``Refusal`` 404.
    public func endSession(_ handle: String, of id: Identifier<Staff>) throws {
        guard try sessions.end(handle, of: id, now: now) else {
            throw Refusal.notFound("session")
        }
        try log.note(by: id, action: "session.ended", subject: id.value, now: now)
    }

    private static func words(_ staff: Staff) -> String {
        let platform = staff.platformID.map { " of " + $0 } ?? ""
        let state = staff.state == .active ? "" : ", \(staff.state.rawValue)"
        return "\(staff.name): \(staff.role.rawValue)\(platform)\(state)"
    }
}
