import Cryptography
import SQL

/// The sessions of one person of the staff, for themselves to look at and end.
extension SessionStore {
    /// Bytes of a token's hash that name its session: enough to tell one from another, too few to
    /// be of any use.
    private static let handleBytes = 8

    public struct Listed: Sendable, Equatable {
        /// Names the session; `ses_` and 16 digits.
        public let handle: String
        public let createdAt: Instant
        public let expiresAt: Instant
        /// The one that asks.
        public let isCurrent: Bool
    }

    /// The live sessions of a person, newest first, ``listedSessionsMax`` at most.
    public func list(
        of staff: Identifier<Staff>, asking token: TokenHash, now: Instant
    ) throws -> [Listed] {
        try live(of: staff, now: now).map { hash, createdAt, expiresAt in
            Listed(
                handle: Self.handle(hash), createdAt: createdAt, expiresAt: expiresAt,
                isCurrent: hash == token.bytes)
        }
    }

    /// Ends the session of this name.
    /// - Returns: false where the person has no such live one.
    func end(_ handle: String, of staff: Identifier<Staff>, now: Instant) throws -> Bool {
        let hash = try live(of: staff, now: now).first { Self.handle($0.hash) == handle }?.hash
        guard let hash else { return false }
        forget(hash)
        return try database.run(
            "UPDATE sessions SET revoked_at = $2 WHERE token_hash = $1 AND revoked_at IS NULL",
            hash, now) == 1
    }

    /// Ends all sessions of a person but one.
    /// - Parameter except: the one that stays; nil for none.
    func endAll(
        of staff: Identifier<Staff>, except token: TokenHash? = nil, now: Instant
    ) throws {
        forgetAll()
        try database.run(
            """
            UPDATE sessions SET revoked_at = $3
            WHERE staff_id = $1 AND token_hash <> $2 AND revoked_at IS NULL AND expires_at > $3
            """, staff, token?.bytes ?? [], now)
    }

    private func live(
        of staff: Identifier<Staff>, now: Instant
    ) throws -> [(hash: [UInt8], createdAt: Instant, expiresAt: Instant)] {
        try database.rows(
            """
            SELECT token_hash, created_at, expires_at FROM sessions
            WHERE staff_id = $1 AND revoked_at IS NULL AND expires_at > $2
            ORDER BY created_at DESC, token_hash LIMIT $3
            """, staff, now, Self.listedSessionsMax
        ).map {
            (
                $0.blob(0), Instant(milliseconds: $0.integer(1)),
                Instant(milliseconds: $0.integer(2))
            )
        }
    }

    private static func handle(_ hash: [UInt8]) -> String {
        "ses_" + Hex.encode(Array(hash.prefix(handleBytes)))
    }
}
