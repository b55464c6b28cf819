import SQL

/// Client assertions (RFC 7523) that have been used: each counts once.
public struct UsedAssertionStore {
    public static let idBytesMax = 200

    private let database: any Database

    public init(_ database: any Database) {
        self.database = database
    }

    /// Notes an assertion until it expires.
    /// - Parameter id: `jti`, unique for the platform.
    /// - Returns: false where it was used before.
    public func use(
        _ id: String, of platformID: String, until: Instant, now: Instant
    ) throws(DatabaseError) -> Bool {
        try database.run(
            "DELETE FROM used_assertions WHERE platform_id = $1 AND expires_at <= $2",
            platformID, now)
        return try database.run(
            """
            INSERT INTO used_assertions (platform_id, assertion_id, expires_at)
            VALUES ($1, $2, $3) ON CONFLICT (platform_id, assertion_id) DO NOTHING
            """, platformID, id, until) == 1
    }
}
