import Testing

@testable import Catalog

@Suite("Sync rules")
struct SyncRulesTests {
    private static let platform = "bukalapak"

    private static func listing(_ id: String, _ price: Int64? = 100_000, _ title: String = "Kopi")
        -> Listing
    {
        Listing(
            platformID: platform, externalID: id, title: title, category: "Kuliner",
            price: price.map(Money.init(rupiah:)))
    }

    private static func feed(_ pages: CataloguePage...) throws -> CollectedFeed {
        var feed = CollectedFeed(platformID: platform)
        for page in pages { try feed.add(page) }
        return feed
    }

    /// What is known after the listings were applied.
    private static func known(
        _ listings: [Listing], state: Course.State = .published
    ) throws -> [String: KnownCourse] {
        var known: [String: KnownCourse] = [:]
        let feed = try feed(CataloguePage(listings: listings))
        for position in feed.entries.indices {
            let admitted = try feed.admitted(at: position)
            known[admitted.listing.externalID] = KnownCourse(
                externalID: admitted.listing.externalID,
                id: Identifier(at: Instant(milliseconds: 0)), state: state,
                contentHash: admitted.contentHash, price: admitted.listing.price,
                title: admitted.listing.title)
        }
        return known
    }

    private static func decide(
        _ known: [String: KnownCourse], _ feed: CollectedFeed, isComplete: Bool = true,
        accept: Bool = false
    ) -> SyncPlan {
        let categories = CategoryMap([
            Category(id: "kuliner", name: .init(id: "Kuliner", en: "Food"), words: [])
        ])
        return SyncRules.decide(
            known: KnownCourses(Array(known.values)), feed: feed, isComplete: isComplete,
            categories: categories,
            accept: accept)
    }

    private static func many(_ count: Int, price: Int64 = 100_000) -> [Listing] {
        (0..<count).map { listing("id-\($0)", price) }
    }

    @Test("a first feed creates everything and is never held")
    func first() throws {
        let plan = Self.decide([:], try Self.feed(CataloguePage(listings: Self.many(30))))
        #expect(plan.created == 30)
        #expect(plan.actions.count == 30)
        #expect(plan.holdReason == nil)
        #expect(plan.storesCursor)
    }

    @Test("what came as it was known is unchanged, by content or by word of the source")
    func unchanged() throws {
        let known = try Self.known(Self.many(3))
        let feed = try Self.feed(
            CataloguePage(listings: [Self.listing("id-0")], unchanged: ["id-1", "id-2", "id-0"]))
        let plan = Self.decide(known, feed)
        #expect(plan.unchanged == 3)
        #expect(plan.actions.isEmpty)
    }

    @Test("new content changes the course that has the id")
    func changed() throws {
        let known = try Self.known(Self.many(2))
        let feed = try Self.feed(
            CataloguePage(
                listings: [Self.listing("id-0", 120_000)], unchanged: ["id-1"]))
        let plan = Self.decide(known, feed)
        #expect(plan.changed == 1)
        guard case .change(let id, let position) = plan.actions.first else {
            Issue.record("no change")
            return
        }
        #expect(id == known["id-0"]?.id)
        let admitted = try feed.admitted(at: position)
        #expect(admitted.listing.price == Money(rupiah: 120_000))
    }

    @Test(
        "a full feed may lose a fifth of the courses that it had, not more",
        arguments: [(2, false), (3, true), (10, true)])
    func losses(lost: Int, isHeld: Bool) throws {
        let known = try Self.known(Self.many(10))
        let feed = try Self.feed(CataloguePage(listings: Array(Self.many(10).dropFirst(lost))))
        let plan = Self.decide(known, feed)
        #expect((plan.holdReason != nil) == isHeld)
        #expect(plan.delisted == (isHeld ? 0 : lost))
        #expect(plan.held == (isHeld ? lost : 0))
        #expect(plan.notes.count(where: { $0.kind == .held }) == (isHeld ? lost : 0))
        #expect(plan.storesCursor != isHeld)
        let accepted = Self.decide(known, feed, accept: true)
        #expect(accepted.delisted == lost)
        #expect(accepted.holdReason == nil)
        #expect(accepted.storesCursor)
    }

    @Test(
        "a full feed may move a tenth of its prices by more than half, not more",
        arguments: [
            (1, 150_001, false), (2, 150_001, true), (2, 150_000, false), (2, 49_999, true),
            (2, 50_000, false), (2, 0, true),
        ])
    func prices(count: Int, price: Int64, isHeld: Bool) throws {
        let known = try Self.known(Self.many(10))
        let moved = Self.many(count, price: price)
        let feed = try Self.feed(
            CataloguePage(
                listings: moved, unchanged: (count..<10).map { "id-\($0)" }))
        let plan = Self.decide(known, feed)
        #expect((plan.holdReason != nil) == isHeld)
        #expect(plan.changed == (isHeld ? 0 : count))
        #expect(Self.decide(known, feed, accept: true).changed == count)
    }

