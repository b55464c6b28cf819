import CSQLite
import Foundation

/// Memory for many pages, in one piece, and for what SQLite keeps beside each.
///
/// SQLite may read a little beyond a page that is damaged: there is memory behind the last.
@safe struct PageMemory {
    let bytes: UnsafeMutableRawPointer
    let heads: UnsafeMutableRawPointer
    private let mapped: UnsafeMutableRawPointer
    private let mappedBytes: Int

    /// What the processor finds with one entry of its table, and the kernel hands out at once.
    private static let largePageBytes = 2 << 20

    /// What SQLite may read beyond a page: 16 bytes, and what keeps the next piece aligned.
    static let bytesBehind = 64

    /// - Parameter isLarge: asks for large pages.
    /// - Returns: nil where the kernel gives no piece of that size.
    init?(pages: Int, pageBytes: Int, headBytes: Int, isLarge: Bool) {
        let length = pages * pageBytes
        let wanted = length + (isLarge ? Self.largePageBytes : 0) + Self.bytesBehind
        guard
            let mapped = unsafe mmap(
                nil, wanted, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
            unsafe mapped != MAP_FAILED
        else { return nil }
        unsafe self.mapped = mapped
        mappedBytes = wanted
        if isLarge {
            unsafe bytes = mapped.alignedUp(toMultipleOf: Self.largePageBytes)
            unsafe catalog_prefer_large_pages(bytes, length)
        } else {
            unsafe bytes = mapped
        }
        unsafe heads = .allocate(byteCount: pages * headBytes, alignment: 64)
    }

    func deallocate() {
        unsafe munmap(mapped, mappedBytes)
        unsafe heads.deallocate()
    }
}

/// The pages whose lines were asked for lately, which need not be asked for again.
struct RecentPages {
    /// By the last byte of their numbers; no page is 0.
    private var keys: InlineArray<256, UInt32> = .init(repeating: 0)

    /// Whether the page is none of them; it is one now.
    mutating func isNew(_ key: UInt32) -> Bool {
        let place = Int(key & 255)
        if keys[place] == key { return false }
        keys[place] = key
        return true
    }
}
