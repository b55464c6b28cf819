/// The smallest hashes of a text's phrases (a bottom-k sketch: Broder, On the resemblance and
/// containment of documents, 1997). Two sketches tell how many phrases their texts share, without
/// the texts; of a short text it is exact.
struct TextSketch: Sendable, Equatable {
    /// Hashes that are kept.
    static let hashesMax = 64
    /// Words of a phrase.
    static let phraseWords = 3
    /// A text with fewer phrases says too little to be like another.
    static let phrasesMin = 8
    /// Words that are read of a text.
    static let wordsMax = 4_000

    /// Ascending, each once.
    let hashes: [UInt32]

    init(_ words: [String]) {
        let words = words.prefix(Self.wordsMax).map(Self.hash)
        guard words.count >= Self.phraseWords else {
            hashes = []
            return
        }
        var all: [UInt32] = []
        all.reserveCapacity(words.count)
        for index in 0...(words.count - Self.phraseWords) {
            var mixed: UInt64 = 0
            for word in words[index..<index + Self.phraseWords] {
                mixed = Self.mix(mixed ^ word)
            }
            all.append(UInt32(truncatingIfNeeded: mixed))
        }
        all.sort()
        var kept: [UInt32] = []
        for hash in all where kept.last != hash && kept.count < Self.hashesMax {
            kept.append(hash)
        }
        hashes = kept
    }

    var isTelling: Bool { hashes.count >= Self.phrasesMin }

    /// Per cent of the phrases of both that both have.
    func likeness(to other: TextSketch) -> Int {
        var (left, right, seen, shared) = (0, 0, 0, 0)
        // The smallest of both together are a fair sample of both.
        while seen < Self.hashesMax, left < hashes.count || right < other.hashes.count {
            seen += 1
            if right == other.hashes.count {
                left += 1
            } else if left == hashes.count || hashes[left] > other.hashes[right] {
                right += 1
            } else if hashes[left] < other.hashes[right] {
                left += 1
            } else {
                shared += 1
                left += 1
                right += 1
            }
        }
        return seen == 0 ? 0 : shared * 100 / seen
    }

    /// FNV-1a; the same in every process, as a kept digest needs it.
    static func hash(_ word: String) -> UInt64 {
        mix(word.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 })
    }

    /// The finaliser of MurmurHash3.
    private static func mix(_ value: UInt64) -> UInt64 {
        var value = value
        value = (value ^ (value >> 33)) &* 0xff51_afd7_ed55_8ccd
        value = (value ^ (value >> 33)) &* 0xc4ce_b9fe_1a85_ec53
        return value ^ (value >> 33)
    }
}
