/// Finds the courses that say nearly the same, without comparing each with each: those are
/// compared that share one of their smallest hashes, or their title.
struct LikenessIndex: Sendable {
    /// Hashes of a course by which it is found. Texts that share 60 per cent of their phrases
    /// share none of eight with a probability of 0.4⁸, which is less than one in a thousand.
    static let keysMax = 8
    /// Of the courses that share a key, the oldest are compared: a set phrase of thousands costs
    /// each of them no more.
    static let bucketMax = 40
    /// Likenesses of one course that are kept.
    static let likeMax = 10

    /// What is kept of a course.
    struct Entry: Sendable {
        let id: Identifier<Course>
        let platformID: String
        let title: String
        let titleKey: UInt64
        let providerKey: UInt64?
        let price: Money?
        let sketch: TextSketch

        /// Whether provider and title say that it is one course on two platforms.
        func isSame(as other: Entry) -> Bool {
            titleKey == other.titleKey && providerKey != nil && providerKey == other.providerKey
        }
    }

    /// Another course that is like one.
    struct Like: Sendable {
        let entry: Entry
        /// Per cent of the phrases.
        let percent: Int
    }

    private(set) var entries: [Entry] = []
    private var buckets: [UInt64: [Int32]] = [:]

    mutating func add(_ course: FlagSubject) {
        let titleWords = SearchText.words(in: course.title)
        let title = TextSketch.hash(titleWords.joined(separator: " "))
        let provider = course.provider.map {
            TextSketch.hash(SearchText.words(in: $0).joined(separator: " "))
        }
        let sketch = TextSketch(titleWords + SearchText.words(in: course.description))
        let position = Int32(entries.count)
        entries.append(
            Entry(
                id: course.id, platformID: course.platformID, title: course.title,
                titleKey: title, providerKey: provider, price: course.price, sketch: sketch))
        put(position, under: title)
        guard sketch.isTelling else { return }
        for hash in sketch.hashes.prefix(Self.keysMax) { put(position, under: UInt64(hash)) }
    }

    private mutating func put(_ position: Int32, under key: UInt64) {
        guard buckets[key, default: []].count < Self.bucketMax else { return }
        buckets[key, default: []].append(position)
    }

    /// The courses that are like the one at the position, the likest first.
    func like(_ position: Int, percentMin: Int) -> [Like] {
        let entry = entries[position]
        var seen: Set<Int32> = [Int32(position)]
        var like: [Like] = []
        var keys = [entry.titleKey]
        if entry.sketch.isTelling {
            keys += entry.sketch.hashes.prefix(Self.keysMax).map(UInt64.init)
        }
        for key in keys {
            for other in buckets[key] ?? [] where seen.insert(other).inserted {
                let candidate = entries[Int(other)]
                let percent =
                    entry.sketch.isTelling && candidate.sketch.isTelling
                    ? entry.sketch.likeness(to: candidate.sketch) : 0
                guard percent >= percentMin || entry.isSame(as: candidate) else { continue }
                like.append(Like(entry: candidate, percent: percent))
            }
        }
        like.sort { ($1.percent, $0.entry.id) < ($0.percent, $1.entry.id) }
        return Array(like.prefix(Self.likeMax))
    }
}
