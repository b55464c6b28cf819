import SQL

/// What a chief curator changes in the words of the catalogue, noted in the staff's log: the same
/// for the interface and for the pages.
public struct VocabularyDesk {
    private let database: any Database
    private let staff: Staff

    /// - Parameter staff: somebody whose role allows it; that is looked at before.
    public init(_ database: any Database, staff: Staff) {
        self.database = database
        self.staff = staff
    }

    // MARK: - Skills and synonyms

    /// - Throws: 422 for words that ``WordGroupRules`` refuse; 409 for one that is taken.
    public func add(
        _ words: [String], as kind: WordGroup.Kind, now: Instant
    ) throws -> WordGroup {
        let group = WordGroup(
            id: Identifier(at: now), kind: kind, words: try WordGroupRules.words(words, of: kind))
        try WordGroupStore(database).put(group)
        try note("\(kind.rawValue).added", group.id.value, Self.text(group.words), now)
        return group
    }

    /// - Throws: as ``add(_:as:now:)``, and 404.
    public func change(
        _ id: Identifier<WordGroup>, _ kind: WordGroup.Kind, to words: [String], now: Instant
    ) throws -> WordGroup {
        let store = WordGroupStore(database)
        let old = try store.group(id, kind)
        let group = WordGroup(
            id: id, kind: kind, words: try WordGroupRules.words(words, of: kind))
        try store.put(group)
        try note(
            "\(kind.rawValue).changed", id.value,
            Self.text(old.words) + " → " + Self.text(group.words), now)
        return group
    }

    /// - Throws: 404.
    public func remove(
        _ id: Identifier<WordGroup>, _ kind: WordGroup.Kind, now: Instant
    ) throws {
        let store = WordGroupStore(database)
        let old = try store.group(id, kind)
        try store.remove(id)
        try note("\(kind.rawValue).removed", id.value, Self.text(old.words), now)
    }

    // MARK: - Categories

    /// Adds a category, or changes the one of this id; courses move to where their words now lead.
    /// - Returns: the number of courses that moved.
    /// - Throws: 422 `category_invalid` naming what is wrong.
    public func put(_ category: Category, now: Instant) throws -> Int {
        let store = CategoryStore(database)
        let old = try store.all().first { $0.id == category.id }
        let moved = try store.put(category)
        let before = old.map { String(decoding: JSON.encode($0), as: UTF8.self) + " → " } ?? ""
        try note(
            old == nil ? "category.added" : "category.changed", category.id,
            before + String(decoding: JSON.encode(category), as: UTF8.self), now)
        return moved
    }

    /// - Throws: 404; 409 `category_in_use` with the number of courses.
    public func removeCategory(_ id: String, now: Instant) throws {
        let removed = try CategoryStore(database).remove(id)
        try note(
            "category.removed", id, String(decoding: JSON.encode(removed), as: UTF8.self), now)
    }

    private static func text(_ words: [String]) -> String { words.joined(separator: ", ") }

    private func note(
        _ action: String, _ subject: String, _ detail: String, _ now: Instant
    ) throws {
        try StaffLogStore(database).note(
            by: staff.id, action: action, subject: subject, detail: detail, now: now)
    }
}
