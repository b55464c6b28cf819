/// A course in our catalogue.
public struct Course: Sendable, Identified {
    public static let idPrefix = "crs"

    /// Whether and why a course can be seen.
    public enum State: String, Sendable, Codable, CaseIterable {
        /// Put aside by a curator until it is fit to be reviewed.
        case draft
        /// Waits for a curator.
        case inReview = "in_review"
        case published
        /// Taken off by a curator for now.
        case suspended
        /// Taken off by a curator for good.
        case withdrawn
        /// The platform no longer lists it.
        case delisted

        /// Whether participants may know of the course, though it may not be for sale.
        public var isKnownOutside: Bool { self != .draft && self != .inReview }
    }

    public var id: Identifier<Course>
    /// Readable and unique; made from the first title and kept when the title changes.
    public var slug: String
    public var state: State
    /// Our category, mapped from the source's words; nil where no mapping exists.
    public var categoryID: String?
    public var listing: Listing
    public var schedules: [Schedule]
    public var ratingCount: Int
    public var ratingSum: Int
    public var firstSeenAt: Instant
    public var changedAt: Instant

    public init(
        id: Identifier<Course>, slug: String, state: State, categoryID: String?, listing: Listing,
        schedules: [Schedule], ratingCount: Int, ratingSum: Int, firstSeenAt: Instant,
        changedAt: Instant
    ) {
        self.id = id
        self.slug = slug
        self.state = state
        self.categoryID = categoryID
        self.listing = listing
        self.schedules = schedules
        self.ratingCount = ratingCount
        self.ratingSum = ratingSum
        self.firstSeenAt = firstSeenAt
        self.changedAt = changedAt
    }

    /// Mean stars; nil before the first rating.
    public var rating: Double? {
        ratingCount == 0 ? nil : Double(ratingSum) / Double(ratingCount)
    }
}
