import Cryptography

/// Sign-in by e-mail address and password.
///
/// An unknown address costs the same work and brings the same answer as a wrong password, so
/// that nobody learns who takes part. One check takes tens of milliseconds and 19 MiB: it runs
/// neither in the command queue nor on the cooperative pool.
public enum SignIn {
    /// Longest e-mail address in bytes (RFC 5321, 4.5.3.1.3).
    public static let emailBytesMax = 254

    public struct Credentials: Sendable {
        public let participantID: Identifier<Participant>
        /// Nil for someone who has no password; nothing matches it.
        public let passwordHash: String?

        public init(participantID: Identifier<Participant>, passwordHash: String?) {
            self.participantID = participantID
            self.passwordHash = passwordHash
        }
    }

    /// The one answer to everything that does not fit.
    public static let refusal = Refusal(
        status: 401, code: "sign_in_failed",
        detail: "The e-mail address or the password is not right.")

    /// The participant whose password this is.
    /// - Parameter credentials: of the address that was given; nil where nobody has it.
    public static func participant(
        password: String, credentials: Credentials?
    ) throws(Refusal) -> Identifier<Participant> {
        let matches = PasswordHash.verify(
            password, against: credentials?.passwordHash ?? decoyHash)
        guard matches, let credentials, credentials.passwordHash != nil else { throw refusal }
        return credentials.participantID
    }

    /// The address as it is stored: lower case, without blanks around it; nil for what cannot
    /// be one.
    public static func normalised(_ email: String) -> String? {
        let bytes = Array(email.utf8)
        guard bytes.count <= emailBytesMax else { return nil }
        let trimmed = email.lowercased().split(separator: " ", omittingEmptySubsequences: true)
        guard trimmed.count == 1, trimmed[0].contains("@") else { return nil }
        return String(trimmed[0])
    }

    /// Of a password that nobody knows.
    static let decoyHash: String = {
        guard let hash = PasswordHash.make(Random.token()) else {
            preconditionFailure("no memory for one password hash")
        }
        return hash
    }()
}
