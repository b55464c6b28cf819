import SQL

/// Skills and synonyms in the store.
public struct WordGroupStore {
    private let database: any Database

    public init(_ database: any Database) {
        self.database = database
    }

    /// All groups of a kind, or of both, the oldest first.
    public func all(_ kind: WordGroup.Kind? = nil) throws -> [WordGroup] {
        let limit = WordGroup.countMax * WordGroup.Kind.allCases.count
        return try database.rows(
            """
            SELECT id, kind, words FROM word_groups WHERE kind = coalesce($1, kind)
            ORDER BY id LIMIT $2
            """, kind?.rawValue, limit
        ).map(Self.group)
    }

    /// The newest first, of those that hold the text in one of their words.
    public func page(
        _ kind: WordGroup.Kind, containing text: String, before cursor: Identifier<WordGroup>?,
        limit: Int
    ) throws -> [WordGroup] {
        try database.rows(
            """
            SELECT id, kind, words FROM word_groups
            WHERE kind = $1 AND id < $2
                AND ($3 = '' OR replace(lower(words), $3, '') <> lower(words))
            ORDER BY id DESC LIMIT $4
            """, kind.rawValue, cursor?.value ?? WordGroup.idPrefix + "_z", text.lowercased(),
            limit
        ).map(Self.group)
    }

    /// - Throws: 404 for an unknown one, or one of the other kind.
    public func group(_ id: Identifier<WordGroup>, _ kind: WordGroup.Kind) throws -> WordGroup {
        let row = try database.row(
            "SELECT id, kind, words FROM word_groups WHERE id = $1 AND kind = $2", id,
            kind.rawValue)
        guard let row else { throw Refusal.notFound("entry") }
        return try Self.group(row)
    }

    /// Adds a group, or gives a known one other words; searched by at once.
    /// - Throws: 409 where a word is another skill's, or there are too many groups.
    public func put(_ group: WordGroup) throws {
        let others = try all(group.kind)
        try WordGroupRules.requireFree(group, among: others)
        guard others.count < WordGroup.countMax || others.contains(where: { $0.id == group.id })
        else {
            throw Refusal(
                status: 409, code: "too_many_words",
                detail: "There are \(WordGroup.countMax) entries of this kind.",
                fix: "Remove one that nobody needs.")
        }
        try database.run(
            """
            INSERT INTO word_groups (id, kind, words) VALUES ($1, $2, $3)
            ON CONFLICT (id) DO UPDATE SET words = excluded.words
            """, group.id, group.kind.rawValue,
            String(decoding: JSON.encode(group.words), as: UTF8.self))
        try CourseStore(database).bumpVersion()
    }

    /// - Throws: 404 for an unknown one.
    public func remove(_ id: Identifier<WordGroup>) throws {
        guard try database.run("DELETE FROM word_groups WHERE id = $1", id) == 1 else {
            throw Refusal.notFound("entry")
        }
        try CourseStore(database).bumpVersion()
    }

    /// Takes the seed's synonyms where there are none; what people edited stays.
    /// - Returns: how many were added.
    @discardableResult
    public func seed(synonyms: [[String]], now: Instant) throws -> Int {
        guard try all(.synonyms).isEmpty else { return 0 }
        for words in synonyms.prefix(WordGroup.countMax) {
            try put(
                WordGroup(
                    id: Identifier(at: now), kind: .synonyms,
                    words: try WordGroupRules.words(words, of: .synonyms)))
        }
        return synonyms.count
    }

    private static func group(_ row: Row) throws -> WordGroup {
        guard let kind = WordGroup.Kind(rawValue: row.text(1)) else {
            throw DatabaseError.unusable("words of kind \(row.text(1))")
        }
        return WordGroup(
            id: Identifier(stored: row.text(0)), kind: kind,
            words: try JSON.decode([String].self, from: Array(row.text(2).utf8)))
    }
}
