import CSQLite

/// What SQLite holds of a page: its own struct first, then the place of our entry for it. SQLite's
/// extra bytes follow.
@unsafe struct PageHead {
    let page: sqlite3_pcache_page
    let place: Int32

    /// Made in memory for it and for the extra bytes.
    static func lay(
        at memory: UnsafeMutableRawPointer, page: UnsafeMutableRawPointer, place: Int32
    ) -> UnsafeMutablePointer<PageHead> {
        let extra = unsafe memory + MemoryLayout<PageHead>.stride
        return unsafe memory.initializeMemory(
            as: PageHead.self,
            to: PageHead(page: sqlite3_pcache_page(pBuf: page, pExtra: extra), place: place))
    }
}
