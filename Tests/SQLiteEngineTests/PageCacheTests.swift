import CSQLite
import SQL
import TestKit
import Testing

@testable import SQLiteEngine

@Suite("The page cache") struct PageCacheTests {
    @Test("a page is as it was written for as long as it is pinned, and the same or gone after")
    func keepsPages() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        for isPurgeable in [true, false] {
            var random = SeededNumbers(seed: seed)
            var world = PageCacheWorld(isPurgeable: isPurgeable)
            defer { world.cache.destroy() }
            for step in 0..<60_000 {
                try world.act(&random)
                if step % 1000 == 0 { try world.checkPinned() }
            }
            #expect(world.met == PageCacheWorld.cases(isPurgeable: isPurgeable), "seed \(seed)")
        }
    }

    @Test("it has no more pages than it should have, but for those that are pinned")
    func limit() throws {
        var cache = PageCache(pageBytes: 4096, extraBytes: 100, isPurgeable: true)
        defer { cache.destroy() }
        cache.keepAtMost(700)
        for key in 1...2000 as ClosedRange<UInt32> {
            let page = unsafe try #require(cache.fetch(key, effort: 1))
            unsafe cache.unpin(page, discarded: false)
        }
        #expect(cache.count == 700)
        let pinned = unsafe try (3000..<5500).map {
            unsafe try #require(cache.fetch($0, effort: 2))
        }
        #expect(cache.count == 2500)
        #expect(cache.memoryPages == 2500)
        #expect(unsafe cache.fetch(6000, effort: 1) == nil)
        unsafe pinned.forEach { unsafe cache.unpin($0, discarded: false) }
        #expect(cache.count <= 700)
        #expect(cache.memoryPages == 2 * PageCache.chunkPages)
    }

    @Test("a page that is asked for again and again stays, whatever else comes")
    func recency() throws {
        var cache = PageCache(pageBytes: 4096, extraBytes: 100, isPurgeable: true)
        defer { cache.destroy() }
        cache.keepAtMost(20)
        for key in 1...500 as ClosedRange<UInt32> {
            let new = unsafe try #require(cache.fetch(key, effort: 1))
            unsafe cache.unpin(new, discarded: false)
            let page = unsafe try #require(cache.fetch(1, effort: 0))
            unsafe cache.unpin(page, discarded: false)
        }
    }

    @Test(
        "SQLite takes it, and a file that shrinks and grows is read as it was written",
        arguments: [10, 50, 6000])
    func shrinks(pages: Int) throws {
        let store = try TestStore(migrated: false)
        let writer = try SQLiteDatabase(path: store.path)
        let reader = try SQLiteDatabase(path: store.path, role: .reader)
        #expect(PageCaches.areUsed)
        try writer.run("PRAGMA cache_size = \(pages)")
        try reader.run("PRAGMA cache_size = \(pages)")
        try writer.run("CREATE TABLE things (number INTEGER PRIMARY KEY, bytes BLOB NOT NULL)")
        func fill(_ numbers: Range<Int>) throws {
            try writer.begin()
            for number in numbers {
                try writer.run(
                    "INSERT INTO things VALUES ($1, $2)", number,
                    [UInt8](repeating: UInt8(number % 251), count: 3000 + number % 2000))
            }
            try writer.commit()
        }
        try fill(0..<4000)
        #expect(try reader.row("SELECT sum(length(bytes)) FROM things") != nil)
        try writer.run("DELETE FROM things WHERE number % 7 > 0")
        try writer.run("VACUUM")
        try fill(4000..<6000)
        for database in [writer, reader] {
            #expect(try database.row("PRAGMA integrity_check")?.text(0) == "ok")
            let rows = try database.rows("SELECT number, bytes FROM things")
            #expect(rows.count == 4000 / 7 + 1 + 2000)
            let areWhole = rows.allSatisfy { row in
                let bytes = row.blob(1)
                return bytes.count == 3000 + row.int(0) % 2000
                    && bytes.allSatisfy { $0 == UInt8(row.int(0) % 251) }
            }
            #expect(areWhole)
        }
    }
}

/// A cache, and what must be in it.
@safe private struct PageCacheWorld {
    private typealias Head = UnsafeMutablePointer<PageHead>
    @safe private struct Page {
        let stamp: UInt64
        /// Nil where it is not pinned.
        var head: OpaquePointer?
    }

    private static let limits = 10...1500
    private var limit = limits.upperBound
    /// It pins for some time, more pages than three pieces of memory have, and then lets go.
    private var isPinning = true
    var cache: PageCache
    private let isPurgeable: Bool
    private var pages: [UInt32: Page] = [:]
    private var pinned: [UInt32] = []
    private var stamps: UInt64 = 0
    /// What came up.
    private(set) var met: Set<String> = []

    init(isPurgeable: Bool) {
        self.isPurgeable = isPurgeable
        cache = PageCache(pageBytes: 1024, extraBytes: 136, isPurgeable: isPurgeable)
        cache.keepAtMost(limit)
    }

