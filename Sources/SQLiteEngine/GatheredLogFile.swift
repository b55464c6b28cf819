import CSQLite

/// A log that is open, as it lies in the memory that SQLite allots to a file: this head, and
/// behind it the file of the default file system.
///
/// Used by the one thread that uses its connection.
@unsafe struct GatheredLogFile {
    /// What SQLite looks at; stands first.
    private var base: sqlite3_file
    private let bytes: UnsafeMutableRawPointer
    private var count = 0
    /// Where in the file the first of the gathered bytes belongs.
    private var start: sqlite3_int64 = 0

    /// A multiple of what any type is aligned to, so that the file behind it lies as SQLite would
    /// have it.
    static let headBytes = (unsafe MemoryLayout<Self>.size + 15) & ~15

    static func open(
        _ file: UnsafeMutablePointer<sqlite3_file>,
        _ openInner: (UnsafeMutablePointer<sqlite3_file>) -> Int32
    ) -> Int32 {
        unsafe file.pointee.pMethods = nil
        let inner = unsafe self.inner(file)
        let code = unsafe openInner(inner)
        guard code == SQLITE_OK else {
            if let methods = unsafe inner.pointee.pMethods {
                unsafe _ = methods.pointee.xClose(inner)
            }
            return code
        }
        let head = unsafe Self(
            base: sqlite3_file(pMethods: methods),
            bytes: .allocate(byteCount: GatheredLog.bytesMax, alignment: 16))
        unsafe UnsafeMutableRawPointer(file).initializeMemory(as: Self.self, to: head)
        return SQLITE_OK
    }

    private static func inner(
        _ file: UnsafeMutablePointer<sqlite3_file>
    ) -> UnsafeMutablePointer<sqlite3_file> {
        unsafe (UnsafeMutableRawPointer(file) + headBytes).assumingMemoryBound(
            to: sqlite3_file.self)
    }

    /// Lends the head of a file that ``open(_:_:)`` opened, and the file behind it.
    private static func with(
        _ file: UnsafeMutablePointer<sqlite3_file>?,
        _ body: (inout Self, UnsafeMutablePointer<sqlite3_file>, sqlite3_io_methods) -> Int32
    ) -> Int32 {
        guard let file = unsafe file else { return SQLITE_MISUSE }
        let inner = unsafe self.inner(file)
        let head = unsafe UnsafeMutableRawPointer(file).assumingMemoryBound(to: Self.self)
        return unsafe body(&head.pointee, inner, inner.pointee.pMethods.pointee)
    }

    /// What is gathered goes to the file. Where that fails it stays, and the next call tries it
    /// again: a transaction may live on after a statement that failed for it, and what SQLite
    /// takes for written is never left out of the middle of the log.
    private mutating func write(
        to inner: UnsafeMutablePointer<sqlite3_file>, _ methods: sqlite3_io_methods
    ) -> Int32 {
        guard unsafe count > 0 else { return SQLITE_OK }
        let code = unsafe methods.xWrite(inner, bytes, Int32(count), start)
        if code == SQLITE_OK { unsafe count = 0 }
        return code
    }

    private mutating func gather(_ data: UnsafeRawPointer, _ length: Int, at offset: sqlite3_int64)
    {
        if unsafe count == 0 { unsafe start = offset }
        unsafe (bytes + count).copyMemory(from: data, byteCount: length)
        unsafe count += length
    }

    private func takes(_ length: Int, at offset: sqlite3_int64) -> Bool {
        unsafe count == 0
            || offset == start + sqlite3_int64(count) && count + length <= GatheredLog.bytesMax
    }

    /// Forgets what is gathered, which is of a transaction that was undone: when its lock is free
    /// again, those places in the log are others'.
    ///
    /// For the connection's rollback hook.
    static func forget(on database: OpaquePointer) {
        var file: UnsafeMutablePointer<sqlite3_file>?
        let code = unsafe sqlite3_file_control(
            database, "main", SQLITE_FCNTL_JOURNAL_POINTER, &file)
        guard code == SQLITE_OK, let file = unsafe file, unsafe file.pointee.pMethods == methods
        else { return }
        unsafe _ = with(file) { head, _, _ in
            unsafe head.count = 0
            return SQLITE_OK
        }
    }

