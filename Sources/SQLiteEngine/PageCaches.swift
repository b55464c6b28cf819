import CSQLite

/// Has SQLite keep its pages in ``PageCache``s: the calls that it makes for them.
enum PageCaches {
    /// Whether SQLite took them, which it does before the first connection only.
    static let areUsed: Bool = {
        var calls = unsafe sqlite3_pcache_methods2()
        unsafe calls.iVersion = 1
        unsafe calls.xInit = { _ in SQLITE_OK }
        unsafe calls.xCreate = { pageBytes, extraBytes, isPurgeable in
            let cache = Cache.allocate(capacity: 1)
            unsafe cache.initialize(
                to: PageCache(
                    pageBytes: Int(pageBytes), extraBytes: Int(extraBytes),
                    isPurgeable: isPurgeable != 0))
            return OpaquePointer(cache)
        }
        unsafe calls.xCachesize = { cache, pages in
            unsafe Cache(cache)?.pointee.keepAtMost(Int(pages))
        }
        unsafe calls.xPagecount = { cache in
            unsafe Int32(Cache(cache)?.pointee.count ?? 0)
        }
        unsafe calls.xFetch = { cache, key, effort in
            let head = unsafe Cache(cache)?.pointee.fetch(key, effort: effort)
            return unsafe UnsafeMutableRawPointer(head)?
                .assumingMemoryBound(to: sqlite3_pcache_page.self)
        }
        unsafe calls.xUnpin = { cache, page, isDiscarded in
            guard let head = unsafe head(page) else { return }
            unsafe Cache(cache)?.pointee.unpin(head, discarded: isDiscarded != 0)
        }
        unsafe calls.xRekey = { cache, page, _, key in
            guard let head = unsafe head(page) else { return }
            unsafe Cache(cache)?.pointee.rekey(head, to: key)
        }
        unsafe calls.xTruncate = { cache, limit in
            unsafe Cache(cache)?.pointee.truncate(from: limit)
        }
        unsafe calls.xDestroy = { cache in
            guard let cache = unsafe Cache(cache) else { return }
            unsafe cache.pointee.destroy()
            unsafe cache.deinitialize(count: 1)
            unsafe cache.deallocate()
        }
        unsafe calls.xShrink = { _ in }
        return unsafe catalog_sqlite_use_page_cache(&calls) == SQLITE_OK
    }()

    private typealias Cache = UnsafeMutablePointer<PageCache>

    /// A page's struct stands first in what we keep of it.
    private static func head(
        _ page: UnsafeMutablePointer<sqlite3_pcache_page>?
    ) -> UnsafeMutablePointer<PageHead>? {
        unsafe UnsafeMutableRawPointer(page)?.assumingMemoryBound(to: PageHead.self)
    }
}
