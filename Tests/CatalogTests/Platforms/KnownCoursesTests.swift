import Testing

@testable import Catalog

@Suite("Known courses")
struct KnownCoursesTests {
    private static func course(_ externalID: String) -> KnownCourse {
        KnownCourse(
            externalID: externalID, id: Identifier(at: Instant(milliseconds: 0)),
            state: .published, contentHash: ContentHash(""), price: nil, title: externalID)
    }

    @Test("each is found by its own id, however many there are and in whatever order they came")
    func found() {
        for count in [0, 1, 2, 3, 5_000] {
            let known = KnownCourses((0..<count).map { Self.course("id-\($0)") }.shuffled())
            #expect(known.all.count == count)
            #expect((0..<count).allSatisfy { known["id-\($0)"]?.title == "id-\($0)" })
            #expect(known["id-\(count)"] == nil && known[""] == nil && known["z"] == nil)
        }
    }
}
