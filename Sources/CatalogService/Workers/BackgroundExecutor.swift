import Dispatch
import Foundation
import Synchronization

/// Threads for what is long and can wait: syncs, and the snapshots of great catalogues. They give
/// way to the threads that answer requests, so that a great sync takes what those leave of the
/// processors, and about a tenth of each where they leave nothing.
///
/// What a task with this preference (SE-0417) hands to the store or to libcurl is done on their
/// threads, at the ordinary priority. What it holds a lock for must be brief: who waits for a lock
/// lends no priority.
final class BackgroundExecutor: TaskExecutor {
    static let shared = BackgroundExecutor(threads: 2)

    /// nice(2): a weight of 110 beside the 1,024 of an ordinary thread.
    static let niceness: Int32 = 10

    private let jobs = Mutex<[UnownedJob]>([])
    private let wake = DispatchSemaphore(value: 0)

    /// The threads live as long as the process.
    private init(threads: Int) {
        for _ in 0..<threads {
            Thread.detachNewThread { [self] in work() }
        }
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        jobs.withLock { $0.append(job) }
        wake.signal()
    }

    private func work() -> Never {
        // On Linux it is the calling thread's alone; less priority is given to anybody who asks.
        _ = nice(Self.niceness)
        while true {
            wake.wait()
            let job = jobs.withLock { $0.removeFirst() }
            unsafe job.runSynchronously(on: asUnownedTaskExecutor())
        }
    }
}
