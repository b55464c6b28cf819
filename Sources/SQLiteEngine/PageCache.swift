import CSQLite

/// The pages that one connection keeps in memory, in place of SQLite's own cache
/// (<https://www.sqlite.org/c3ref/pcache_methods2.html>).
///
/// A purchase meets pages that no neighbour of it met, so that most of them are in no processor's
/// cache, and an ordinary cache of many pages is slower than reading them from the system again:
/// each page costs a walk through the tables of virtual memory, its neighbours in a list, and a
/// wait for every line that a search touches. Here most pages lie in pieces of 2 MiB which the
/// processor finds with one entry, what finds them lies close together, and all lines of a page
/// that was not used lately are asked for at once. What is let go is chosen by the clock algorithm
/// (second chance), which keeps no list.
///
/// Used by the one thread that uses its connection. No memory at all ends the process, like
/// everywhere else in it.
@safe struct PageCache {
    @unsafe private struct Entry {
        /// Nil for a place without memory.
        var head: UnsafeMutablePointer<PageHead>?
        var key: UInt32 = 0
        /// The next place in its bucket, or in the list of free ones.
        var next: Int32 = PageCache.nowhere
        var isUsed = false
        var isPinned = false
        /// Asked for again since the hand came by.
        var isRecent = false
        /// Its memory is its own, and goes with it as soon as it is not pinned.
        var isSingle = false
    }

    /// Pages in one piece of memory.
    static let chunkPages = 512
    static let nowhere: Int32 = -1

    private let pageBytes: Int
    private let extraBytes: Int
    /// Of a table that lives in memory alone no page may be let go. It has each page by itself,
    /// since it mostly is small and goes with its statement.
    private let isPurgeable: Bool
    /// Pages that it should have at most. It has more where all of them are pinned.
    private var limit: Int
    private(set) var count = 0
    private var pinnedCount = 0
    /// No page has a higher key. SQLite gives pages that it rearranges the number of its locks'
    /// page for a moment, so that the next commit's ``truncate(from:)`` looks at all entries.
    private var highestKey: UInt32 = 0

    private var entries: UnsafeMutableBufferPointer<Entry>
    private var entriesUsed = 0
    /// The first place of each bucket of keys; a power of two.
    private var buckets: UnsafeMutableBufferPointer<Int32>
    private var freeWithMemory = nowhere
    private var freeWithout = nowhere
    private var hand = 0
    private var chunks: [PageMemory] = []
    private var singles = 0
    private var recent = RecentPages()

    /// - Parameter extraBytes: what SQLite asks for beside each page.
    init(pageBytes: Int, extraBytes: Int, isPurgeable: Bool) {
        self.pageBytes = pageBytes
        self.extraBytes = extraBytes
        self.isPurgeable = isPurgeable
        limit = isPurgeable ? Self.chunkPages : 0
        unsafe entries = .allocate(capacity: 16)
        unsafe buckets = .allocate(capacity: 16)
        unsafe buckets.initialize(repeating: Self.nowhere)
    }

    /// Gives all memory back.
    func destroy() {
        for place in 0..<entriesUsed where unsafe entries[place].isSingle {
            unsafe entries[place].head?.deallocate()
        }
        for chunk in chunks { chunk.deallocate() }
        unsafe entries.deallocate()
        unsafe buckets.deallocate()
    }

    mutating func keepAtMost(_ pages: Int) {
        if isPurgeable { limit = max(pages, 10) }
    }

    /// The page of this number, pinned.
    /// - Parameter effort: 0 for one that is there; 1 for a new one unless nearly all are pinned;
    ///   2 for a new one in any case.
    /// - Returns: nil where it is not there. A new page's extra bytes are zero.
    mutating func fetch(_ key: UInt32, effort: Int32) -> UnsafeMutablePointer<PageHead>? {
        var place = place(of: key)
        if place == Self.nowhere {
            let isFull = isPurgeable && pinnedCount >= limit - limit / 10
            if effort == 0 || effort == 1 && isFull { return nil }
            place = newPlace()
            insert(key, at: place)
        } else {
            unsafe entries[Int(place)].isRecent = true
            if unsafe !entries[Int(place)].isPinned { pinnedCount += 1 }
            unsafe entries[Int(place)].isPinned = true
        }
        guard let head = unsafe entries[Int(place)].head else { return nil }
        if recent.isNew(key), let bytes = unsafe head.pointee.page.pBuf {
            unsafe catalog_prefetch(bytes, pageBytes)
            unsafe catalog_prefetch(head, MemoryLayout<PageHead>.stride + extraBytes)
        }
        return unsafe head
    }

    /// The page may be let go; it has to be where it is `discarded`.
    mutating func unpin(_ head: UnsafeMutablePointer<PageHead>, discarded: Bool) {
        let place = unsafe head.pointee.place
        unsafe entries[Int(place)].isPinned = false
        pinnedCount -= 1
        let isTooMany = unsafe isPurgeable && (count > limit || entries[Int(place)].isSingle)
        if discarded || isTooMany { drop(place) }
    }

    /// The page has another number from now on. One that had it, which is not pinned, is let go.
    mutating func rekey(_ head: UnsafeMutablePointer<PageHead>, to key: UInt32) {
        let other = place(of: key)
        let place = unsafe head.pointee.place
        if other == place { return }
        if other != Self.nowhere { drop(other) }
        unlink(place)
        link(key, place)
    }

    /// Lets go of the pages from `limit` on, pinned or not.
    mutating func truncate(from limit: UInt32) {
        guard limit <= highestKey else { return }
        for place in 0..<entriesUsed
        where unsafe entries[place].isUsed && entries[place].key >= limit {
            if unsafe entries[place].isPinned { pinnedCount -= 1 }
            drop(Int32(place))
        }
        highestKey = limit == 0 ? 0 : limit - 1
    }
}

