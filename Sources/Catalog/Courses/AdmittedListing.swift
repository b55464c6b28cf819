import Cryptography

/// A listing that ``ListingRules`` have made safe and bounded; nothing else makes one.
public struct AdmittedListing: Sendable, Equatable {
    public let listing: Listing
    /// SHA-256 of the content, in hexadecimal: equal content, equal hash.
    public let contentHash: String

    init(_ listing: Listing) {
        self.listing = listing
        contentHash = Hex.encode(SHA256.digest(ContentEncoding(of: listing).bytes))
    }
}

/// A listing as bytes, one form for one content: every field with its length, nothing left out.
///
/// `updatedAt` is not content: a source that only touches its records has changed nothing.
private struct ContentEncoding {
    private(set) var bytes: [UInt8] = []

    init(of listing: Listing) {
        bytes.reserveCapacity(512 + listing.description.utf8.count)
        put(listing.platformID)
        put(listing.externalID)
        put(listing.title)
        put(listing.description)
        put(listing.provider)
        put(listing.category)
        put(listing.price?.rupiah)
        put(listing.delivery?.rawValue)
        put(listing.level?.rawValue)
        put(listing.language)
        put(listing.durationMinutes.map(Int64.init))
        put(Int64(listing.skills.count))
        for skill in listing.skills { put(skill) }
        put(listing.url)
        put(listing.imageURL)
        put(listing.enrolmentKey)
        put(Int64(listing.schedules.count))
        for schedule in listing.schedules {
            put(schedule.code)
            put(schedule.startsAt.milliseconds)
            put(schedule.endsAt?.milliseconds)
            put(schedule.seats.map(Int64.init))
            put(schedule.regency)
        }
    }

    private mutating func put(_ text: String?) {
        guard let text else { return bytes.append(0) }
        bytes.append(1)
        put(Int64(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }

    private mutating func put(_ number: Int64?) {
        guard let number else { return bytes.append(0) }
        bytes.append(2)
        for shift in stride(from: 56, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: number >> Int64(shift)))
        }
    }
}
