import Catalog

/// The description of a course from the store or the snapshot: `ListingRules` reduced it to the
/// small safe set before it was stored, and nothing else writes that column.
struct ListingDescription: Sendable {
    let html: String

    init(of course: Course) {
        html = course.listing.description
    }
}
