import SQL

/// The mail that is owed, in the same store as what it tells of: a mail is owed in the transaction
/// that decided it, and struck off when a mail server has taken it. A process that dies in between
/// sends it a second time.
public struct MailStore {
    /// Longest error text that is kept, in characters.
    public static let errorCharactersMax = 500
    /// The pause after a first failure; it doubles up to `pauseSecondsMax`.
    public static let pauseSeconds = 30
    public static let pauseSecondsMax = 600

    private let database: any Database

    public init(_ database: any Database) {
        self.database = database
    }

    /// Owes a mail, due at once; none where one of that kind is owed already.
    public func owe(
        _ kind: OwedMail.Kind, to participant: Identifier<Participant>, in language: LabelLanguage,
        now: Instant
    ) throws {
        try database.run(
            """
            INSERT INTO mails (id, kind, participant_id, language, due_at, created_at)
            VALUES ($1, $2, $3, $4, $5, $5) ON CONFLICT (participant_id, kind) DO NOTHING
            """,
            Identifier<OwedMail>(at: now), kind.rawValue, participant, language.rawValue, now)
    }

    public func isDue(now: Instant) throws -> Bool {
        try database.row("SELECT id FROM mails WHERE due_at <= $1 LIMIT 1", now) != nil
    }

    /// Takes the mail that has been due longest, to be sent now. Where it is not struck off it is
    /// due again after a pause.
    /// - Returns: nil where none is due; what is too old is given up on the way.
    public func claim(now: Instant) throws -> OwedMail? {
        try database.run("DELETE FROM mails WHERE created_at <= $1", now - OwedMail.lifetime)
        let row = try database.row(
            """
            SELECT m.id, m.kind, m.participant_id, p.email, p.name, m.language, m.attempts,
                m.created_at
            FROM mails AS m JOIN participants AS p ON p.id = m.participant_id
            WHERE m.due_at <= $1 ORDER BY m.due_at, m.id LIMIT 1
            """,
            now)
        guard let row else { return nil }
        guard let kind = OwedMail.Kind(rawValue: row.text(1)) else {
            throw DatabaseError.unusable("mail kind \(row.text(1))")
        }
        let mail = OwedMail(
            id: Identifier(stored: row.text(0)), kind: kind,
            participantID: Identifier(stored: row.text(2)), email: row.text(3),
            name: row.text(4), language: LabelLanguage(rawValue: row.text(5)) ?? .indonesian,
            attempts: row.int(6) + 1, createdAt: Instant(milliseconds: row.integer(7)))
        try database.run(
            "UPDATE mails SET attempts = $2, due_at = $3 WHERE id = $1", mail.id, mail.attempts,
            now + .seconds(Self.pauseSeconds(after: mail.attempts)))
        return mail
    }

    static func pauseSeconds(after attempts: Int) -> Int {
        min(pauseSeconds << min(max(attempts - 1, 0), 10), pauseSecondsMax)
    }

    /// It is sent, or never will be.
    public func strike(_ mail: Identifier<OwedMail>) throws {
        try database.run("DELETE FROM mails WHERE id = $1", mail)
    }

    public func note(_ words: String, about mail: Identifier<OwedMail>) throws {
        try database.run(
            "UPDATE mails SET last_error = $2 WHERE id = $1", mail,
            String(words.prefix(Self.errorCharactersMax)))
    }
}
