import Cryptography
import SQL

/// Sign-in of staff: e-mail address, password and a code of the second factor.
///
/// Whatever does not fit brings the same answer, and an unknown address costs the same work as a
/// known one, so that nobody learns who works here or which of the three was right.
public enum StaffSignIn {
    public struct Credentials: Sendable {
        public let staffID: Identifier<Staff>
        public let passwordHash: String
        public let factor: SecondFactor
        /// The newest step whose code was used.
        public let usedStep: Int64

        public init(
            staffID: Identifier<Staff>, passwordHash: String, factor: SecondFactor, usedStep: Int64
        ) {
            self.staffID = staffID
            self.passwordHash = passwordHash
            self.factor = factor
            self.usedStep = usedStep
        }
    }

    /// Someone whose password and code fit; the code is not used up yet.
    public struct Proof: Sendable, Equatable {
        public let staffID: Identifier<Staff>
        let step: Int64
    }

    /// The one answer to everything that does not fit.
    public static let refusal = Refusal(
        status: 401, code: "staff_sign_in_failed",
        detail: "The e-mail address, the password or the code is not right.",
        fix: "A code counts once and for a minute at most: wait for the next one.")

    /// Checks all of it; takes tens of milliseconds, as ``SignIn`` does.
    /// - Parameter credentials: of the address that was given; nil where nobody has it.
    public static func prove(
        password: String, code: String, credentials: Credentials?, now: Instant
    ) throws(Refusal) -> Proof {
        let hash = credentials?.passwordHash ?? SignIn.decoyHash
        let matches = PasswordHash.verify(password, against: hash)
        let digits = code.filter { $0 != " " }
        let step = (credentials?.factor ?? decoyFactor)
            .step(of: digits, now: now, used: credentials?.usedStep ?? 0)
        guard matches, let step, let credentials else { throw refusal }
        return Proof(staffID: credentials.staffID, step: step)
    }

    /// Uses the code up and opens a session.
    /// - Throws: ``refusal`` where the code was used meanwhile.
    public static func open(
        _ proof: Proof, in database: any Database, now: Instant
    ) throws -> (token: String, session: Session) {
        guard try StaffStore(database).use(step: proof.step, of: proof.staffID) else {
            throw refusal
        }
        try StaffLogStore(database).note(
            by: proof.staffID, action: "session.opened", subject: proof.staffID.value, now: now)
        return try SessionStore(database).issue(
            to: .staff(proof.staffID), now: now, lifetime: Staff.sessionLifetime)
    }

    private static let decoyFactor = SecondFactor()
}
