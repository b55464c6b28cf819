/// What the rules look at of one course.
public struct FlagSubject: Sendable, Equatable {
    /// One change of the price.
    public struct PriceChange: Sendable, Equatable {
        public let at: Instant
        public let old: Money?

        public init(at: Instant, old: Money?) {
            self.at = at
            self.old = old
        }
    }

    public let id: Identifier<Course>
    public let platformID: String
    public let title: String
    /// Without markup.
    public let description: String
    public let provider: String?
    public let price: Money?
    public let durationMinutes: Int?
    /// The newest first.
    public var priceChanges: [PriceChange]
    public var publicPrice: PublicPrice?

    public init(
        id: Identifier<Course>, platformID: String, title: String, description: String = "",
        provider: String? = nil, price: Money? = nil, durationMinutes: Int? = nil,
        priceChanges: [PriceChange] = [], publicPrice: PublicPrice? = nil
    ) {
        self.id = id
        self.platformID = platformID
        self.title = title
        self.description = description
        self.provider = provider
        self.price = price
        self.durationMinutes = durationMinutes
        self.priceChanges = priceChanges
        self.publicPrice = publicPrice
    }
}

/// What a course costs outside the programme, as a curator saw it.
public struct PublicPrice: Sendable, Equatable {
    public let price: Money
    /// Where it was seen.
    public let url: String
    public let author: String
    public let seenAt: Instant

    public init(price: Money, url: String, author: String, seenAt: Instant) {
        self.price = price
        self.url = url
        self.author = author
        self.seenAt = seenAt
    }
}
