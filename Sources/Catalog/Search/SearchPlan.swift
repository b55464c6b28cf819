/// A query's words as the index understands them: each with all the words of the catalogue that
/// answer it.
struct SearchPlan {
    /// Words beyond these are not looked at.
    static let wordsMax = 16

    /// How much of a word's own weight another word in its place has, of 255.
    private enum Nearness {
        static let exact: UInt16 = 255
        static let indonesianStem: UInt16 = 200
        static let englishStem: UInt16 = 190
        static let synonym: UInt16 = 160
        static let prefix: UInt16 = 140
    }

    struct Alternative {
        var word: Int32
        var nearness: UInt16
    }

    /// Several words that answer only together.
    struct Phrase {
        var words: [Int]
        var nearness: UInt16
    }

    /// A word of the query; a course must hold one of its alternatives.
    struct Group {
        var alternatives: [Alternative] = []
        var phrases: [Phrase] = []

        var isEmpty: Bool { alternatives.isEmpty && phrases.isEmpty }

        mutating func add(_ words: [Int32], _ nearness: UInt16) {
            for word in words where !alternatives.contains(where: { $0.word == word }) {
                alternatives.append(Alternative(word: word, nearness: nearness))
            }
        }
    }

    private(set) var groups: [Group] = []
    /// The query's own words that titles may hold, in order; nil for one the catalogue lacks.
    private(set) var titleWords: [Int?] = []
    /// The query with mistyped words put right; nil where there was nothing to put right.
    private(set) var correctedText: String?
    /// The text that gives this plan again with nothing left to put right.
    private(set) var searchedText: String

    /// - Parameter text: as typed; a space at its end says that the last word is finished.
    init(_ text: String, in index: SearchIndex) {
        var words = Array(SearchText.words(in: text).prefix(Self.wordsMax))
        let lastIsFinished = text.last.map { $0.isWhitespace } ?? true
        let allAreStopwords = words.allSatisfy(index.stopwords.contains)
        var position = 0
        var corrected = false
        var lastIsCorrected = false
        searchedText = text
        while position < words.count {
            if let length = addPhrase(of: words[position...], in: index) {
                position += length
                continue
            }
            let isLast = position == words.count - 1
            let word = words[position]
            position += 1
            if !allAreStopwords, index.stopwords.contains(word) { continue }
            var group = Self.group(word, isUnfinished: isLast && !lastIsFinished, in: index)
            if group.isEmpty {
                let isUnfinished = isLast && !lastIsFinished
                if let meant = index.correction(of: word, isPrefix: false)
                    ?? (isUnfinished ? index.correction(of: word, isPrefix: true) : nil)
                {
                    words[position - 1] = index.vocabulary.word(meant)
                    group = Self.group(words[position - 1], isUnfinished: false, in: index)
                    corrected = true
                    lastIsCorrected = isLast
                }
            }
            groups.append(group)
            titleWords.append(index.vocabulary.number(of: words[position - 1]))
        }
        if corrected {
            correctedText = words.joined(separator: " ")
            // A word put right is a finished one.
            searchedText = correctedText! + (lastIsFinished || lastIsCorrected ? " " : "")
        }
    }

    /// Takes the longest phrase that has synonyms from the front.
    private mutating func addPhrase(of words: ArraySlice<String>, in index: SearchIndex) -> Int? {
        guard index.synonyms.longestPhrase > 1, words.count > 1 else { return nil }
        var length = min(words.count, index.synonyms.longestPhrase)
        while length > 1 {
            let phrase = Array(words.prefix(length))
            let synonyms = index.synonyms.synonyms(of: phrase.joined(separator: " "))
            if !synonyms.isEmpty {
                var group = Group()
                Self.add([phrase], to: &group, nearness: Nearness.exact, in: index)
                Self.add(synonyms, to: &group, nearness: Nearness.synonym, in: index)
                guard !group.isEmpty else { return nil }
                groups.append(group)
                titleWords += phrase.filter { !index.stopwords.contains($0) }
                    .map { index.vocabulary.number(of: $0) }
                return length
            }
            length -= 1
        }
        return nil
    }

    private static func group(
        _ word: String, isUnfinished: Bool, in index: SearchIndex
    ) -> Group {
        var group = Group()
        var synonyms = index.synonyms.synonyms(of: word)
        if let number = index.vocabulary.number(of: word) {
            group.add([Int32(number)], Nearness.exact)
            group.add(index.families.indonesianRelatives(of: number), Nearness.indonesianStem)
            group.add(index.families.englishRelatives(of: number), Nearness.englishStem)
            if synonyms.isEmpty {
                let stem = index.families.indonesianStem(of: number)
                synonyms = index.synonyms.synonyms(of: stem)
            }
        } else {
            let relatives = index.relatives(ofUnknown: word)
            group.add(relatives.indonesian, Nearness.indonesianStem)
            group.add(relatives.english, Nearness.englishStem)
        }
        add(synonyms, to: &group, nearness: Nearness.synonym, in: index)
        if isUnfinished, word.utf8.count >= 3 || group.isEmpty {
            let known = group.alternatives.count
            for number in index.vocabulary.range(ofPrefix: word) {
                let number = Int32(number)
                if !group.alternatives[..<known].contains(where: { $0.word == number }) {
                    group.alternatives.append(
                        Alternative(word: number, nearness: Nearness.prefix))
                }
            }
        }
        return group
    }

    private static func add(
        _ phrases: [[String]], to group: inout Group, nearness: UInt16, in index: SearchIndex
    ) {
        for phrase in phrases {
            let numbers = phrase.map { index.vocabulary.number(of: $0) }
            let known = numbers.compactMap { $0 }
            guard known.count == numbers.count else { continue }
            if known.count == 1 {
                group.add(index.families.indonesianRelatives(of: known[0]), nearness)
            } else {
                group.phrases.append(Phrase(words: known, nearness: nearness))
            }
        }
    }
}
