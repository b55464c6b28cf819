/// What a sync needs to know of a course that we have.
public struct KnownCourse: Sendable, Equatable {
    public let id: Identifier<Course>
    public let state: Course.State
    public let contentHash: ContentHash
    public let price: Money?
    public let title: String
    /// A curator fixed it: what the platform asks is not applied.
    public let isPriceFixed: Bool

    public init(
        id: Identifier<Course>, state: Course.State, contentHash: ContentHash, price: Money?,
        title: String, isPriceFixed: Bool = false
    ) {
        self.id = id
        self.state = state
        self.contentHash = contentHash
        self.price = price
        self.title = title
        self.isPriceFixed = isPriceFixed
    }

    /// Whether it is listed with us, or waits to be: what counts as lost where it vanishes.
    var isListed: Bool { state == .published || state == .inReview }

    /// Whether it is to be delisted where its platform has it no more. A draft and what is
    /// suspended too, so that nobody publishes what cannot be had; both come back as they were.
    /// What was withdrawn stays so.
    var mayVanish: Bool { isListed || state == .suspended || state == .draft }
}
