/// All words of a catalogue in byte order, so that the words with one beginning are one range.
/// A word's number is its place in that order.
struct Vocabulary: Sendable {
    private let numbers: [String: Int32]
    private let letters: [UInt8]
    private let ends: [Int32]

    var count: Int { ends.count }

    /// - Parameter words: distinct.
    init(_ words: [String]) {
        let order = words.map { (head: Self.head($0), word: $0) }.sorted { left, right in
            left.head != right.head
                ? left.head < right.head
                : left.word.utf8.lexicographicallyPrecedes(right.word.utf8)
        }
        var numbers: [String: Int32] = [:]
        numbers.reserveCapacity(words.count)
        var letters: [UInt8] = []
        var ends: [Int32] = []
        for (number, entry) in order.enumerated() {
            numbers[entry.word] = Int32(number)
            letters += entry.word.utf8
            ends.append(Int32(letters.count))
        }
        self.numbers = numbers
        self.letters = letters
        self.ends = ends
    }

    func number(of word: String) -> Int? { numbers[word].map(Int.init) }

    func length(of number: Int) -> Int { Int(ends[number]) - start(of: number) }

    func bytes(of number: Int) -> ArraySlice<UInt8> {
        letters[start(of: number)..<Int(ends[number])]
    }

    func word(_ number: Int) -> String { String(decoding: bytes(of: number), as: UTF8.self) }

    /// The numbers of all words that begin with `prefix`.
    func range(ofPrefix prefix: String) -> Range<Int> {
        let prefix = Array(prefix.utf8)
        let first = firstNumber { !$0.lexicographicallyPrecedes(prefix) }
        let end = firstNumber {
            $0.prefix(prefix.count).elementsEqual(prefix) == false
                && !$0.lexicographicallyPrecedes(prefix)
        }
        return first..<max(first, end)
    }

    /// The first word that passes a test which all later ones pass too.
    private func firstNumber(where passes: (ArraySlice<UInt8>) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if passes(bytes(of: middle)) { high = middle } else { low = middle + 1 }
        }
        return low
    }

    private func start(of number: Int) -> Int { number == 0 ? 0 : Int(ends[number - 1]) }

    /// The first eight bytes as one number: nearly all comparisons end there.
    private static func head(_ word: String) -> UInt64 {
        var head: UInt64 = 0
        var length = 0
        for byte in word.utf8.prefix(8) {
            head = head << 8 | UInt64(byte)
            length += 1
        }
        return head << UInt64(8 * (8 - length))
    }
}