    @Test("in a delta the single course whose price moved by more than half is held")
    func delta() throws {
        let known = try Self.known(Self.many(10))
        let feed = try Self.feed(
            CataloguePage(
                listings: [Self.listing("id-0", 900_000), Self.listing("id-1", 110_000)],
                removed: ["id-2", "id-3", "id-4", "not-ours"]))
        let plan = Self.decide(known, feed, isComplete: false)
        #expect(plan.held == 1)
        #expect(plan.changed == 1)
        #expect(plan.delisted == 3)
        #expect(plan.holdReason == nil)
        // The platform would not tell the held change again from behind it.
        #expect(!plan.storesCursor)
        let note = plan.notes.first
        #expect(note?.kind == .held)
        #expect(note?.reason == "price Rp100.000 → Rp900.000: Kopi")
        let accepted = Self.decide(known, feed, isComplete: false, accept: true)
        #expect(accepted.changed == 2)
        #expect(accepted.storesCursor)
    }

    @Test("a price that appears or goes away has not moved")
    func priceAppears() throws {
        let known = try Self.known([Self.listing("a", nil), Self.listing("b")])
        let feed = try Self.feed(
            CataloguePage(listings: [Self.listing("a", 100_000), Self.listing("b", nil)]))
        #expect(Self.decide(known, feed).changed == 2)
        #expect(Self.decide(known, feed, isComplete: false).held == 0)
    }

    @Test("of two records of one id the first counts and the second is rejected")
    func duplicates() throws {
        let feed = try Self.feed(
            CataloguePage(listings: [Self.listing("a", 1), Self.listing("b", 2)]),
            CataloguePage(listings: [Self.listing("a", 3)]))
        let plan = Self.decide([:], feed)
        #expect(plan.created == 2)
        #expect(plan.rejected == 1)
        #expect(plan.notes.map(\.record) == ["a"])
        guard case .create(let position) = plan.actions.first else { return }
        let admitted = try feed.admitted(at: position)
        #expect(admitted.listing.price == Money(rupiah: 1))
    }

    @Test("a broken record does not mean that its course is gone")
    func brokenRecord() throws {
        let known = try Self.known([Self.listing("a"), Self.listing("b")])
        let feed = try Self.feed(
            CataloguePage(
                listings: [Self.listing("a", 100_000, "")],
                rejects: [RejectedRecord(record: "b", reason: "price is a list")]))
        let plan = Self.decide(known, feed)
        #expect(plan.delisted == 0)
        #expect(plan.holdReason == nil)
        #expect(plan.rejected == 2)
    }

    @Test("a delisted course that is listed again comes back, with its content where that changed")
    func relist() throws {
        var known = try Self.known(Self.many(3), state: .delisted)
        known["id-9"] = try Self.known([Self.listing("id-9")])["id-9"]
        let feed = try Self.feed(
            CataloguePage(
                listings: [Self.listing("id-0"), Self.listing("id-1", 120_000)],
                unchanged: ["id-2", "id-9"]))
        let plan = Self.decide(known, feed)
        #expect(plan.changed == 3)
        #expect(plan.unchanged == 1)
        let withContent = plan.actions.count {
            if case .relist(_, .some) = $0 { true } else { false }
        }
        #expect(withContent == 1)
    }

    @Test(
        "what a curator took off is not counted as lost; what may be published is delisted",
        arguments: [(Course.State.suspended, 10), (.draft, 10), (.withdrawn, 0)])
    func curated(state: Course.State, delisted: Int) throws {
        let known = try Self.known(Self.many(10), state: state)
        let whole = Self.decide(known, try Self.feed(CataloguePage()))
        #expect(whole.delisted == delisted && whole.actions.count == delisted)
        #expect(whole.holdReason == nil)
        let removal = try Self.feed(CataloguePage(removed: ["id-0"]))
        let delta = Self.decide(known, removal, isComplete: false)
        #expect(delta.delisted == min(delisted, 1))
    }

    @Test("a removal counts more than a record before it, less than one after it")
    func removals() throws {
        let known = try Self.known(Self.many(2))
        let feed = try Self.feed(
            CataloguePage(listings: [Self.listing("id-0", 110_000)]),
            CataloguePage(removed: ["id-0", "id-1"]),
            CataloguePage(listings: [Self.listing("id-1", 120_000)]))
        let plan = Self.decide(known, feed, isComplete: false)
        #expect(plan.delisted == 1)
        #expect(plan.changed == 1)
    }

    @Test("words that map to no category are told once each, and notes are bounded")
    func notes() throws {
        var listings = Self.many(3)
        for index in listings.indices { listings[index].category = "Sihir" }
        let plan = Self.decide([:], try Self.feed(CataloguePage(listings: listings)))
        #expect(plan.notes.count == 1)
        #expect(plan.notes[0].reason == "\"Sihir\" maps to none of our categories (3 records)")

        let rejects = (0..<5_000).map { RejectedRecord(record: "line \($0)", reason: "bad") }
        let flooded = Self.decide([:], try Self.feed(CataloguePage(rejects: rejects)))
        #expect(flooded.rejected == 5_000)
        #expect(flooded.notes.count == SyncNote.countMax)
    }

    @Test("another platform's listing is rejected")
    func foreign() throws {
        var listing = Self.listing("a")
        listing.platformID = "pintaria"
        #expect(Self.decide([:], try Self.feed(CataloguePage(listings: [listing]))).rejected == 1)
    }

    @Test("an endless feed is stopped")
    func endless() throws {
        var feed = CollectedFeed(platformID: Self.platform)
        let page = CataloguePage(removed: Array(repeating: "x", count: 250_000))
        try feed.add(page)
        try feed.add(page)
        #expect(throws: PlatformFailure.self) { try feed.add(page) }
    }
}
