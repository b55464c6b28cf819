/// One of our categories, with the words by which the platforms mean it.
public struct Category: Sendable, Equatable, Codable {
    /// Stable, as in an address: `teknologi-informasi`.
    public let id: String
    public let name: LocalName
    /// Words of the sources that map to this category; case and spacing do not matter.
    public let words: [String]
    /// Where it stands in a list; those of one position stand by their ids.
    public let position: Int

    /// A name in the two languages of the service.
    public struct LocalName: Sendable, Equatable, Codable {
        public let id: String
        public let en: String

        public init(id: String, en: String) {
            self.id = id
            self.en = en
        }
    }

    public init(id: String, name: LocalName, words: [String], position: Int = 0) {
        self.id = id
        self.name = name
        self.words = words
        self.position = position
    }

    /// A position that is absent is 0.
    public init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        id = try members.decode(String.self, forKey: .id)
        name = try members.decode(LocalName.self, forKey: .name)
        words = try members.decode([String].self, forKey: .words)
        position = try members.decodeIfPresent(Int.self, forKey: .position) ?? 0
    }

    /// Most categories that one file can name.
    public static let countMax = 200
    public static let nameLengthMax = 80
    public static let wordsMax = 200
    public static let wordLengthMax = 200
    public static let positionMax = 10_000

    /// Reads `categories.json`.
    /// - Throws: ``JSONFault`` naming the category and what is wrong: the shape, an id that is
    ///   repeated, or a word that is claimed by two categories.
    public static func load(from bytes: [UInt8]) throws(JSONFault) -> [Category] {
        let categories = try JSON.decode([Category].self, from: bytes)
        try check(categories)
        return categories
    }

    /// - Throws: as ``load(from:)``.
    static func check(_ categories: [Category]) throws(JSONFault) {
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
            try category.checkParts()
            for word in category.words {
                let key = CategoryMap.key(word)
                if let owner = owners.updateValue(category.id, forKey: key), owner != category.id {
                    throw JSONFault(
                        member: "\(category.id).words",
                        problem: "\"\(word)\" belongs to \(owner) already")
                }
            }
        }
    }

    private func checkParts() throws(JSONFault) {
        for text in [name.id, name.en]
        where CleanText.line(text, scalarsMax: Self.nameLengthMax) != text {
            throw JSONFault(
                member: "\(id).name",
                problem: "is empty, longer than \(Self.nameLengthMax) characters, or not plain")
        }
        guard words.count <= Self.wordsMax,
            words.allSatisfy({ CleanText.line($0, scalarsMax: Self.wordLengthMax) != nil })
        else {
            throw JSONFault(
                member: "\(id).words",
                problem: "are more than \(Self.wordsMax), or one is empty or too long")
        }
        guard (0...Self.positionMax).contains(position) else {
            throw JSONFault(
                member: "\(id).position", problem: "is from 0 to \(Self.positionMax)")
        }
    }

    private static func isID(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 64
            && text.utf8.allSatisfy {
                (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2d
            }
    }
}
