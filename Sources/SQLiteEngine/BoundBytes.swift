import SQL

/// The texts and blobs that a statement has bound, in one piece of memory that stays where it is
/// until they are bound anew. SQLite would copy each into memory of its own: some forty times a
/// purchase.
@safe final class BoundBytes {
    /// A piece that is larger is let go of when the statement is used again.
    static let keptMax = 64 * 1024

    private var memory: UnsafeMutableRawBufferPointer
    private var used = 0

    init() {
        unsafe memory = .allocate(byteCount: 0, alignment: 1)
    }

    deinit {
        unsafe memory.deallocate()
    }

    /// Makes room for all of them at once: what was lent before is not to be used any more.
    func reserve(_ values: [SQLValue]) {
        let needed = values.reduce(0) { $0 + Self.count($1) }
        used = 0
        guard unsafe needed > memory.count || memory.count > Self.keptMax else { return }
        unsafe memory.deallocate()
        unsafe memory = .allocate(byteCount: needed, alignment: 1)
    }

    /// Nothing still has an address of its own: SQLite takes nil for NULL.
    private static func count(_ value: SQLValue) -> Int {
        switch value {
        case .text(let text): max(1, text.utf8.count)
        case .blob(let bytes): max(1, bytes.count)
        default: 0
        }
    }

    /// A copy that stands until the next ``reserve(_:)``, which must have counted it.
    func add(_ text: String) -> UnsafeRawBufferPointer {
        var text = text
        return text.withUTF8 { unsafe add(UnsafeRawBufferPointer($0)) }
    }

    func add(_ bytes: [UInt8]) -> UnsafeRawBufferPointer {
        unsafe bytes.withUnsafeBytes { unsafe add($0) }
    }

    private func add(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        let end = used + max(1, bytes.count)
        let place = unsafe UnsafeMutableRawBufferPointer(rebasing: memory[used..<end])
        unsafe place.copyMemory(from: bytes)
        used = end
        return unsafe UnsafeRawBufferPointer(rebasing: place[..<bytes.count])
    }
}
