/// Every course that we have of a platform, found by external id.
///
/// A platform may have some hundred thousand: they stand in one array of their exact size beside a
/// table of places, which takes a third of a dictionary's memory and none for growing.
public struct KnownCourses: Sendable {
    private static let free: Int32 = -1

    /// In the order in which they came.
    private(set) var all: [KnownCourse] = []
    /// Places in ``all``, by hash, the next free one after it; a power of two, half of it free.
    private var places: [Int32] = []

    /// - Parameter count: how many there will be.
    public init(reserving count: Int = 0) {
        all.reserveCapacity(count)
        makePlaces(for: count)
    }

    public init(_ courses: some Collection<KnownCourse>) {
        self.init(reserving: courses.count)
        for course in courses { add(course) }
    }

    /// The course must not be there yet.
    public mutating func add(_ course: KnownCourse) {
        all.append(course)
        guard all.count * 2 <= places.count else { return makePlaces(for: all.count * 2) }
        place(Int32(all.count - 1))
    }

    public subscript(externalID: String) -> KnownCourse? {
        var slot = slot(of: externalID)
        while places[slot] != Self.free {
            let course = all[Int(places[slot])]
            if course.externalID == externalID { return course }
            slot = (slot + 1) & (places.count - 1)
        }
        return nil
    }

    private mutating func makePlaces(for count: Int) {
        var size = 16
        while size < count * 2 { size *= 2 }
        places = Array(repeating: Self.free, count: size)
        for index in all.indices { place(Int32(index)) }
    }

    private mutating func place(_ index: Int32) {
        var slot = slot(of: all[Int(index)].externalID)
        while places[slot] != Self.free { slot = (slot + 1) & (places.count - 1) }
        places[slot] = index
    }

    private func slot(of externalID: String) -> Int { externalID.hashValue & (places.count - 1) }
}
