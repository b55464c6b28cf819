// Two threads add to one number: "unguarded" is a race that the thread sanitizer must find;
// "guarded" is not, and it must say nothing.

import Foundation
import Synchronization

final class Counter: @unchecked Sendable {
    var value = 0
    let lock = Mutex(())
}

let isGuarded = CommandLine.arguments.last == "guarded"
let counter = Counter()
DispatchQueue.concurrentPerform(iterations: 4) { _ in
    for _ in 0..<50_000 {
        if isGuarded {
            counter.lock.withLock { _ in counter.value += 1 }
        } else {
            counter.value += 1
        }
    }
}
print("done")
