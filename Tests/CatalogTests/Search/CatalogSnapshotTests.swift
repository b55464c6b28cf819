import Dispatch
import Foundation
import Synchronization
import Testing

@testable import Catalog

@Suite("Catalogue snapshots")
struct CatalogSnapshotTests {
    @Test("a course is shown whole, by id and by slug")
    func detail() throws {
        var course = SearchCorpus.courses[6]
        course.listing.title = "Kutip \"ganda\" \\ dan \u{1}\n baris"
        course.listing.url = "https://example.id/6"
        let snapshot = SearchCorpus.snapshot([course])
        for name in [course.id.value, course.slug] {
            let body = try #require(snapshot.detail(idOrSlug: name, language: .english))
            let object = try #require(
                try JSONSerialization.jsonObject(with: Data(body.bytes)) as? [String: Any])
            #expect(object["title"] as? String == course.listing.title)
            #expect(object["description_html"] as? String == course.listing.description)
            #expect(object["skills"] as? [String] == course.listing.skills)
            #expect(object["updated_at"] as? String == "2026-03-01T00:00:00Z")
            #expect((object["category"] as? [String: String])?["name"] == "Service")
            let schedules = try #require(object["schedules"] as? [[String: Any]])
            #expect(schedules.map { $0["seats_left"] as? Int } == [4])
            #expect(body == snapshot.detail(idOrSlug: name, language: .english))
        }
        #expect(snapshot.detail(idOrSlug: "crs_x", language: .english) == nil)
    }

    @Test("a card holds what the listing says and null for what it does not")
    func card() throws {
        let page = try ReadPage(
            [("limit", "100"), ("sort", "newest")], of: SearchCorpus.snapshot())
        for item in page.items {
            let course = try #require(SearchCorpus.courses.first { $0.id.value == item.id })
            #expect(item.title == course.listing.title)
            #expect(item.price.map(Int64.init) == course.listing.price?.rupiah)
            #expect(item.delivery == course.listing.delivery?.rawValue)
            #expect(item.level == course.listing.level?.rawValue)
            #expect(item.duration_minutes == course.listing.durationMinutes)
            #expect(item.rating == course.rating)
            #expect(item.platform.name == SearchCorpus.platforms[course.listing.platformID])
            #expect(item.image_url == nil)
            let coming = course.schedules.first { $0.startsAt > SearchCorpus.builtAt }
            #expect(item.next_schedule?.code == coming?.code)
        }
    }

    @Test("the next schedule is the soonest with a seat left")
    func nextSchedule() throws {
        var course = SearchCorpus.courses[0]
        func schedule(_ code: String, day: Int, taken: Int, seats: Int? = 5) -> Schedule {
            Schedule(
                id: Identifier(stored: code), code: code,
                startsAt: SearchCorpus.builtAt + .days(day), endsAt: nil, seats: seats,
                seatsTaken: taken, regency: nil)
        }
        let past = schedule("past", day: -1, taken: 0)
        let full = schedule("full", day: 1, taken: 5)
        let open = schedule("open", day: 3, taken: 4)
        let free = schedule("free", day: 2, taken: 99, seats: nil)
        for (schedules, code) in [
            ([past, open, full], "open"), ([open, free, full], "free"), ([full, past], "full"),
            ([past], nil),
        ] {
            course.schedules = schedules
            let page = try ReadPage([], of: SearchCorpus.snapshot([course]))
            #expect(page.items[0].next_schedule?.code == code)
        }
    }

    @Test("equal bytes have equal tags, others have others")
    func etags() throws {
        let one = SearchCorpus.snapshot(version: 1)
        let other = SearchCorpus.snapshot(Array(SearchCorpus.courses.dropFirst()), version: 2)
        for parameters in [[], [("q", "kopi")], [("level", "beginner")]] {
            let query = try one.query(parameters, language: .indonesian)
            let english = try one.query(parameters, language: .english)
            let page = one.page(query)
            #expect(page.body == one.page(query).body)
            #expect(page.body.etag != one.page(english).body.etag)
            #expect(page.body.etag != other.page(query).body.etag)
            #expect(page.body.etag.count == 34)
        }
    }

    @Test("hot pages are made once and the cache stays bounded")
    func cache() {
        let cache = PageCache<Int>(entriesMax: 3)
        var made = 0
        for key in ["a", "b", "a", "c", "a", "d", "b", "a"] {
            _ = cache.page(key) {
                made += 1
                return made
            }
            #expect(cache.count <= 3)
        }
        // "a" made room for "d" and was made again.
        #expect(made == 5)
    }

    @Test("an older snapshot never replaces a newer one")
    func replacing() {
        let holder = SnapshotHolder(SearchCorpus.snapshot(version: 5))
        #expect(!holder.replace(with: SearchCorpus.snapshot(version: 4)))
        #expect(holder.current.version == 5)
        #expect(holder.replace(with: SearchCorpus.snapshot(version: 6)))
        #expect(holder.current.version == 6)
    }

    @Test("searches are whole while snapshots are swapped under them")
    func swapping() throws {
        let all = SearchCorpus.courses
        let snapshots = (1...6).map { version in
            SearchCorpus.snapshot(Array(all.prefix(version * 8)), version: Int64(version))
        }
        let holder = SnapshotHolder(snapshots[0])
        let faults = Mutex<[String]>([])
        DispatchQueue.concurrentPerform(iterations: 8) { thread in
            for round in 0..<30 {
                if thread == 0, round % 5 == 0 { holder.replace(with: snapshots[round / 5]) }
                let snapshot = holder.current
                for text in ["", "kopi", "akutansi", "perajutan", "menjualkan kue"] {
                    guard
                        let page = try? ReadPage(
                            [("q", text), ("limit", "100"), ("level", "beginner,advanced")],
                            of: snapshot)
                    else {
                        faults.withLock { $0.append("unreadable: \(text)") }
                        continue
                    }
                    let levels = page.items.allSatisfy { $0.level != "intermediate" }
                    if page.items.count != page.total || !levels
                        || page.total > Int(snapshot.version) * 8
                    {
                        faults.withLock { $0.append("\(text) in \(snapshot.version)") }
                    }
                    _ = snapshot.suggest(text, language: .english)
                }
            }
        }
        #expect(faults.withLock { $0 } == [])
        #expect(holder.current.version == 6)
    }
}
