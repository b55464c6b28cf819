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

    /// Whether the platform listed it as far as we know. What a curator took off is neither
    /// listed nor delisted by a sync.
    var isListed: Bool { state == .published || state == .inReview }
}
