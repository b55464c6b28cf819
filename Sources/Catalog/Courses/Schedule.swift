/// A date on which a webinar or an offline course is held, with its seats.
public struct Schedule: Sendable, Equatable, Identified {
    public static let idPrefix = "sch"

    public var id: Identifier<Schedule>
    public var code: String
    public var startsAt: Instant
    public var endsAt: Instant?
    /// Seats offered through us; nil means not limited.
    public var seats: Int?
    public var seatsTaken: Int
    /// Kemendagri code of the regency.
    public var regency: String?

    public init(
        id: Identifier<Schedule>, code: String, startsAt: Instant, endsAt: Instant?, seats: Int?,
        seatsTaken: Int, regency: String?
    ) {
        self.id = id
        self.code = code
        self.startsAt = startsAt
        self.endsAt = endsAt
        self.seats = seats
        self.seatsTaken = seatsTaken
        self.regency = regency
    }
}
