/// Words and short phrases that mean the same.
struct SynonymTable: Sendable {
    /// Words in the longest phrase that has a synonym.
    static let phraseWordsMax = 4

    private var others: [String: [[String]]] = [:]
    private(set) var longestPhrase = 1

    init(_ lists: [[String]]) {
        for list in lists {
            let phrases = list.map { SearchText.words(in: $0) }
                .filter { !$0.isEmpty && $0.count <= Self.phraseWordsMax }
            for phrase in phrases {
                others[phrase.joined(separator: " "), default: []] += phrases.filter {
                    $0 != phrase
                }
                longestPhrase = max(longestPhrase, phrase.count)
            }
        }
    }

    /// What else is said for a word, or for a phrase whose words a space joins.
    func synonyms(of phrase: String) -> [[String]] { others[phrase] ?? [] }
}