    // MARK: - What SQLite calls

    /// The calls of a log. Version 1 has no shared memory and no mapping, which are the
    /// database's own.
    ///
    /// Unsafe only in that the type is a pointer: it is written here, and never again.
    private nonisolated(unsafe) static let methods: UnsafePointer<sqlite3_io_methods> = {
        var calls = sqlite3_io_methods()
        calls.iVersion = 1
        unsafe calls.xClose = close
        unsafe calls.xRead = { file, bytes, count, offset in
            unsafe afterWriting(file) { unsafe $1.xRead($0, bytes, count, offset) }
        }
        unsafe calls.xWrite = gatherOrWrite
        unsafe calls.xTruncate = { file, size in
            unsafe afterWriting(file) { unsafe $1.xTruncate($0, size) }
        }
        unsafe calls.xSync = { file, flags in
            unsafe with(file) { head, inner, methods in
                let code = unsafe head.write(to: inner, methods)
                if code == SQLITE_OK { return unsafe methods.xSync(inner, flags) }
                // The commit has failed and is undone: written later, it would be there after a
                // crash.
                unsafe head.count = 0
                return code
            }
        }
        unsafe calls.xFileSize = { file, size in
            unsafe afterWriting(file) { unsafe $1.xFileSize($0, size) }
        }
        unsafe calls.xLock = { file, level in
            unsafe with(file) { unsafe $2.xLock($1, level) }
        }
        unsafe calls.xUnlock = { file, level in
            unsafe with(file) { unsafe $2.xUnlock($1, level) }
        }
        unsafe calls.xCheckReservedLock = { file, isLocked in
            unsafe with(file) { unsafe $2.xCheckReservedLock($1, isLocked) }
        }
        unsafe calls.xFileControl = { file, what, argument in
            unsafe afterWriting(file) { unsafe $1.xFileControl($0, what, argument) }
        }
        unsafe calls.xSectorSize = { file in unsafe with(file) { unsafe $2.xSectorSize($1) } }
        unsafe calls.xDeviceCharacteristics = { file in
            unsafe with(file) { unsafe $2.xDeviceCharacteristics($1) }
        }
        // Kept for the life of the process: open files point to it.
        let kept = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
        unsafe kept.initialize(to: calls)
        return unsafe UnsafePointer(kept)
    }()

    private static func afterWriting(
        _ file: UnsafeMutablePointer<sqlite3_file>?,
        _ call: (UnsafeMutablePointer<sqlite3_file>, sqlite3_io_methods) -> Int32
    ) -> Int32 {
        unsafe with(file) { head, inner, methods in
            let code = unsafe head.write(to: inner, methods)
            return code == SQLITE_OK ? unsafe call(inner, methods) : code
        }
    }

    private static let gatherOrWrite:
        @convention(c) (
            UnsafeMutablePointer<sqlite3_file>?, UnsafeRawPointer?, Int32, sqlite3_int64
        ) -> Int32 = { file, data, length, offset in
            guard let data = unsafe data, length <= GatheredLog.bytesMax else {
                return SQLITE_MISUSE
            }
            return unsafe with(file) { head, inner, methods in
                if unsafe !head.takes(Int(length), at: offset) {
                    let code = unsafe head.write(to: inner, methods)
                    guard code == SQLITE_OK else { return code }
                }
                unsafe head.gather(data, Int(length), at: offset)
                return SQLITE_OK
            }
        }

    /// What is still gathered is of no commit that succeeded, for that was synced.
    private static let close: @convention(c) (UnsafeMutablePointer<sqlite3_file>?) -> Int32 = {
        file in
        unsafe with(file) { head, inner, methods in
            unsafe head.bytes.deallocate()
            return unsafe methods.xClose(inner)
        }
    }
}
