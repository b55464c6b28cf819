/// Words that belong together: the names of a skill, or words that search takes for the same.
public struct WordGroup: Sendable, Equatable, Identified {
    public static let idPrefix = "wrd"
    /// Words of one group.
    public static let wordsMax = 30
    /// Characters of one word or phrase.
    public static let wordLengthMax = 80
    /// Groups of one kind.
    public static let countMax = 2_000

    public enum Kind: String, Sendable, Codable, CaseIterable {
        /// The first word is the skill's name; the others are what platforms call it.
        case skill
        /// All words are alike.
        case synonyms
    }

    public let id: Identifier<WordGroup>
    public let kind: Kind
    public let words: [String]

    public init(id: Identifier<WordGroup>, kind: Kind, words: [String]) {
        self.id = id
        self.kind = kind
        self.words = words
    }

    /// Changes with every edit: for an entity tag.
    public var facts: [String] { [id.value, kind.rawValue] + words }
}

/// Which words may stand together. Pure.
public enum WordGroupRules {
    /// The words as they are kept: of one line each, none twice.
    /// - Throws: 422 `words_invalid` naming the word and the fix.
    public static func words(
        _ given: [String], of kind: WordGroup.Kind
    ) throws(Refusal) -> [String] {
        var kept: [String] = []
        var seen: Set<String> = []
        guard given.count <= WordGroup.wordsMax else {
            throw invalid("There are more than \(WordGroup.wordsMax) words.", "Leave some out.")
        }
        for word in given {
            guard let line = CleanText.line(word, scalarsMax: WordGroup.wordLengthMax) else {
                throw invalid(
                    "`\(word.prefix(100))` is empty or longer than \(WordGroup.wordLengthMax) "
                        + "characters.", "Shorten it, or leave it out.")
            }
            let parts = SearchText.words(in: line)
            guard !parts.isEmpty else {
                throw invalid("`\(line)` has no letter and no digit.", "Leave it out.")
            }
            guard kind == .skill || parts.count <= SynonymTable.phraseWordsMax else {
                throw invalid(
                    "`\(line)` has more than \(SynonymTable.phraseWordsMax) words.",
                    "Search compares no longer phrases: shorten it.")
            }
            if seen.insert(key(line)).inserted { kept.append(line) }
        }
        guard kept.count >= (kind == .skill ? 1 : 2) else {
            throw invalid(
                kind == .skill ? "There is no word." : "There are fewer than two different words.",
                "Add a word.")
        }
        return kept
    }

    /// A word of a skill is of that skill alone.
    /// - Throws: 409 `word_taken` naming the other skill.
    public static func requireFree(
        _ group: WordGroup, among others: [WordGroup]
    ) throws(Refusal) {
        guard group.kind == .skill else { return }
        let wanted = Set(group.words.map(key))
        for other in others where other.kind == .skill && other.id != group.id {
            if let word = other.words.first(where: { wanted.contains(key($0)) }) {
                throw Refusal(
                    status: 409, code: "word_taken",
                    detail: "`\(word)` belongs to the skill `\(other.words[0])` already.",
                    fix: "Take it from there first, or leave it out here.")
            }
        }
    }

    /// Equal for words that differ in case, marks and punctuation only.
    static func key(_ word: String) -> String {
        SearchText.words(in: word).joined(separator: " ")
    }

    private static func invalid(_ detail: String, _ fix: String) -> Refusal {
        Refusal(status: 422, code: "words_invalid", detail: detail, fix: fix)
    }
}

/// From what platforms call a skill to the name that we use.
public struct SkillMap: Sendable {
    private var names: [String: String] = [:]

    public init(_ groups: [WordGroup]) {
        for group in groups where group.kind == .skill {
            for word in group.words { names[WordGroupRules.key(word)] = group.words[0] }
        }
    }

    /// The skills by our names, each once, in their order.
    public func canonical(_ skills: [String]) -> [String] {
        guard !names.isEmpty else { return skills }
        var seen: Set<String> = []
        return skills.map { names[WordGroupRules.key($0)] ?? $0 }
            .filter { seen.insert($0).inserted }
    }
}

extension SearchSettings {
    /// The same with these words in the place of the synonyms: what search compares, and what
    /// skills are called besides.
    public func with(_ groups: [WordGroup]) -> SearchSettings {
        var settings = self
        settings.synonyms = groups.filter { $0.words.count > 1 }.map(\.words)
        return settings
    }
}
