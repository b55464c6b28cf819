/// The order of a catalogue page. Courses that are equal in it, or that lack what it asks for
/// (those come last), are ordered by id.
public enum CatalogSort: String, Sendable, CaseIterable {
    /// Best match first; without words to search for it is ``newest``.
    case relevance
    /// Most recently added to the catalogue first.
    case newest
    /// Cheapest first.
    case price
    /// Dearest first.
    case priceDescending = "-price"
    /// Best mean stars first, then most ratings.
    case rating
    /// Soonest schedule first that has not begun when the snapshot is built.
    case startsSoon = "starts_soon"
    /// Shortest first.
    case duration

    /// The number by which a course is ordered, ascending; nil for relevance.
    func key(of course: Course, nextSchedule: Schedule?) -> Int64? {
        switch self {
        case .relevance: nil
        case .newest: -course.firstSeenAt.milliseconds
        case .price: course.listing.price?.rupiah ?? .max
        case .priceDescending: course.listing.price.map { -$0.rupiah } ?? .max
        case .rating:
            course.rating.map { mean in
                -(Int64((mean * 1000).rounded()) << 32 | Int64(min(course.ratingCount, 1 << 31)))
            } ?? .max
        case .startsSoon: nextSchedule?.startsAt.milliseconds ?? .max
        case .duration: course.listing.durationMinutes.map(Int64.init) ?? .max
        }
    }
}

/// The courses of a snapshot in one fixed order.
struct CourseOrder: Sendable {
    /// By course position.
    let keys: [Int64]
    /// Positions by key, then by position; positions are in the order of ids.
    let positions: [Int32]

    init(_ keys: [Int64]) {
        self.keys = keys
        positions = keys.indices.map(Int32.init).sorted {
            (keys[Int($0)], $0) < (keys[Int($1)], $1)
        }
    }

    /// The place in ``positions`` behind a key and all positions below `bound`.
    func place(behind key: Int64, below bound: Int) -> Int {
        var low = 0
        var high = positions.count
        while low < high {
            let middle = (low + high) / 2
            let position = Int(positions[middle])
            if (keys[position], position) < (key, bound) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
