import Testing

@testable import Catalog

@Suite("Listing rules")
struct ListingRulesTests {
    private static func listing(_ change: (inout Listing) -> Void = { _ in }) -> Listing {
        var listing = Listing(
            platformID: "bukalapak", externalID: "BL-1", title: "Manajemen Warung Kopi",
            price: Money(rupiah: 450_000))
        change(&listing)
        return listing
    }

    private static func admitted(_ listing: Listing) throws -> (AdmittedListing, [String]) {
        guard case .admitted(let admitted, let notes) = ListingRules.judge(listing) else {
            throw Rejected()
        }
        return (admitted, notes.map(\.reason))
    }

    private struct Rejected: Error {}

    @Test(
        "a record without its essentials is rejected with a reason",
        arguments: [
            (listing { $0.externalID = "" }, "no id"),
            (listing { $0.externalID = " \n" }, "no id"),
            (listing { $0.externalID = "a\u{0}b" }, "control"),
            (listing { $0.externalID = String(repeating: "x", count: 257) }, "longer than 256"),
            (listing { $0.title = " \u{200b}\t" }, "no title"),
            (listing { $0.title = String(repeating: "x", count: 301) }, "longer than 300"),
            (listing { $0.price = Money(rupiah: -1) }, "negative"),
            (listing { $0.price = Money(rupiah: 1_000_000_001) }, "above"),
        ])
    func rejects(listing: Listing, reason: String) {
        guard case .rejected(let record) = ListingRules.judge(listing) else {
            Issue.record("admitted")
            return
        }
        #expect(record.reason.contains(reason))
    }

    @Test(
        "a field that breaks a limit is left empty and noted; the record is taken",
        arguments: [
            (listing { $0.provider = String(repeating: "x", count: 201) }, "provider"),
            (listing { $0.language = "Bahasa Indonesia" }, "language"),
            (listing { $0.durationMinutes = -5 }, "duration_minutes"),
            (listing { $0.url = "javascript:alert(1)" }, "url"),
            (listing { $0.url = "https://a:b@example.id/" }, "url"),
            (listing { $0.imageURL = "https://example.id/\"x" }, "image_url"),
        ])
    func empties(listing: Listing, field: String) throws {
        let (admitted, notes) = try Self.admitted(listing)
        #expect(notes.count == 1)
        #expect(notes[0].hasPrefix(field))
        var expected = Self.listing()
        expected.description = ""
        #expect(admitted.listing == expected)
    }

    @Test("what a source does not say is no reason for a note")
    func silent() throws {
        let (admitted, notes) = try Self.admitted(
            Self.listing {
                $0.durationMinutes = 0
                $0.provider = " "
                $0.language = ""
            })
        #expect(notes.isEmpty)
        #expect(admitted.listing == Self.listing())
    }

    @Test("texts are cleaned, languages shortened, skills made unique and bounded")
    func cleans() throws {
        let (admitted, _) = try Self.admitted(
            Self.listing {
                $0.title = "  Menjadi\u{0}  MC\u{202e}\nAndal "
                $0.description = "<script>x</script><b onclick=y>Tebal"
                $0.language = "id-ID"
                $0.skills = ["Kopi", "kopi ", "", " Barista"] + (0..<100).map { "s\($0)" }
            })
        #expect(admitted.listing.title == "Menjadi MC Andal")
        #expect(admitted.listing.description == "<p><b>Tebal</b></p>")
        #expect(admitted.listing.language == "id")
        #expect(admitted.listing.skills.prefix(3) == ["Kopi", "Barista", "s0"])
        #expect(admitted.listing.skills.count == ListingRules.skillsMax)
    }

    @Test("unsound schedules are left out with a note, the others sorted by date")
    func schedules() throws {
        func at(_ code: String, _ day: Int64, end: Int64? = nil, seats: Int? = nil)
            -> ListedSchedule
        {
            let start: Int64 = 1_767_225_600_000
            return ListedSchedule(
                code: code, startsAt: Instant(milliseconds: start + day * 86_400_000),
                endsAt: end.map { Instant(milliseconds: start + $0 * 86_400_000) }, seats: seats,
                regency: nil)
        }
        var wrongPlace = at("w", 9)
        wrongPlace.regency = "Jakarta"
        let (admitted, notes) = try Self.admitted(
            Self.listing {
                $0.schedules = [
                    at("b", 2, seats: 5), at("a", 1), at("b", 3), at("", 1), at("e", 4, end: 3),
                    at("n", 1, seats: -1), at("old", -40_000), wrongPlace,
                ]
            })
        #expect(admitted.listing.schedules.map(\.code) == ["a", "b", "w"])
        #expect(admitted.listing.schedules[2].regency == nil)
        #expect(notes.count == 6)
    }

    @Test("equal content has an equal hash, whatever the order of schedules and the touch date")
    func hash() throws {
        let day = Instant(milliseconds: 1_767_225_600_000)
        let schedules = ["a", "b"].map {
            ListedSchedule(code: $0, startsAt: day, endsAt: nil, seats: nil, regency: "31.74")
        }
        let first = try Self.admitted(Self.listing { $0.schedules = schedules }).0
        let second = try Self.admitted(
            Self.listing {
                $0.schedules = schedules.reversed()
                $0.updatedAt = day
            }
        ).0
        #expect(first.contentHash == second.contentHash)
        #expect(first.contentHash.description.utf8.count == 64)
    }

    @Test("every field of the content changes the hash")
    func hashCoversEveryField() throws {
        let changes: [(inout Listing) -> Void] = [
            { $0.title = "Lain" }, { $0.description = "x" }, { $0.provider = "x" },
            { $0.category = "x" }, { $0.price = nil }, { $0.price = .zero },
            { $0.delivery = .webinar }, { $0.level = .beginner }, { $0.language = "en" },
            { $0.durationMinutes = 1 }, { $0.skills = ["x"] }, { $0.skills = ["x", "y"] },
            { $0.url = "https://x.id" }, { $0.imageURL = "https://x.id" },
            {
                $0.schedules = [
                    ListedSchedule(
                        code: "a", startsAt: Instant(milliseconds: 1_767_225_600_000),
                        endsAt: nil, seats: 3, regency: nil)
                ]
            },
        ]
        var hashes: Set<ContentHash> = [try Self.admitted(Self.listing()).0.contentHash]
        for change in changes {
            hashes.insert(try Self.admitted(Self.listing(change)).0.contentHash)
        }
        #expect(hashes.count == changes.count + 1)
    }

    @Test("judging what was admitted changes nothing")
    func idempotent() throws {
        let (once, _) = try Self.admitted(
            Self.listing {
                $0.title = " A  &amp; B\u{0} "
                $0.description = "baris\n\nlain <b>x"
                $0.language = "EN_us"
            })
        let (twice, notes) = try Self.admitted(once.listing)
        #expect(twice == once)
        #expect(notes.isEmpty)
    }
}
