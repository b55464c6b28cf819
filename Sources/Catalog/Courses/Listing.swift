/// How a course is taught.
public enum Delivery: String, Sendable, Codable, CaseIterable {
    case selfPaced = "self-paced"
    case webinar
    case offline
}

/// For whom a course is.
public enum Level: String, Sendable, Codable, CaseIterable {
    case beginner
    case intermediate
    case advanced
}

/// A course as a platform lists it, in our terms. What the source does not say is nil or empty;
/// it is never invented. Adapters produce it; `ListingRules` makes it safe and bounded.
public struct Listing: Sendable, Equatable, Codable {
    /// Our id of the platform, such as `bukalapak`.
    public var platformID: String
    /// The platform's own id of the course.
    public var externalID: String
    public var title: String
    /// HTML, reduced to a small safe set before it is stored.
    public var description: String
    public var provider: String?
    /// The source's own words.
    public var category: String?
    /// Whole rupiah; nil means listed but not for sale.
    public var price: Money?
    public var delivery: Delivery?
    public var level: Level?
    /// The primary subtag of BCP 47, lower case: `id`, `en`.
    public var language: String?
    public var durationMinutes: Int?
    public var skills: [String]
    public var url: String?
    public var imageURL: String?
    public var schedules: [ListedSchedule]
    public var updatedAt: Instant?
    /// What the adapter needs to enrol somebody and the id does not say, in words of its own, such
    /// as the run of a course; given back in ``EnrolmentRequest``.
    public var enrolmentKey: String?

    public init(
        platformID: String, externalID: String, title: String, description: String = "",
        provider: String? = nil, category: String? = nil, price: Money? = nil,
        delivery: Delivery? = nil, level: Level? = nil, language: String? = nil,
        durationMinutes: Int? = nil, skills: [String] = [], url: String? = nil,
        imageURL: String? = nil, schedules: [ListedSchedule] = [], updatedAt: Instant? = nil,
        enrolmentKey: String? = nil
    ) {
        self.platformID = platformID
        self.externalID = externalID
        self.title = title
        self.description = description
        self.provider = provider
        self.category = category
        self.price = price
        self.delivery = delivery
        self.level = level
        self.language = language
        self.durationMinutes = durationMinutes
        self.skills = skills
        self.url = url
        self.imageURL = imageURL
        self.schedules = schedules
        self.updatedAt = updatedAt
        self.enrolmentKey = enrolmentKey
    }
}

/// A schedule as a platform lists it.
public struct ListedSchedule: Sendable, Equatable, Codable {
    public var code: String
    public var startsAt: Instant
    public var endsAt: Instant?
    /// Seats offered through us; nil means not limited.
    public var seats: Int?
    /// Kemendagri code of the regency, `31.74`.
    public var regency: String?

    public init(
        code: String, startsAt: Instant, endsAt: Instant?, seats: Int?, regency: String?
    ) {
        self.code = code
        self.startsAt = startsAt
        self.endsAt = endsAt
        self.seats = seats
        self.regency = regency
    }
}
