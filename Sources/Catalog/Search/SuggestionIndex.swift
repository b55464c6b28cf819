/// What to offer while someone types: titles, providers, categories and skills, found by the
/// beginning of any of their words.
struct SuggestionIndex: Sendable {
    static let itemsMax = 8
    /// Of one kind, while other kinds have something to offer.
    static let kindItemsMax = 4
    static let wordsMax = 8

    enum Kind: String, Sendable {
        case category
        case title
        case skill
        case provider
    }

    struct Entry: Sendable {
        let text: String
        let kind: Kind
        /// Of the course or the category.
        let id: String?
        let slug: String?
        /// Courses behind it.
        var courses: Int
        let language: LabelLanguage?
    }

    private(set) var entries: [Entry] = []
    /// Entries by word: those of word `w` are `members[starts[w]..<starts[w + 1]]`.
    private let starts: [Int32]
    private let members: [Int32]
    /// The first word of each entry.
    private let firstWords: [Int32]

    init(_ courses: [Course], _ categories: [SearchCategory], in index: SearchIndex) {
        var builder = Builder()
        var categoryCounts: [String: Int] = [:]
        for course in courses {
            builder.entries.append(
                Entry(
                    text: course.listing.title, kind: .title, id: course.id.value,
                    slug: course.slug, courses: 1, language: nil))
            if let provider = course.listing.provider { builder.count(provider, as: .provider) }
            for skill in course.listing.skills { builder.count(skill, as: .skill) }
            if let category = course.categoryID { categoryCounts[category, default: 0] += 1 }
        }
        for category in categories {
            guard let count = categoryCounts[category.id] else { continue }
            for language in LabelLanguage.allCases {
                builder.entries.append(
                    Entry(
                        text: category.name.text(in: language), kind: .category, id: category.id,
                        slug: nil, courses: count, language: language))
            }
        }
        entries = builder.entries
        let words = entries.map { entry in
            SearchText.words(in: entry.text).compactMap { index.vocabulary.number(of: $0) }
        }
        firstWords = words.map { Int32($0.first ?? -1) }
        var starts = [Int32](repeating: 0, count: index.vocabulary.count + 1)
        for word in words.joined() { starts[word + 1] += 1 }
        for word in 1..<max(1, starts.count) { starts[word] += starts[word - 1] }
        var next = starts
        var members = [Int32](repeating: 0, count: Int(starts.last ?? 0))
        for (entry, words) in words.enumerated() {
            for word in words {
                members[Int(next[word])] = Int32(entry)
                next[word] += 1
            }
        }
        self.starts = starts
        self.members = members
    }

    /// Entries that have, for each range, a word in it; those that begin with the first come
    /// first, then categories, titles, skills, providers, then those with more courses.
    func entries(matching ranges: [Range<Int>], language: LabelLanguage) -> [Entry] {
        guard let first = ranges.first else { return [] }
        var matched = [UInt8](repeating: 0, count: entries.count)
        for (position, range) in ranges.enumerated() {
            for place in Int(starts[range.lowerBound])..<Int(starts[range.upperBound])
            where matched[Int(members[place])] == UInt8(position) {
                matched[Int(members[place])] += 1
            }
        }
        var found: [(rank: UInt64, entry: Int)] = []
        for entry in matched.indices where Int(matched[entry]) == ranges.count {
            let candidate = entries[entry]
            if let own = candidate.language, own != language { continue }
            let begins = first.contains(Int(firstWords[entry]))
            let kind: UInt64 =
                switch candidate.kind {
                case .category: 0
                case .title: 1
                case .skill: 2
                case .provider: 3
                }
            let rank =
                (begins ? 0 : 1) << 62 | kind << 60
                | UInt64(0xFF_FFFF - min(candidate.courses, 0xFF_FFFF)) << 32
                | UInt64(min(candidate.text.utf8.count, 255)) << 24
            found.append((rank, entry))
        }
        found.sort { ($0.rank, $0.entry) < ($1.rank, $1.entry) }
        return pick(found.map(\.entry))
    }

    private func pick(_ ranked: [Int]) -> [Entry] {
        var taken: [Int] = []
        var counts: [Kind: Int] = [:]
        for isSecondRound in [false, true] {
            for entry in ranked where taken.count < Self.itemsMax {
                let kind = entries[entry].kind
                if isSecondRound
                    ? taken.contains(entry) : counts[kind, default: 0] >= Self.kindItemsMax
                {
                    continue
                }
                taken.append(entry)
                counts[kind, default: 0] += 1
            }
        }
        return taken.map { entries[$0] }
    }

    /// Gathers texts, each once, however it is capitalised.
    private struct Builder {
        var entries: [Entry] = []
        private var places: [String: Int] = [:]

        mutating func count(_ text: String, as kind: Kind) {
            let key = kind.rawValue + ":" + text.lowercased()
            if let place = places[key] {
                entries[place].courses += 1
            } else {
                places[key] = entries.count
                entries.append(
                    Entry(text: text, kind: kind, id: nil, slug: nil, courses: 1, language: nil))
            }
        }
    }
}

extension CatalogSnapshot {
    /// The body of `GET /v1/suggest?q=`: `{items[{text, kind, id?, slug?}]}`, at most 8, where
    /// kind is category, title, skill or provider; id and slug are the course's, id the
    /// category's. Mistyped words are put right; too long texts find nothing.
    public func suggest(_ text: String, language: LabelLanguage) -> EncodedBody {
        let words = SearchText.words(in: String(text.prefix(CatalogQuery.textCharactersMax)))
        var ranges: [Range<Int>] = []
        for word in words.prefix(SuggestionIndex.wordsMax) {
            var range = index.vocabulary.range(ofPrefix: word)
            if range.isEmpty,
                let meant = index.correction(of: word, isPrefix: false)
                    ?? index.correction(of: word, isPrefix: true)
            {
                range = meant..<meant + 1
            }
            ranges.append(range)
        }
        var json = JSONText()
        json.open("{")
        json.key("items")
        json.open("[")
        for (place, entry) in suggestions.entries(matching: ranges, language: language).enumerated()
        {
            if place > 0 { json.comma() }
            json.open("{")
            json.member("text", entry.text)
            json.member("kind", entry.kind.rawValue)
            if let id = entry.id { json.member("id", id) }
            if let slug = entry.slug { json.member("slug", slug) }
            json.close("}")
        }
        json.bytes += "]}".utf8
        return EncodedBody(bytes: json.bytes, etag: Self.etag(of: json.bytes))
    }
}