    static func cases(isPurgeable: Bool) -> Set<String> {
        let always: Set = [
            "new", "same", "discarded", "renamed", "truncated", "absent",
        ]
        return isPurgeable
            ? always.union(["let go", "replaced", "full", "beyond", "two pieces", "singles"])
            : always
    }

    mutating func act(_ random: inout SeededNumbers) throws {
        let key = UInt32.random(in: 1...5000, using: &random)
        switch Int.random(in: 0..<1000, using: &random) {
        case 0..<(isPinning ? 600 : 300):
            try fetch(key, effort: Int32.random(in: 0...2, using: &random))
        case 600..<700: rename(to: key, &random)
        case 700..<(isPinning ? 702 : 980):
            unpin(discarded: Int.random(in: 0..<8, using: &random) == 0, &random)
        case 990 where isPurgeable && !isPinning:
            limit = Int.random(in: Self.limits, using: &random)
            cache.keepAtMost(limit)
        case 991 where !isPinning: truncate(from: key)
        default: break
        }
        if isPinning != (pinned.count < (isPinning ? 1600 : 20)) { isPinning.toggle() }
        try #require(cache.count <= max(Self.limits.upperBound, pinned.count) || !isPurgeable)
        guard isPurgeable else { return }
        if pinned.count > limit { met.insert("beyond") }
        if cache.memoryPages == 2 * PageCache.chunkPages { met.insert("two pieces") }
        if pinned.count > 3 * PageCache.chunkPages { met.insert("singles") }
    }

    private mutating func fetch(_ key: UInt32, effort: Int32) throws {
        let known = pages[key]
        guard let head = unsafe cache.fetch(key, effort: effort) else {
            unsafe try #require(known?.head == nil, "a pinned page is lost")
            try #require(effort < 2)
            if effort == 1 {
                try #require(isPurgeable && pinned.count >= limit - limit / 10)
                met.insert("full")
            } else {
                met.insert(known == nil ? "absent" : "let go")
            }
            pages[key] = nil
            return
        }
        let page = unsafe head.pointee.page
        let content = unsafe try #require(page.pBuf)
        let extra = unsafe try #require(page.pExtra)
        let stamp = unsafe extra.load(as: UInt64.self)
        if stamp == 0 {
            unsafe try #require(known?.head == nil && effort > 0, "a pinned page is new")
            for place in stride(from: 0, to: 136, by: 8) {
                try #require(unsafe extra.load(fromByteOffset: place, as: UInt64.self) == 0)
            }
            stamps += 1
            unsafe extra.storeBytes(of: stamps, as: UInt64.self)
            unsafe content.initializeMemory(as: UInt64.self, repeating: stamps, count: 128)
            pages[key] = unsafe Page(stamp: stamps, head: nil)
            met.insert("new")
        } else {
            try #require(stamp == known?.stamp, "another page's content")
            met.insert("same")
        }
        try #require(
            unsafe content.load(fromByteOffset: 1016, as: UInt64.self) == pages[key]?.stamp)
        if unsafe known?.head == nil { pinned.append(key) }
        unsafe pages[key]?.head = OpaquePointer(head)
    }

    private mutating func unpin(discarded: Bool, _ random: inout SeededNumbers) {
        // SQLite never unpins what lies in memory alone, but to discard it.
        guard !pinned.isEmpty, discarded || isPurgeable else { return }
        let key = pinned.remove(at: Int.random(in: 0..<pinned.count, using: &random))
        guard let head = unsafe Head(pages[key]?.head) else { return }
        unsafe cache.unpin(head, discarded: discarded)
        unsafe pages[key]?.head = nil
        if discarded {
            pages[key] = nil
            met.insert("discarded")
        }
    }

    /// The new number is of no page that is pinned.
    private mutating func rename(to key: UInt32, _ random: inout SeededNumbers) {
        guard !pinned.isEmpty, unsafe pages[key]?.head == nil else { return }
        let place = Int.random(in: 0..<pinned.count, using: &random)
        guard let page = pages[pinned[place]], let head = unsafe Head(page.head) else { return }
        unsafe cache.rekey(head, to: key)
        met.insert(pages[key] == nil ? "renamed" : "replaced")
        pages[pinned[place]] = nil
        pages[key] = page
        pinned[place] = key
    }

    private mutating func truncate(from key: UInt32) {
        cache.truncate(from: key)
        pages = pages.filter { $0.key < key }
        pinned.removeAll { $0 >= key }
        met.insert("truncated")
    }

    /// Every pinned page is found where it was, and no two are one.
    mutating func checkPinned() throws {
        var places: Set<OpaquePointer> = unsafe []
        for key in pinned {
            let head = unsafe try #require(cache.fetch(key, effort: 0))
            unsafe try #require(OpaquePointer(head) == pages[key]?.head)
            unsafe places.insert(OpaquePointer(head))
        }
        unsafe #expect(places.count == pinned.count)
    }
}
