/// For each word of a vocabulary the courses that hold it, ascending, with their impact: the
/// saturated BM25F weight of the word in the course, 1 to 255.
struct PostingLists: Sendable {
    let starts: [Int32]
    let courses: [Int32]
    let impacts: [UInt8]

    /// Beyond this weight more occurrences say little more (BM25's k1).
    private static let saturation: Float = 3

    /// One word of one course, before the words have their final numbers.
    struct Entry {
        var word: Int32
        var course: Int32
        var impact: UInt8
    }

    static func impact(ofWeight weight: Float) -> UInt8 {
        UInt8(max(1, min(255, (255 * weight / (saturation + weight)).rounded())))
    }

    /// - Parameters:
    ///   - entries: ordered by course, each word once a course.
    ///   - numbers: the final number of each word.
    init(_ entries: [Entry], numbers: [Int32]) {
        var starts = [Int32](repeating: 0, count: numbers.count + 1)
        for entry in entries { starts[Int(numbers[Int(entry.word)]) + 1] += 1 }
        for index in 1..<starts.count { starts[index] += starts[index - 1] }
        var next = starts
        var courses = [Int32](repeating: 0, count: entries.count)
        var impacts = [UInt8](repeating: 0, count: entries.count)
        for entry in entries {
            let number = Int(numbers[Int(entry.word)])
            let place = Int(next[number])
            next[number] += 1
            courses[place] = entry.course
            impacts[place] = entry.impact
        }
        self.starts = starts
        self.courses = courses
        self.impacts = impacts
    }

    func range(of word: Int) -> Range<Int> { Int(starts[word])..<Int(starts[word + 1]) }

    func frequency(of word: Int) -> Int { range(of: word).count }

    /// The impact of a word in a course; 0 where the course lacks it. Courses are asked for in
    /// ascending order: the search goes on in doubling steps from where the last one ended.
    /// - Parameter place: at first the start of the word's ``range(of:)``.
    func impact(of word: Int, in course: Int32, from place: inout Int) -> UInt8 {
        let end = Int(starts[word + 1])
        var step = 1
        while place + step < end, courses[place + step] <= course {
            place += step
            step *= 2
        }
        while step > 1 {
            step /= 2
            if place + step < end, courses[place + step] <= course { place += step }
        }
        return place < end && courses[place] == course ? impacts[place] : 0
    }
}