// MARK: - Places

extension PageCache {
    private func bucket(_ key: UInt32) -> Int { unsafe Int(key) & (buckets.count - 1) }

    private func place(of key: UInt32) -> Int32 {
        var place = unsafe buckets[bucket(key)]
        while place != Self.nowhere, unsafe entries[Int(place)].key != key {
            place = unsafe entries[Int(place)].next
        }
        return place
    }

    private mutating func link(_ key: UInt32, _ place: Int32) {
        let bucket = bucket(key)
        unsafe entries[Int(place)].key = key
        unsafe entries[Int(place)].next = unsafe buckets[bucket]
        unsafe buckets[bucket] = place
        highestKey = max(highestKey, key)
    }

    private mutating func unlink(_ place: Int32) {
        let bucket = unsafe bucket(entries[Int(place)].key)
        let next = unsafe entries[Int(place)].next
        guard unsafe buckets[bucket] != place else { return unsafe buckets[bucket] = next }
        var before = unsafe buckets[bucket]
        while unsafe entries[Int(before)].next != place {
            before = unsafe entries[Int(before)].next
        }
        unsafe entries[Int(before)].next = next
    }

    private mutating func insert(_ key: UInt32, at place: Int32) {
        link(key, place)
        unsafe entries[Int(place)].isUsed = true
        unsafe entries[Int(place)].isPinned = true
        unsafe entries[Int(place)].isRecent = false
        count += 1
        pinnedCount += 1
        if let extra = unsafe entries[Int(place)].head?.pointee.page.pExtra {
            unsafe extra.initializeMemory(as: UInt8.self, repeating: 0, count: extraBytes)
        }
    }

    private mutating func drop(_ place: Int32) {
        unlink(place)
        unsafe entries[Int(place)].isUsed = false
        unsafe entries[Int(place)].isPinned = false
        count -= 1
        if unsafe entries[Int(place)].isSingle {
            unsafe entries[Int(place)].head?.deallocate()
            singles -= 1
            unsafe entries[Int(place)] = unsafe Entry(head: nil, next: freeWithout)
            freeWithout = place
        } else {
            unsafe entries[Int(place)].next = freeWithMemory
            freeWithMemory = place
        }
    }

    /// Lets go of the first page after the hand that is not pinned and was not asked for again
    /// since the hand came by.
    private mutating func evict() {
        // Two rounds find one: the first leaves none that is recent.
        for _ in 0..<2 * entriesUsed {
            hand = hand + 1 < entriesUsed ? hand + 1 : 0
            let entry = unsafe entries[hand]
            guard unsafe entry.isUsed, unsafe !entry.isPinned else { continue }
            if unsafe !entry.isRecent { return drop(Int32(hand)) }
            unsafe entries[hand].isRecent = false
        }
    }

    private mutating func newPlace() -> Int32 {
        if isPurgeable, count >= limit { evict() }
        if freeWithMemory == Self.nowhere, count < limit { addChunk() }
        let place = freeWithMemory
        guard place != Self.nowhere else { return addSingle() }
        freeWithMemory = unsafe entries[Int(place)].next
        return place
    }
}

// MARK: - Memory

extension PageCache {
    /// The first piece is ordinary memory, since a connection that is hardly used needs no more.
    /// Where there is no memory in one piece, pages come one by one.
    private mutating func addChunk() {
        guard
            let memory = PageMemory(
                pages: Self.chunkPages, pageBytes: pageBytes, headBytes: headBytes,
                isLarge: !chunks.isEmpty)
        else { return }
        chunks.append(memory)
        for page in 0..<Self.chunkPages {
            let place = unusedPlace()
            unsafe entries[Int(place)].head = unsafe PageHead.lay(
                at: memory.heads + page * headBytes, page: memory.bytes + page * pageBytes,
                place: place)
            unsafe entries[Int(place)].next = freeWithMemory
            freeWithMemory = place
        }
    }

    /// For a transaction of more pages than the cache should have, and in memory alone.
    private mutating func addSingle() -> Int32 {
        let place = unusedPlace()
        let memory = UnsafeMutableRawPointer.allocate(
            byteCount: headBytes + pageBytes + PageMemory.bytesBehind, alignment: 64)
        unsafe entries[Int(place)].head = unsafe PageHead.lay(
            at: memory, page: memory + headBytes, place: place)
        unsafe entries[Int(place)].isSingle = true
        singles += 1
        return place
    }

    /// Pages that there is memory for.
    var memoryPages: Int { chunks.count * Self.chunkPages + singles }

    private var headBytes: Int {
        unsafe (MemoryLayout<PageHead>.stride + extraBytes + 63) & ~63
    }

    /// A place without memory.
    private mutating func unusedPlace() -> Int32 {
        let free = freeWithout
        if free != Self.nowhere {
            freeWithout = unsafe entries[Int(free)].next
            return free
        }
        if unsafe entriesUsed == entries.count { growEntries() }
        defer { entriesUsed += 1 }
        unsafe entries.initializeElement(at: entriesUsed, to: Entry())
        return Int32(entriesUsed)
    }

    private mutating func growEntries() {
        let larger = unsafe UnsafeMutableBufferPointer<Entry>.allocate(capacity: entries.count * 2)
        _ = unsafe larger.moveInitialize(fromContentsOf: entries)
        unsafe entries.deallocate()
        unsafe entries = unsafe larger
        unsafe buckets.deallocate()
        unsafe buckets = .allocate(capacity: larger.count)
        unsafe buckets.initialize(repeating: Self.nowhere)
        for place in 0..<entriesUsed where unsafe entries[place].isUsed {
            unsafe link(entries[place].key, Int32(place))
        }
    }
}
