/// A set of courses of one snapshot, one bit for each position.
struct CourseBits: Sendable, Equatable {
    private(set) var words: [UInt64]

    /// The empty set with room for positions below `count`.
    init(count: Int) {
        words = [UInt64](repeating: 0, count: Self.wordCount(count))
    }

    /// All positions below `count`.
    init(allOf count: Int) {
        words = [UInt64](repeating: ~0, count: Self.wordCount(count))
        if count % 64 != 0 { words[words.count - 1] = (1 << UInt64(count % 64)) - 1 }
    }

    init(words: [UInt64]) {
        self.words = words
    }

    static func wordCount(_ count: Int) -> Int { (count + 63) / 64 }

    var isEmpty: Bool { words.allSatisfy { $0 == 0 } }
    var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

    mutating func insert(_ position: Int) {
        words[position >> 6] |= 1 << UInt64(position & 63)
    }

    mutating func remove(_ position: Int) {
        words[position >> 6] &= ~(1 << UInt64(position & 63))
    }

    func contains(_ position: Int) -> Bool {
        words[position >> 6] & (1 << UInt64(position & 63)) != 0
    }

    mutating func formIntersection(_ other: CourseBits) {
        for index in words.indices { words[index] &= other.words[index] }
    }

    mutating func formUnion(_ other: CourseBits) {
        for index in words.indices { words[index] |= other.words[index] }
    }

    mutating func removeAll() {
        for index in words.indices { words[index] = 0 }
    }

    /// Visits positions in ascending order.
    func eachPosition(_ visit: (Int) -> Void) {
        for index in words.indices {
            var word = words[index]
            while word != 0 {
                visit(index << 6 | word.trailingZeroBitCount)
                word &= word - 1
            }
        }
    }
}
