import Foundation
import SQL

/// Holds `PATH.lock` so that two processes never write one file. The kernel lets go of it when
/// the process ends, however it ends.
public final class SQLiteLock: Sendable {
    private let descriptor: Int32

    /// - Throws: `.busy`, naming the process that holds the lock.
    public init(path: String) throws(DatabaseError) {
        let lockPath = path + ".lock"
        let opened = unsafe open(lockPath, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard opened >= 0 else {
            throw .unavailable("\(lockPath) cannot be created: \(Self.lastError())")
        }
        guard flock(opened, LOCK_EX | LOCK_NB) == 0 else {
            let holder = (try? String(contentsOfFile: lockPath, encoding: .utf8)) ?? ""
            close(opened)
            throw .busy(
                "\(path) is in use by process \(holder.trimmingCharacters(in: .whitespaces)): stop "
                    + "it first, or let it do the work")
        }
        ftruncate(opened, 0)
        let text = Array("\(getpid())".utf8)
        // The pid is for people; the lock itself does not depend on it.
        _ = unsafe write(opened, text, text.count)
        descriptor = opened
    }

    deinit {
        close(descriptor)
    }

    private static func lastError() -> String {
        unsafe String(cString: strerror(errno))
    }
}
