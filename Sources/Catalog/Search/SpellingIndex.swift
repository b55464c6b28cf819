/// Finds the words of a vocabulary that a mistyped word may have meant. Words that share enough
/// letter pairs with it are candidates; the edit distance decides.
struct SpellingIndex: Sendable {
    /// Shorter words have too many neighbours to guess well.
    static let lettersMin = 4
    static let lettersMax = 24

    private static let alphabet = 28
    private static let boundary = 0

    /// Terms by letter pair: those of pair `p` are `terms[starts[p]..<starts[p + 1]]`.
    private var starts: [Int32]
    private var terms: [Int32]
    private let vocabulary: Vocabulary

    /// How many typing errors a word of that length is forgiven.
    static func errorsMax(letters: Int) -> Int {
        letters < lettersMin || letters > lettersMax ? 0 : letters < 8 ? 1 : 2
    }

    init(_ vocabulary: Vocabulary) {
        self.vocabulary = vocabulary
        var counts = [Int32](repeating: 0, count: Self.alphabet * Self.alphabet + 1)
        var pairs: [(pair: Int, term: Int32)] = []
        for term in 0..<vocabulary.count {
            let word = vocabulary.bytes(of: term)
            // A prefix may be mistyped too, so words longer than lettersMax are kept.
            guard word.count >= Self.lettersMin - 1, !word.contains(where: Self.isDigit) else {
                continue
            }
            for pair in Self.pairs(of: word, closed: true) {
                counts[pair + 1] += 1
                pairs.append((pair, Int32(term)))
            }
        }
        for index in 1..<counts.count { counts[index] += counts[index - 1] }
        starts = counts
        terms = [Int32](repeating: 0, count: pairs.count)
        for (pair, term) in pairs {
            terms[Int(counts[pair])] = term
            counts[pair] += 1
        }
    }

    /// The likeliest word meant by one that the vocabulary lacks; nil where none is near.
    /// - Parameter isPrefix: the word may be unfinished, so that only a word's beginning counts.
    func correction(
        of word: String, isPrefix: Bool, frequency: (Int) -> Int
    ) -> Int? {
        let letters = Array(word.utf8)
        let errorsMax = Self.errorsMax(letters: letters.count)
        guard errorsMax > 0, !letters.contains(where: Self.isDigit) else { return nil }
        let shared = sharedPairs(letters, isPrefix: isPrefix)
        var rows = EditDistance()
        for errors in 1...errorsMax {
            // One error spoils three pairs at most, when two letters are exchanged.
            let needed = letters.count + (isPrefix ? 0 : 1) - 3 * errors
            var best: (term: Int, rank: Int)?
            for term in shared.indices where Int(shared[term]) >= max(needed, 1) {
                let length = vocabulary.length(of: term)
                if length + errors < letters.count { continue }
                if !isPrefix && length > letters.count + errors { continue }
                let candidate = vocabulary.bytes(of: term)
                let distance = rows.distance(letters, candidate, isPrefix: isPrefix)
                guard distance <= errors else { continue }
                // The first letter is rarely wrong.
                let firstLetterHolds = candidate.first == letters.first
                let rank = frequency(term) + (firstLetterHolds ? 1 << 32 : 0)
                if best == nil || rank > best!.rank { best = (term, rank) }
            }
            if let best { return best.term }
        }
        return nil
    }

    private func sharedPairs(_ letters: [UInt8], isPrefix: Bool) -> [UInt8] {
        var shared = [UInt8](repeating: 0, count: vocabulary.count)
        for pair in Self.pairs(of: letters[...], closed: !isPrefix) {
            for index in Int(starts[pair])..<Int(starts[pair + 1]) {
                shared[Int(terms[index])] &+= 1
            }
        }
        return shared
    }

    private static func pairs(of word: ArraySlice<UInt8>, closed: Bool) -> [Int] {
        var pairs: [Int] = []
        pairs.reserveCapacity(word.count + 1)
        var previous = boundary
        for byte in word {
            let letter = byte >= 0x61 && byte <= 0x7A ? Int(byte) - 0x60 : alphabet - 1
            pairs.append(previous * alphabet + letter)
            previous = letter
        }
        if closed { pairs.append(previous * alphabet + boundary) }
        return pairs
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
}
