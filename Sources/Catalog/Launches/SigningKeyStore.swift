import SQL

/// The private keys that we sign with, by purpose; the same on every instance.
public struct SigningKeyStore {
    private let database: any Database

    public init(_ database: any Database) {
        self.database = database
    }

    /// PKCS #8 in PEM; nil before there is one.
    public func pem(for purpose: String) throws(DatabaseError) -> String? {
        try database.row("SELECT pem FROM signing_keys WHERE purpose = $1", purpose)?.text(0)
    }

    /// Keeps a new key unless another instance was faster.
    /// - Returns: the key that counts.
    public func keep(
        _ pem: String, for purpose: String, now: Instant
    ) throws(DatabaseError) -> String {
        try database.run(
            """
            INSERT INTO signing_keys (purpose, pem, created_at) VALUES ($1, $2, $3)
            ON CONFLICT (purpose) DO NOTHING
            """, purpose, pem, now)
        return try self.pem(for: purpose) ?? pem
    }
}
