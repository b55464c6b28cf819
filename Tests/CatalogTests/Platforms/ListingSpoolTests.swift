import Testing

@testable import Catalog

@Suite("Listings set aside while a feed is read")
struct ListingSpoolTests {
    private static func listing(_ number: Int, text: Int = 10) -> Listing {
        let start = Instant(milliseconds: 1_000)
        var listing = Listing(
            platformID: "p", externalID: "id-\(number)", title: "Kopi \(number) ☕",
            description: String(repeating: "é", count: text))
        guard number.isMultiple(of: 2) else { return listing }
        listing.provider = ""
        listing.category = "Kuliner"
        listing.price = Money(rupiah: Int64(number))
        listing.delivery = .webinar
        listing.level = .advanced
        listing.language = "id"
        listing.durationMinutes = 90
        listing.skills = ["a", "", "ü"]
        listing.url = "https://x.example"
        listing.imageURL = "https://x.example/i"
        listing.updatedAt = Instant(milliseconds: -5)
        listing.enrolmentKey = "run"
        listing.schedules = [
            ListedSchedule(code: "A", startsAt: start, endsAt: nil, seats: 3, regency: nil),
            ListedSchedule(
                code: "B", startsAt: start, endsAt: start, seats: nil, regency: "31.74"),
        ]
        return listing
    }

    @Test("what is set aside comes back as it was, from memory and from the file")
    func roundTrip() throws {
        let spool = ListingSpool()
        let listings = (0..<60).map { Self.listing($0, text: 100_000) }
        let places = try listings.map { try spool.add($0) }
        for (listing, place) in zip(listings, places).reversed() {
            #expect(try spool.listing(at: place) == listing)
        }
        #expect(places.last.map { $0.offset > ListingSpool.memoryBytesMax } == true)
    }

    @Test("bytes that are no listing are none")
    func broken() {
        let bytes = ListingBytes.whole(Self.listing(2))
        #expect(ListingBytes.read(bytes) != nil)
        #expect(ListingBytes.read([]) == nil)
        #expect(ListingBytes.read(bytes + [0]) == nil)
        for cut in stride(from: 0, to: bytes.count, by: 7) {
            #expect(ListingBytes.read(Array(bytes.prefix(cut))) == nil)
        }
        #expect(ListingBytes.read([UInt8](repeating: 255, count: 64)) == nil)
    }

    @Test("a hash is the same as text and as words")
    func hash() {
        let admitted = AdmittedListing(Self.listing(4))
        let text = admitted.contentHash.description
        #expect(text.count == 64)
        #expect(ContentHash(text) == admitted.contentHash)
        #expect(ContentHash("") != admitted.contentHash)
        #expect(AdmittedListing(Self.listing(5)).contentHash != admitted.contentHash)
    }
}
