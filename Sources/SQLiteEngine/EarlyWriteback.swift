import CSQLite
import Dispatch
import Foundation
import Synchronization

/// Lets the disk begin with what is being written to a file, before the sync at the end waits for
/// all of it: where a log is moved, that sync would find thousands of scattered pages, and the
/// writer stand still for half as long again.
///
/// It makes nothing durable (sync_file_range(2)). A write that fails while it is under way is told
/// by the sync; one that cannot be begun may be told to nobody else, and is as bad as a failed
/// sync.
enum EarlyWriteback {
    /// Between two calls, each of which begins with what was written since the last one.
    private static let pause = DispatchTimeInterval.milliseconds(3)
    /// Descriptors that are looked at.
    private static let descriptorsMax: Int32 = 4096
    /// What says of the call that it cannot be made, and nothing of the file.
    private static let inapplicable = [EBADF, ESPIPE, EINVAL, EINTR, ENOSYS, EPERM]

    /// Begins to write an open file to the disk, as often as there is time for it, while `body`
    /// writes to it.
    /// - Parameter begin: begins to write what there is of the file with this descriptor, and
    ///   returns 0 or an error number.
    /// - Returns: what `body` brings, and the error number of a write that could not be begun.
    static func during<Answer>(
        writesTo path: String, begin: @escaping @Sendable (Int32) -> Int32 = beginWriting,
        _ body: () -> Answer
    ) -> (answer: Answer, failure: Int32?) {
        guard let descriptor = descriptor(of: path) else { return (body(), nil) }
        let work = Work()
        Thread.detachNewThread {
            while work.isOver.wait(timeout: .now() + pause) == .timedOut {
                let code = begin(descriptor)
                guard code == 0 || inapplicable.contains(code) else {
                    work.failure.withLock { $0 = $0 ?? code }
                    break
                }
            }
            work.isFinished.signal()
        }
        let answer = body()
        work.isOver.signal()
        work.isFinished.wait()
        return (answer, work.failure.withLock { $0 })
    }

    static let beginWriting: @Sendable (Int32) -> Int32 = { catalog_begin_writing($0) }

    private final class Work: Sendable {
        let isOver = DispatchSemaphore(value: 0)
        let isFinished = DispatchSemaphore(value: 0)
        let failure = Mutex<Int32?>(nil)
    }

    /// A descriptor of the file that the engine has open, for which any of its connections will do.
    /// One of ours would not: when a process closes any descriptor of a file, all its locks on that
    /// file are gone, the engine's too.
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
