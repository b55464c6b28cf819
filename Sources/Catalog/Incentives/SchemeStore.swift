import SQL

/// The schemes as the store holds them: one JSON document each.
public struct SchemeStore {
    /// More schemes than any decade of the programme had.
    public static let schemesMax = 100

    private let database: any Database

    public init(_ database: any Database) {
        self.database = database
    }

    /// Reads and checks the text of `schemes.json`.
    /// - Throws: ``JSONFault`` for a text that is not an array of sound schemes with ids of
    ///   their own.
    public static func parse(_ bytes: [UInt8]) throws(JSONFault) -> [Scheme] {
        let schemes = try JSON.decode([Scheme].self, from: bytes)
        let faults = schemes.flatMap(\.faults)
        guard faults.isEmpty else {
            throw JSONFault(member: "schemes", problem: faults.joined(separator: "; "))
        }
        guard Set(schemes.map(\.id)).count == schemes.count, schemes.count <= schemesMax else {
            throw JSONFault(
                member: "schemes", problem: "ids repeat, or there are more than \(schemesMax)")
        }
        return schemes
    }

    /// Stores or replaces the rules of one scheme. Cards keep the dates they were given.
    public func upsert(_ scheme: Scheme) throws {
        try database.run(
            """
            INSERT INTO schemes (id, rules) VALUES ($1, $2)
            ON CONFLICT (id) DO UPDATE SET rules = excluded.rules
            """,
            scheme.id, String(decoding: JSON.encode(scheme), as: UTF8.self))
    }

    /// All schemes by id.
    /// - Throws: `DatabaseError.unusable` where a stored document cannot be read.
    public func load() throws -> [String: Scheme] {
        var schemes: [String: Scheme] = [:]
        let rows = try database.rows(
            "SELECT id, rules FROM schemes ORDER BY id LIMIT $1", Self.schemesMax)
        for row in rows {
            schemes[row.text(0)] = try Self.scheme(row.text(0), rules: row.text(1))
        }
        return schemes
    }

    /// One scheme, or nil where the store has none of that id.
    public func scheme(_ id: String) throws -> Scheme? {
        try database.row("SELECT rules FROM schemes WHERE id = $1", id)
            .map { try Self.scheme(id, rules: $0.text(0)) }
    }

    private static func scheme(_ id: String, rules: String) throws -> Scheme {
        do {
            return try JSON.decode(Scheme.self, from: Array(rules.utf8))
        } catch {
            throw DatabaseError.unusable("scheme \(id): \(error.member) \(error.problem)")
        }
    }
}
