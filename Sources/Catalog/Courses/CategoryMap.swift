/// From the sources' words to our categories.
public struct CategoryMap: Sendable {
    private var ids: [String: String] = [:]

    /// A category's own id and names count among its words; the first category of a word wins.
    public init(_ categories: [Category]) {
        for category in categories {
            for word in category.words + [category.id, category.name.id, category.name.en] {
                let key = Self.key(word)
                if ids[key] == nil { ids[key] = category.id }
            }
        }
    }

    /// The id of the category that the word means, or nil. Case, spacing, and whether it says
    /// `&` or `dan` do not matter.
    public func category(for word: String?) -> String? {
        guard let word else { return nil }
        return ids[Self.key(word)]
    }

    static func key(_ word: String) -> String {
        CleanText.line(word.lowercased())
            .split { $0 == " " }
            .map { $0 == "&" ? "dan" : String($0) }
            .joined(separator: " ")
    }
}
