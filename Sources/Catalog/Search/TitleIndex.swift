/// Finds courses by neighbouring words of their titles and by whole titles; stop words left out.
struct TitleIndex: Sendable {
    private let keys: [UInt64]
    private let courses: [Int32]

    /// - Parameter titles: for each course the words of its title.
    init(_ titles: [[Int]]) {
        var entries: [(key: UInt64, course: Int32)] = []
        for (course, words) in titles.enumerated() where !words.isEmpty {
            entries.append((Self.key(ofWhole: words), Int32(course)))
            for (left, right) in zip(words, words.dropFirst()) {
                entries.append((Self.key(ofPair: left, right), Int32(course)))
            }
        }
        entries.sort { $0.key != $1.key ? $0.key < $1.key : $0.course < $1.course }
        keys = entries.map(\.key)
        courses = entries.map(\.course)
    }

    /// Courses in whose titles `right` follows `left`; one may come twice.
    func courses(withPair left: Int, _ right: Int) -> ArraySlice<Int32> {
        courses(withKey: Self.key(ofPair: left, right))
    }

    /// Courses whose title is these words and no others.
    func courses(titled words: [Int]) -> ArraySlice<Int32> {
        courses(withKey: Self.key(ofWhole: words))
    }

    private func courses(withKey key: UInt64) -> ArraySlice<Int32> {
        var low = 0
        var high = keys.count
        while low < high {
            let middle = (low + high) / 2
            if keys[middle] < key { low = middle + 1 } else { high = middle }
        }
        var end = low
        while end < keys.count, keys[end] == key { end += 1 }
        return courses[low..<end]
    }

    private static func key(ofPair left: Int, _ right: Int) -> UInt64 {
        UInt64(left) << 32 | UInt64(right)
    }

    /// FNV-1a of the numbers, with the top bit set: apart from all pairs.
    private static func key(ofWhole words: [Int]) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for word in words {
            hash = (hash ^ UInt64(word)) &* 0x100_0000_01b3
            hash ^= hash >> 29
        }
        return hash | 1 << 63
    }
}
