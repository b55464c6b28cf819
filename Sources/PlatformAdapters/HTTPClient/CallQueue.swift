import Foundation
import Synchronization

/// A call on its way: waiting, or in a worker's hands.
final class QueuedCall: Sendable {
    typealias Outcome = Result<HTTPAnswer, HTTPFailure>

    let call: HTTPCall
    let isCancelled = Atomic<Bool>(false)
    private let continuation = Mutex<CheckedContinuation<Outcome, Never>?>(nil)

    init(_ call: HTTPCall) {
        self.call = call
    }

    func isCancelledNow() -> Bool { isCancelled.load(ordering: .acquiring) }

    /// Who waits for the outcome; set before the call is queued.
    func attach(_ waiter: CheckedContinuation<Outcome, Never>) {
        continuation.withLock { $0 = waiter }
    }

    /// Only the first outcome counts.
    func finish(_ outcome: Outcome) {
        let waiter = continuation.withLock { $0.take() }
        waiter?.resume(returning: outcome)
    }
}

/// The calls that wait for a worker, in order, save that one origin never holds more than its
/// share of the workers: a platform that hangs leaves the others theirs.
///
/// `@unchecked` because its state is guarded by a condition, which the compiler cannot see.
final class CallQueue: @unchecked Sendable {
    private let condition = NSCondition()
    private let waitingMax: Int
    private let runningPerOriginMax: Int
    private var waiting: [QueuedCall] = []
    private var running: [HTTPAddress.Origin: Int] = [:]
    private var idleWorkers = 0
    private var isClosed = false

    init(waitingMax: Int, runningPerOriginMax: Int) {
        self.waitingMax = waitingMax
        self.runningPerOriginMax = runningPerOriginMax
    }

    /// Whether the call found no idle worker, so that another is worth starting.
    func add(_ queued: QueuedCall) -> Bool {
        condition.lock()
        let refusal: HTTPFailure? =
            isClosed || queued.isCancelled.load(ordering: .acquiring)
            ? .cancelled : waiting.count >= waitingMax ? .tooManyCalls : nil
        var wantsWorker = false
        if refusal == nil {
            waiting.append(queued)
            wantsWorker = waiting.count > idleWorkers
            condition.signal()
        }
        condition.unlock()
        if let refusal { queued.finish(.failure(refusal)) }
        return wantsWorker
    }

    /// Takes the call out if it still waits; one that runs sees the flag by itself.
    func cancel(_ queued: QueuedCall) {
        queued.isCancelled.store(true, ordering: .releasing)
        condition.lock()
        let place = waiting.firstIndex { $0 === queued }
        if let place { waiting.remove(at: place) }
        condition.unlock()
        if place != nil { queued.finish(.failure(.cancelled)) }
    }

    /// Blocks until there is a call to run; nil when the queue is closed.
    func next() -> QueuedCall? {
        condition.lock()
        defer { condition.unlock() }
        while !isClosed {
            let place = waiting.firstIndex {
                running[$0.call.address.origin, default: 0] < runningPerOriginMax
            }
            if let place {
                let queued = waiting.remove(at: place)
                running[queued.call.address.origin, default: 0] += 1
                return queued
            }
            idleWorkers += 1
            condition.wait()
            idleWorkers -= 1
        }
        return nil
    }

    /// Gives the origin's share back.
    func done(_ queued: QueuedCall) {
        condition.lock()
        let origin = queued.call.address.origin
        let left = running[origin, default: 1] - 1
        running[origin] = left == 0 ? nil : left
        condition.signal()
        condition.unlock()
    }

    func close() {
        condition.lock()
        isClosed = true
        let abandoned = waiting
        waiting = []
        condition.broadcast()
        condition.unlock()
        for queued in abandoned { queued.finish(.failure(.cancelled)) }
    }
}
