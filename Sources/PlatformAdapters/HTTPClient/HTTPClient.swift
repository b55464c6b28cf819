import Foundation

/// All outgoing HTTP, over libcurl: HTTP/1.1, kept connections, TLS verified, gzip undone, no
/// proxy from the environment, and the limits of ``HTTPLimits``.
///
/// libcurl blocks, so it runs on a bounded number of threads of its own, never on Swift's pool.
///
/// - Important: When a kept connection turns out to be closed before the first byte of an
///   answer, libcurl sends the request once more by itself. So every call that changes something
///   must carry an id that makes it safe to repeat.
public final class HTTPClient: Sendable {
    private let queue: CallQueue
    private let workers: WorkerCount

    /// - Parameters:
    ///   - workersMax: threads, started when they are needed.
    ///   - callsPerOriginMax: calls to one scheme, host and port at the same time.
    ///   - waitingMax: calls that wait for a thread; one more fails with `tooManyCalls`.
    public init(workersMax: Int = 24, callsPerOriginMax: Int = 4, waitingMax: Int = 4_096) {
        queue = CallQueue(waitingMax: waitingMax, runningPerOriginMax: callsPerOriginMax)
        workers = WorkerCount(max: workersMax)
    }

    deinit { queue.close() }

    /// Ends the threads; calls that wait fail with `cancelled`, running ones end by themselves.
    public func close() { queue.close() }

    /// Sends one call and reads its answer, whatever its status. A GET is redirected within its
    /// own origin, at most `redirectsMax` times; any other redirect of it is refused.
    ///
    /// Cancelling the task ends the call within about a second.
    public func send(_ call: HTTPCall) async throws(HTTPFailure) -> HTTPAnswer {
        var call = call
        for _ in 0...call.limits.redirectsMax {
            let answer = try await exchange(call)
            guard call.method == "GET", [301, 302, 303, 307, 308].contains(answer.status),
                let location = answer.header("location")
            else { return answer }
            guard let next = call.address.resolving(location),
                next.origin == call.address.origin
            else { throw .redirectRefused("redirected to another host: \(location.prefix(200))") }
            call.address = next
        }
        throw .redirectRefused("redirected more than \(call.limits.redirectsMax) times")
    }

    private func exchange(_ call: HTTPCall) async throws(HTTPFailure) -> HTTPAnswer {
        let queued = QueuedCall(call)
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { waiter in
                queued.attach(waiter)
                if queue.add(queued), workers.admitOne() { startWorker() }
            }
        } onCancel: {
            queue.cancel(queued)
        }
        return try outcome.get()
    }

    private func startWorker() {
        let queue = queue
        let thread = Thread {
            let handle = CurlHandle()
            while let queued = queue.next() {
                let outcome = handle.perform(queued.call, isCancelled: queued.isCancelledNow)
                queue.done(queued)
                queued.finish(outcome)
            }
        }
        thread.name = "http-client"
        thread.stackSize = 512 << 10
        thread.start()
    }
}
