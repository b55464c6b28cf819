import Cryptography
import SQL

/// Access tokens that platforms take at `/oauth2/token` or `/lti/token` (RFC 6749, section 4.4) in
/// order to post to us. Only the SHA-256 of a token is stored.
public struct PlatformTokenStore {
    /// For posting xAPI statements.
    public static let scope = "xapi:write"
    public static let lifetime = Span.hours(1)
    public static let tokenBytesMax = 256

    private let database: any Database

    public init(_ database: any Database) {
        self.database = database
    }

    /// Whether a client is the platform: both texts are compared in constant time.
    /// - Parameter credentials: those of the platform's configuration, `client_id` and
    ///   `client_secret`.
    public static func admits(
        clientID: String, clientSecret: String, credentials: [String: String]
    ) -> Bool {
        guard let id = credentials["client_id"], let secret = credentials["client_secret"],
            !secret.isEmpty
        else { return false }
        // Hashed first, so that not even the length of the secret shows.
        let isID = equalInConstantTime(digest(clientID), digest(id))
        let isSecret = equalInConstantTime(digest(clientSecret), digest(secret))
        return isID && isSecret
    }

    /// Issues a token that is good for ``lifetime``; the platform's dead ones go.
    public func issue(
        platformID: String, scope: String = scope, now: Instant
    ) throws(DatabaseError) -> String {
        let token = Random.token(byteCount: 32)
        try database.run(
            "DELETE FROM platform_tokens WHERE platform_id = $1 AND expires_at <= $2",
            platformID, now)
        try database.run(
            """
            INSERT INTO platform_tokens (token_hash, platform_id, scope, expires_at)
            VALUES ($1, $2, $3, $4)
            """, Self.digest(token), platformID, scope, now + Self.lifetime)
        return token
    }

    /// The platform that holds the token; nil where it is unknown, has expired, or has another
    /// scope.
    public func platform(
        of token: String, scope: String = scope, now: Instant
    ) throws(DatabaseError) -> String? {
        guard token.utf8.count <= Self.tokenBytesMax else { return nil }
        return try database.row(
            """
            SELECT platform_id FROM platform_tokens
            WHERE token_hash = $1 AND scope = $2 AND expires_at > $3
            """, Self.digest(token), scope, now)?.text(0)
    }

    private static func digest(_ text: String) -> [UInt8] { SHA256.digest(Array(text.utf8)) }
}
