import CSQLite

/// SQLite's files (<https://www.sqlite.org/vfs.html>), of which the write-ahead log is written in
/// large pieces.
///
/// SQLite hands a log over in two calls a page, at lengths that fit no page of the system's cache:
/// a commit of many pages is hundreds of calls, a fifth of the writer's time. Here bytes that
/// follow each other are gathered and go to the file at once: at the latest with the next other
/// call for the log. With `synchronous=FULL` SQLite syncs it before anybody learns of a commit, so
/// that what other connections read is always in the file. Without it, or where a disk harms what
/// lies beside a write (`psow=0` in the name of a file, by which SQLite fills sectors up after the
/// sync), they would read what is not there yet: such a connection must not be opened here.
///
/// Everything else, and the log's other calls, are the default file system's.
enum GatheredLog {
    /// The name to open a writer under; nil where SQLite has no file system at all.
    static let name: String? = register()

    /// Written at the latest when so many are gathered: SQLite's own file system takes a call of
    /// more for a shorter one. A page has half as many at most.
    static let bytesMax = 0x1_ffff

    private static let chosenName = StaticString("catalogd-gathered-log")

    /// SQLite's own, for the life of the process: its files lie behind our head.
    private nonisolated(unsafe) static let real = unsafe sqlite3_vfs_find(nil)

    private static func register() -> String? {
        guard let real = unsafe real else { return nil }
        // Kept for the life of the process, as SQLite asks.
        let files = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
        unsafe files.initialize(to: real.pointee)
        unsafe files.pointee.pNext = nil
        unsafe files.pointee.zName = UnsafeRawPointer(chosenName.utf8Start)
            .assumingMemoryBound(to: CChar.self)
        unsafe files.pointee.szOsFile += Int32(GatheredLogFile.headBytes)
        unsafe files.pointee.xOpen = { _, path, file, flags, flagsOut in
            guard let real = unsafe GatheredLog.real, let file = unsafe file else {
                return SQLITE_CANTOPEN
            }
            guard flags & SQLITE_OPEN_WAL != 0 else {
                return unsafe real.pointee.xOpen(real, path, file, flags, flagsOut)
            }
            return unsafe GatheredLogFile.open(file) { inner in
                unsafe real.pointee.xOpen(real, path, inner, flags, flagsOut)
            }
        }
        guard unsafe sqlite3_vfs_register(files, 0) == SQLITE_OK else { return nil }
        return chosenName.description
    }
}
