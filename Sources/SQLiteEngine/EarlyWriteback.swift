import CSQLite
import Foundation
import Synchronization

/// Lets the disk begin with what is being written to a file, before the sync at the end waits for
/// all of it: where a log is moved, that sync would find thousands of scattered pages, and the
/// writer stand still for half as long again.
///
/// Nothing is durable for it (sync_file_range(2)); without it, all is only later. Nor does it take
/// note of a write that fails, which calls that wait for one do: the sync tells that.
enum EarlyWriteback {
    /// Between two calls, each of which begins with what was written since the last one.
    private static let pauseMicroseconds: UInt32 = 3000
    /// Descriptors that are looked at. A store is opened before most others.
    private static let descriptorsMax: Int32 = 256

    private final class Work: Sendable {
        let isDone = Atomic(false)
    }

    /// Runs what writes to an open file, and begins to write it to the disk meanwhile.
    static func of<Answer>(_ path: String, during body: () -> Answer) -> Answer {
        guard let descriptor = descriptor(of: path) else { return body() }
        let work = Work()
        Thread.detachNewThread {
            while true {
                usleep(pauseMicroseconds)
                // The descriptor may be another file's by then, to which it does no harm.
                if work.isDone.load(ordering: .relaxed) { return }
                _ = catalog_begin_writing(descriptor)
            }
        }
        defer { work.isDone.store(true, ordering: .relaxed) }
        return body()
    }

    /// SQLite's own descriptor, which it keeps to itself. One of ours would not do: when a process
    /// closes any descriptor of a file, all its locks on that file are gone, SQLite's too.
    static func descriptor(of path: String) -> Int32? {
        var wanted = stat()
        guard unsafe stat(path, &wanted) == 0 else { return nil }
        return (0..<descriptorsMax).first { descriptor in
            var found = stat()
            return unsafe fstat(descriptor, &found) == 0
                && found.st_dev == wanted.st_dev && found.st_ino == wanted.st_ino
        }
    }
}
