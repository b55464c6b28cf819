import Synchronization

/// The full-text index of one snapshot: immutable but for the stemmers, which are lent under a
/// lock, and only for words that the catalogue does not hold.
final class SearchIndex: Sendable {
    let courseCount: Int
    let vocabulary: Vocabulary
    let postings: PostingLists
    let families: StemFamilies
    let titles: TitleIndex
    let spelling: SpellingIndex
    let synonyms: SynonymTable
    let stopwords: Set<String>
    private let stemmer: Mutex<WordStemmer>

    /// - Parameter documents: one for each course, by position.
    init(_ documents: [SearchDocument], settings: SearchSettings) {
        var builder = Builder()
        for document in documents { builder.add(document) }
        let vocabulary = Vocabulary(builder.words)
        let numbers = builder.words.map { Int32(vocabulary.number(of: $0)!) }
        let stopwords = Set(settings.stopwords.values.joined().flatMap(SearchText.words(in:)))
        let stops = Set(stopwords.compactMap { vocabulary.number(of: $0) })
        courseCount = documents.count
        postings = PostingLists(builder.entries, numbers: numbers)
        titles = TitleIndex(
            builder.titles.map { words in
                words.map { Int(numbers[Int($0)]) }.filter { !stops.contains($0) }
            })
        let stemmer = WordStemmer(exceptions: settings.stemExceptions)
        families = StemFamilies(vocabulary, stemmer: stemmer)
        spelling = SpellingIndex(vocabulary)
        synonyms = SynonymTable(settings.synonyms)
        self.vocabulary = vocabulary
        self.stopwords = stopwords
        self.stemmer = Mutex(stemmer)
    }

    /// The words of the catalogue that share a stem with a word it lacks.
    func relatives(ofUnknown word: String) -> (indonesian: [Int32], english: [Int32]) {
        let (indonesian, english) = stemmer.withLock {
            ($0.indonesianStem(of: word), $0.englishStem(of: word))
        }
        return (
            families.words(withIndonesianStem: indonesian),
            families.words(withEnglishStem: english)
        )
    }

    /// A word of the catalogue that a mistyped one may have meant.
    func correction(of word: String, isPrefix: Bool) -> Int? {
        spelling.correction(of: word, isPrefix: isPrefix, frequency: postings.frequency(of:))
    }
}

extension SearchIndex {
    /// Gathers words and their weights course by course.
    private struct Builder {
        private(set) var words: [String] = []
        private(set) var entries: [PostingLists.Entry] = []
        private(set) var titles: [[Int32]] = []
        private var numbers: [String: Int32] = [:]
        /// The weight of each word in the course at hand; zero elsewhere.
        private var weights: [Float] = []

        mutating func add(_ document: SearchDocument) {
            let course = Int32(titles.count)
            var touched: [Int32] = []
            for (position, (text, field)) in document.fields.enumerated() {
                let found = SearchText.words(in: text).map { number(of: $0) }
                if position == 0 { titles.append(found) }
                let factor = field.factor(words: found.count)
                for word in found {
                    if weights[Int(word)] == 0 { touched.append(word) }
                    weights[Int(word)] += factor
                }
            }
            for word in touched {
                let impact = PostingLists.impact(ofWeight: weights[Int(word)])
                entries.append(.init(word: word, course: course, impact: impact))
                weights[Int(word)] = 0
            }
        }

        private mutating func number(of word: String) -> Int32 {
            if let number = numbers[word] { return number }
            let number = Int32(words.count)
            numbers[word] = number
            words.append(word)
            weights.append(0)
            return number
        }
    }
}
