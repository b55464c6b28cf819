import Cryptography
import SQL

/// Sessions in the store. A token is 32 random bytes; only its SHA-256 is stored, so that who
/// reads the database cannot act for anyone.
public struct SessionStore {
    /// Random bytes of a token.
    public static let tokenBytes = 32
    /// Longest token that is looked up.
    public static let tokenTextBytesMax = 128
    /// Bytes of a hash that tell a person's sessions apart.
    static let idBytes = 16
    /// The most sessions that one list shows.
    public static let listedSessionsMax = 100

    let database: any Database
    private let known: KnownSessions?

    /// - Parameter known: for commands of the only writer. Whatever revokes takes it too.
    public init(_ database: any Database, known: KnownSessions? = nil) {
        self.database = database
        self.known = known
    }

    /// Opens a session and returns its token, which is shown this once.
    /// - Throws: `DatabaseError.constraint` where there is no such person.
    public func issue(
        to subject: Session.Subject, now: Instant, lifetime: Span = Session.lifetime,
        from origin: Session.Origin = .unknown
    ) throws -> (token: String, session: Session) {
        let token = Random.token(byteCount: Self.tokenBytes)
        let session = Session(subject: subject, createdAt: now, expiresAt: now + lifetime)
        let columns = Self.columns(subject)
        try database.run(
            """
            INSERT INTO sessions
                (token_hash, participant_id, staff_id, created_at, expires_at, address, agent)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            """,
            Self.hash(token), columns.participant, columns.staff, now, session.expiresAt,
            origin.address, origin.agent)
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

        init(bytes: [UInt8]) {
            self.bytes = bytes
        }

        /// The session's id in a list: the first half of the hash.
        public var id: String {
            Hex.encode(Array((bytes ?? []).prefix(idBytes)))
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
        var found = [Identifier<Participant>?](repeating: nil, count: tokens.count)
        var unknown: [[UInt8]: [Int]] = [:]
        for (place, token) in tokens.enumerated() {
            guard let hash = token.bytes else { continue }
            if let session = known?.session(hash, now: now) {
                found[place] = session.participant
            } else {
                unknown[hash, default: []].append(place)
            }
        }
        let calls = Self.live.padded(
            Array(unknown.keys), after: [.integer(now.milliseconds)]
        ) { hash, values in values.append(.blob(hash)) }
        for call in calls {
            for row in try database.rows(call.text, binding: call.values) {
                let session = Self.session(row)
                let hash = row.blob(4)
                known?.keep(session, as: hash)
                for place in unknown[hash] ?? [] { found[place] = session.participant }
            }
        }
        return found
    }

    private static let live = RowsStatement(columns: 1, first: 2, row: "?") { tokens in
        """
        SELECT participant_id, staff_id, created_at, expires_at, token_hash FROM sessions
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
    /// - Parameter kept: a token whose session goes on; nil for none.
    @discardableResult
    public func revokeAll(
        of subject: Session.Subject, but kept: TokenHash? = nil, now: Instant
    ) throws -> Int {
        known?.forgetAll()
        let (column, id) = Self.column(subject)
        return try database.run(
            """
            UPDATE sessions SET revoked_at = $2
            WHERE \(column) = $1 AND revoked_at IS NULL AND expires_at > $2 AND token_hash <> $3
            """,
            id, now, kept?.bytes ?? [])
    }

    /// Ends one of a person's sessions by its id in a list.
    /// - Returns: false where there is no such live session of theirs.
    public func revoke(id: String, of subject: Session.Subject, now: Instant) throws -> Bool {
        let hashes = try rows(of: subject, now: now).map { $0.blob(0) }
        guard let hash = hashes.first(where: { TokenHash(bytes: $0).id == id }) else {
            return false
        }
        known?.forget(hash)
        return try database.run(
            "UPDATE sessions SET revoked_at = $2 WHERE token_hash = $1 AND revoked_at IS NULL",
            hash, now) == 1
    }

    /// The live sessions of one person, newest first, at most ``listedSessionsMax``.
    public func sessions(of subject: Session.Subject, now: Instant) throws -> [ListedSession] {
        try rows(of: subject, now: now).map { row in
            ListedSession(
                id: TokenHash(bytes: row.blob(0)).id,
                createdAt: Instant(milliseconds: row.integer(1)),
                expiresAt: Instant(milliseconds: row.integer(2)),
                origin: Session.Origin(
                    address: row.textIfPresent(3), agent: row.textIfPresent(4)))
        }
    }

    private func rows(of subject: Session.Subject, now: Instant) throws -> [Row] {
        let (column, id) = Self.column(subject)
        return try database.rows(
            """
            SELECT token_hash, created_at, expires_at, address, agent FROM sessions
            WHERE \(column) = $1 AND revoked_at IS NULL AND expires_at > $2
            ORDER BY created_at DESC, token_hash LIMIT $3
            """,
            id, now, Self.listedSessionsMax)
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

    /// What the one writer remembers of a session goes before the session does.
    func forget(_ hash: [UInt8]) { known?.forget(hash) }
    func forgetAll() { known?.forgetAll() }

    private static func hash(_ token: String) -> [UInt8] { SHA256.digest(Array(token.utf8)) }

    private static func column(_ subject: Session.Subject) -> (name: String, id: String) {
        switch subject {
        case .participant(let id): return ("participant_id", id.value)
        case .staff(let id): return ("staff_id", id.value)
        }
    }

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
