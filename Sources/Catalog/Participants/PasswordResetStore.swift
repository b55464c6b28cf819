import Cryptography
import SQL

/// New passwords for those who forgot theirs: a key that is sent to the address which signs in,
/// good once and for half an hour. Only its SHA-256 is stored.
public struct PasswordResetStore {
    public static let lifetime = Span.minutes(30)
    /// Random bytes of a key.
    public static let keyBytes = 32
    /// Longest key that is looked up, in bytes.
    public static let keyTextBytesMax = 128
    /// The most keys that one account is sent in `askedWindow`; what is asked beyond that brings
    /// nothing, and nobody learns of it.
    public static let askedMax = 5
    public static let askedWindow = Span.hours(1)

    private let database: any Database

    public init(_ database: any Database) {
        self.database = database
    }

    /// Owes a mail to whoever signs in with this address; nothing where nobody does.
    public func ask(email: String, in language: LabelLanguage, now: Instant) throws {
        let people = ParticipantStore(database)
        guard let participant = try people.credentials(email: email)?.participantID else { return }
        let asked = try database.row(
            "SELECT count(*) FROM password_resets WHERE participant_id = $1 AND created_at > $2",
            participant, now - Self.askedWindow)
        guard (asked?.int(0) ?? 0) < Self.askedMax else { return }
        try MailStore(database).owe(.passwordReset, to: participant, in: language, now: now)
    }

    /// A new key, which is shown this once; earlier ones go on until they end.
    public func issue(to participant: Identifier<Participant>, now: Instant) throws -> String {
        let key = Random.token(byteCount: Self.keyBytes)
        try database.run(
            """
            INSERT INTO password_resets (token_hash, participant_id, created_at, expires_at)
            VALUES ($1, $2, $3, $4)
            """,
            Self.hash(key), participant, now, now + Self.lifetime)
        return key
    }

    /// Whose password the key may change now; nil where it ended, was used or never was.
    public func participant(ofKey key: String, now: Instant) throws -> Identifier<Participant>? {
        guard key.utf8.count <= Self.keyTextBytesMax else { return nil }
        return try database.row(
            """
            SELECT participant_id FROM password_resets
            WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2
            """,
            Self.hash(key), now
        ).map { Identifier(stored: $0.text(0)) }
    }

    /// Uses a key: sets the password and ends every session and every other key of its holder.
    /// - Parameters:
    ///   - passwordHash: Argon2id in PHC form.
    ///   - known: for commands of the only writer.
    /// - Returns: false where the key is good no more; nothing is changed then.
    public func use(
        _ key: String, passwordHash: String, known: KnownSessions?, now: Instant
    ) throws -> Bool {
        guard key.utf8.count <= Self.keyTextBytesMax else { return false }
        let row = try database.row(
            """
            UPDATE password_resets SET used_at = $2
            WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2
            RETURNING participant_id
            """,
            Self.hash(key), now)
        guard let row else { return false }
        let participant = Identifier<Participant>(stored: row.text(0))
        try database.run(
            "UPDATE participants SET password_hash = $2 WHERE id = $1", participant, passwordHash)
        try database.run(
            """
            UPDATE password_resets SET used_at = $2 WHERE participant_id = $1 AND used_at IS NULL
            """,
            participant, now)
        try SessionStore(database, known: known).revokeAll(of: .participant(participant), now: now)
        return true
    }

    /// Deletes keys that ended before `instant`, at most `limit`, and returns how many.
    @discardableResult
    public func purge(endedBefore instant: Instant, limit: Int) throws -> Int {
        try database.run(
            """
            DELETE FROM password_resets WHERE token_hash IN
                (SELECT token_hash FROM password_resets WHERE expires_at < $1 LIMIT $2)
            """,
            instant, limit)
    }

    private static func hash(_ key: String) -> [UInt8] { SHA256.digest(Array(key.utf8)) }
}

/// What a password must be. Length is what counts (NIST SP 800-63B, 5.1.1.2): no character is
/// asked for, and none is forbidden.
public enum PasswordRules {
    public static let charactersMin = 10

    /// What is wrong with a password.
    public enum Fault: Sendable, Equatable, CaseIterable {
        case tooShort, tooLong, isAddress, isOneCharacter
    }

    /// - Parameter email: of the account.
    public static func fault(of password: String, email: String) -> Fault? {
        if password.count < charactersMin { return .tooShort }
        if password.utf8.count > PasswordHash.passwordBytesMax { return .tooLong }
        if password.lowercased() == email.lowercased() { return .isAddress }
        return Set(password).count == 1 ? .isOneCharacter : nil
    }
}
