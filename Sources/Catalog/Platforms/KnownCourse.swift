/// What a sync needs to know of a course that we have.
public struct KnownCourse: Sendable, Equatable {
    /// The platform's own id of it.
    public let externalID: String
    public let id: Identifier<Course>
    public let contentHash: ContentHash
    public let title: String
    public let price: Money?
    public let state: Course.State
    /// A curator fixed it: what the platform asks is not applied.
    public let isPriceFixed: Bool

    public init(
        externalID: String, id: Identifier<Course>, state: Course.State, contentHash: ContentHash,
        price: Money?, title: String, isPriceFixed: Bool = false
    ) {
        self.externalID = externalID
        self.id = id
        self.contentHash = contentHash
        self.title = title
        self.price = price
        self.state = state
        self.isPriceFixed = isPriceFixed
    }

    /// Whether it is listed with us, or waits to be: what counts as lost where it vanishes.
    var isListed: Bool { state == .published || state == .inReview }

    /// Whether it is to be delisted where its platform has it no more. A draft and what is
    /// suspended too, so that nobody publishes what cannot be had; both come back as they were.
    /// What was withdrawn stays so.
    var mayVanish: Bool { isListed || state == .suspended || state == .draft }
}
