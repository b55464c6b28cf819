/// What search knows about the two languages beyond their stemmers; read from
/// `catalog-seed/search.json`.
public struct SearchSettings: Sendable, Equatable, Decodable {
    /// Lists of words or short phrases that mean the same: `["mc", "pembawa acara"]`.
    public var synonyms: [[String]]
    /// Words whose Indonesian stem the stemmer gets wrong, and the right stem.
    public var stemExceptions: [String: String]
    /// Words that carry no meaning in a query, by language code.
    public var stopwords: [String: [String]]

    public init(
        synonyms: [[String]] = [], stemExceptions: [String: String] = [:],
        stopwords: [String: [String]] = [:]
    ) {
        self.synonyms = synonyms
        self.stemExceptions = stemExceptions
        self.stopwords = stopwords
    }

    private enum CodingKeys: String, CodingKey {
        case synonyms
        case stemExceptions = "stem_exceptions"
        case stopwords
    }

    /// Members that are absent are empty.
    public init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        synonyms = try members.decodeIfPresent([[String]].self, forKey: .synonyms) ?? []
        stemExceptions =
            try members.decodeIfPresent([String: String].self, forKey: .stemExceptions) ?? [:]
        stopwords = try members.decodeIfPresent([String: [String]].self, forKey: .stopwords) ?? [:]
    }
}
