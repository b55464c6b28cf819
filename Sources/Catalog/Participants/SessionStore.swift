import Cryptography
import SQL

/// Sessions in the store. A token is 32 random bytes; only its SHA-256 is stored, so that who
/// reads the database cannot act for anyone.
public struct SessionStore {
    /// Random bytes of a token.
    public static let tokenBytes = 32
    /// Longest token that is looked up.
    public static let tokenTextBytesMax = 128
    /// The most sessions that one list shows.
    public static let listedSessionsMax = 100

    private let database: any Database
    private let known: KnownSessions?

    /// - Parameter known: for commands of the only writer. Whatever revokes takes it too.
    public init(_ database: any Database, known: KnownSessions? = nil) {
        self.database = database
        self.known = known
    }

    /// Opens a session and returns its token, which is shown this once.
    /// - Throws: `DatabaseError.constraint` where there is no such person.
    public func issue(
        to subject: Session.Subject, now: Instant, lifetime: Span = Session.lifetime
    ) throws -> (token: String, session: Session) {
        let token = Random.token(byteCount: Self.tokenBytes)
        let session = Session(subject: subject, createdAt: now, expiresAt: now + lifetime)
        let columns = Self.columns(subject)
        try database.run(
            """
            INSERT INTO sessions (token_hash, participant_id, staff_id, created_at, expires_at)
            VALUES ($1, $2, $3, $4, $5)
            """,
            Self.hash(token), columns.participant, columns.staff, now, session.expiresAt)
        return (token, session)
    }

    /// Tokens for many participants at once, in their order.
    public func issue(
        to participants: [Identifier<Participant>], now: Instant, lifetime: Span = Session.lifetime
    ) throws -> [String] {
        try participants.map {
            try issue(to: .participant($0), now: now, lifetime: lifetime).token
        }
    }

    /// The live session of a token, or nil.
    public func session(token: String, now: Instant) throws -> Session? {
        try session(TokenHash(token), now: now)
    }

    /// What is stored of a token.
    public struct TokenHash: Sendable {
        /// Nil for a text that is too long to be a token.
        let bytes: [UInt8]?

        public init(_ token: String) {
            bytes = token.utf8.count <= tokenTextBytesMax ? hash(token) : nil
        }
    }

    /// The live session of a token that was hashed before.
    public func session(_ token: TokenHash, now: Instant) throws -> Session? {
        guard let hash = token.bytes else { return nil }
        if let session = known?.session(hash, now: now) { return session }
        let session = try database.row(
            """
            SELECT participant_id, staff_id, created_at, expires_at FROM sessions
            WHERE token_hash = $1 AND revoked_at IS NULL AND expires_at > $2
            """,
            hash, now
        ).map(Self.session)
        if let session { known?.keep(session, as: hash) }
        return session
    }

    /// The participants whose live sessions these tokens are, in their order; nil for any other
    /// token.
    public func participants(
        _ tokens: [TokenHash], now: Instant
    ) throws -> [Identifier<Participant>?] {
        var found: [[UInt8]: Identifier<Participant>] = [:]
        for part in tokens.compactMap(\.bytes).chunked(RowsStatement.rowsMax) {
            let call = Self.live.padded(
                part.map { [.blob($0)] }, after: [.integer(now.milliseconds)])
            for row in try database.rows(call.text, binding: call.values) {
                found[row.blob(0)] = Identifier(stored: row.text(1))
            }
        }
        return tokens.map { $0.bytes.flatMap { found[$0] } }
    }

    private static let live = RowsStatement(columns: 1, first: 2, row: "?") { tokens in
        """
        SELECT token_hash, participant_id FROM sessions
        WHERE token_hash IN (\(tokens)) AND participant_id IS NOT NULL AND revoked_at IS NULL
            AND expires_at > $1
        """
    }

    /// Ends the session of a token.
    /// - Returns: false where it was not live.
    @discardableResult
    public func revoke(token: String, now: Instant) throws -> Bool {
        let hash = Self.hash(token)
        known?.forget(hash)
        return try database.run(
            """
            UPDATE sessions SET revoked_at = $2
            WHERE token_hash = $1 AND revoked_at IS NULL AND expires_at > $2
            """,
            hash, now) == 1
    }

    /// Ends all sessions of one person and returns how many there were.
    @discardableResult
    public func revokeAll(of subject: Session.Subject, now: Instant) throws -> Int {
        let columns = Self.columns(subject)
        known?.forgetAll()
        return try database.run(
            """
            UPDATE sessions SET revoked_at = $3
            WHERE (participant_id = $1 OR staff_id = $2) AND revoked_at IS NULL AND expires_at > $3
            """,
            columns.participant, columns.staff, now)
    }

    /// The live sessions of one person, newest first.
    public func sessions(of subject: Session.Subject, now: Instant) throws -> [Session] {
        let columns = Self.columns(subject)
        return try database.rows(
            """
            SELECT participant_id, staff_id, created_at, expires_at FROM sessions
            WHERE (participant_id = $1 OR staff_id = $2) AND revoked_at IS NULL AND expires_at > $3
            ORDER BY created_at DESC LIMIT $4
            """,
            columns.participant, columns.staff, now, Self.listedSessionsMax
        ).map(Self.session)
    }

    /// How many sessions ended before `instant`, counted up to `limit`. It may look at all
    /// sessions: a work for readers.
    public func endedCount(before instant: Instant, limit: Int) throws -> Int {
        let row = try database.row(
            """
            SELECT count(*) FROM
                (SELECT token_hash FROM sessions WHERE expires_at < $1 LIMIT $2) AS ended
            """,
            instant, limit)
        return row?.int(0) ?? 0
    }

    /// Deletes sessions that ended before `instant`, at most `limit`, and returns how many.
    @discardableResult
    public func purge(endedBefore instant: Instant, limit: Int) throws -> Int {
        try database.run(
            """
            DELETE FROM sessions WHERE token_hash IN
                (SELECT token_hash FROM sessions WHERE expires_at < $1 LIMIT $2)
            """,
            instant, limit)
    }

    private static func hash(_ token: String) -> [UInt8] { SHA256.digest(Array(token.utf8)) }

    private static func columns(
        _ subject: Session.Subject
    ) -> (participant: String?, staff: String?) {
        switch subject {
        case .participant(let id): return (id.value, nil)
        case .staff(let id): return (nil, id.value)
        }
    }

    private static func session(_ row: Row) -> Session {
        let subject: Session.Subject =
            if let participant = row.textIfPresent(0) {
                .participant(Identifier(stored: participant))
            } else {
                .staff(Identifier(stored: row.text(1)))
            }
        return Session(
            subject: subject, createdAt: Instant(milliseconds: row.integer(2)),
            expiresAt: Instant(milliseconds: row.integer(3)))
    }
}
