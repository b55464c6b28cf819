import SQL

/// Participants in the store.
public struct ParticipantStore {
    private let database: any Database

    public init(_ database: any Database) {
        self.database = database
    }

    /// - Parameter passwordHash: Argon2id in PHC form; nil for someone who cannot sign in.
    /// - Throws: `DatabaseError.constraint` where id, e-mail or NIK is taken.
    public func insert(_ participant: Participant, passwordHash: String?) throws {
        try database.run(
            """
            INSERT INTO participants
                (id, email, password_hash, name, nik, phone, regency, created_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            """,
            participant.id, participant.email, passwordHash, participant.name, participant.nik,
            participant.phone, participant.regency, participant.createdAt)
    }

    public func participant(_ id: Identifier<Participant>) throws -> Participant? {
        try database.row(
            "SELECT email, name, nik, phone, regency, created_at FROM participants WHERE id = $1",
            id
        ).map { row in
            Participant(
                id: id, email: row.text(0), name: row.text(1), nik: row.text(2),
                phone: row.textIfPresent(3), regency: row.textIfPresent(4),
                createdAt: Instant(milliseconds: row.integer(5)))
        }
    }

    /// What ``SignIn`` needs; nil where nobody has this e-mail address.
    public func credentials(email: String) throws -> SignIn.Credentials? {
        guard let email = SignIn.normalised(email) else { return nil }
        return try database.row(
            "SELECT id, password_hash FROM participants WHERE email = $1", email
        ).map {
            SignIn.Credentials(
                participantID: Identifier(stored: $0.text(0)), passwordHash: $0.textIfPresent(1))
        }
    }

    /// The participant whom an operator names by id or e-mail address; nil for nobody.
    public func participantID(idOrEmail text: String) throws -> Identifier<Participant>? {
        try database.row(
            "SELECT id FROM participants WHERE id = $1 OR email = $2", text, text.lowercased()
        ).map { Identifier(stored: $0.text(0)) }
    }
}
