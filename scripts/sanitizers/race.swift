// Threads add to one number: "unguarded" is a race that the thread sanitizer must find;
// "guarded" is not, and it must say nothing.

import Foundation
import Synchronization

final class Counter: @unchecked Sendable {
    var value = 0
    let lock = Mutex(())
}

let counter = Counter()

/// Many turns on several threads, so that the lock is waited for.
func addGuarded() {
    DispatchQueue.concurrentPerform(iterations: 4) { _ in
        for _ in 0..<50_000 { counter.lock.withLock { _ in counter.value += 1 } }
    }
}

/// Once on each thread, one after the other. Two that add at the very same time, or long after one
/// another, the sanitizer may miss; and the flag is relaxed, because it orders nothing then: what
/// the threads do to the number stays a race, found each time.
func addUnguarded() {
    let isFirstDone = Atomic(false)
    let ended = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
        counter.value += 1
        isFirstDone.store(true, ordering: .relaxed)
        ended.signal()
    }
    Thread.detachNewThread {
        while !isFirstDone.load(ordering: .relaxed) {}
        counter.value += 1
        ended.signal()
    }
    ended.wait()
    ended.wait()
}

if CommandLine.arguments.last == "guarded" { addGuarded() } else { addUnguarded() }
print("done")
