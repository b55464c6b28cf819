import TestKit
import Testing

@testable import Catalog

@Suite("Posting lists")
struct PostingListsTests {
    @Test("an impact looked up in ascending order is the course's own, or none")
    func looksUpInOrder() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var numbers = SeededNumbers(seed: seed)
        for courseCount in [0, 1, 2, 3, 7, 64, 300] {
            // Words 0 and 2 are neighbours whose courses must never be found.
            var entries: [PostingLists.Entry] = []
            var impacts: [Int32: UInt8] = [:]
            for course in 0..<Int32(courseCount) {
                entries.append(.init(word: 0, course: course, impact: 1))
                if Bool.random(using: &numbers) {
                    let impact = UInt8.random(in: 1...255, using: &numbers)
                    impacts[course] = impact
                    entries.append(.init(word: 1, course: course, impact: impact))
                }
                entries.append(.init(word: 2, course: course, impact: 2))
            }
            let lists = PostingLists(entries, numbers: [0, 1, 2])
            for asked in 1...3 {
                var place = lists.range(of: 1).lowerBound
                for course in 0..<Int32(courseCount) where Int(course) % asked == 0 {
                    #expect(
                        lists.impact(of: 1, in: course, from: &place) == impacts[course] ?? 0,
                        "course \(course) of \(courseCount), every \(asked), seed \(seed)")
                }
            }
        }
    }
}
