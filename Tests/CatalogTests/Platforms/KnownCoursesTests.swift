import Testing

@testable import Catalog

@Suite("Known courses")
struct KnownCoursesTests {
    private static func course(_ externalID: String) -> KnownCourse {
        KnownCourse(
            externalID: externalID, id: Identifier(at: Instant(milliseconds: 0)),
            state: .published, contentHash: ContentHash(""), price: nil, title: externalID)
    }

    @Test("each is found by its own id, however many there are and were announced")
    func found() {
        for announced in [0, 1, 5_000] {
            var known = KnownCourses(reserving: announced)
            #expect(known["id-0"] == nil)
            for number in 0..<5_000 { known.add(Self.course("id-\(number)")) }
            #expect(known.all.count == 5_000)
            #expect((0..<5_000).allSatisfy { known["id-\($0)"]?.title == "id-\($0)" })
            #expect(known["id-5000"] == nil && known[""] == nil)
        }
    }
}
