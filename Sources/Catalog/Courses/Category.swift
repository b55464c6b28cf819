/// One of our categories, with the words by which the platforms mean it.
public struct Category: Sendable, Equatable, Codable {
    /// Stable, as in an address: `teknologi-informasi`.
    public let id: String
    public let name: LocalName
    /// Words of the sources that map to this category; case and spacing do not matter.
    public let words: [String]

    /// A name in the two languages of the service.
    public struct LocalName: Sendable, Equatable, Codable {
        public let id: String
        public let en: String

        public init(id: String, en: String) {
            self.id = id
            self.en = en
        }
    }

    public init(id: String, name: LocalName, words: [String]) {
        self.id = id
        self.name = name
        self.words = words
    }

    /// Most categories that one file can name.
    public static let countMax = 200

    /// Reads `categories.json`.
    /// - Throws: ``JSONFault`` naming the category and what is wrong: the shape, an id that is
    ///   repeated, or a word that is claimed by two categories.
    public static func load(from bytes: [UInt8]) throws(JSONFault) -> [Category] {
        let categories = try JSON.decode([Category].self, from: bytes)
        guard categories.count <= countMax else {
            throw JSONFault(member: "", problem: "more than \(countMax) categories")
        }
        var ids: Set<String> = []
        var owners: [String: String] = [:]
        for category in categories {
            guard isID(category.id), ids.insert(category.id).inserted else {
                throw JSONFault(
                    member: "\(category.id).id",
                    problem: "must be lower-case letters, digits and hyphens, and unique")
            }
            guard !category.name.id.isEmpty, !category.name.en.isEmpty else {
                throw JSONFault(member: "\(category.id).name", problem: "is empty")
            }
            for word in category.words {
                let key = CategoryMap.key(word)
                if let owner = owners.updateValue(category.id, forKey: key), owner != category.id {
                    throw JSONFault(
                        member: "\(category.id).words",
                        problem: "\"\(word)\" belongs to \(owner) already")
                }
            }
        }
        return categories
    }

    private static func isID(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 64
            && text.utf8.allSatisfy {
                (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2d
            }
    }
}
