import Foundation

/// Accepts connections and deals them out to the event loops in turn.
final class AcceptWorker: Sendable {
    private static let pauseMicroseconds: UInt32 = 10_000

    private let descriptor: Int32
    private let context: ServerContext
    private let loops: [EventLoop]
    private let ended = DispatchSemaphore(value: 0)

    /// `descriptor` listens; the worker closes it.
    init(descriptor: Int32, context: ServerContext, loops: [EventLoop]) {
        self.descriptor = descriptor
        self.context = context
        self.loops = loops
    }

    func start() {
        let thread = Thread { [self] in
            run()
            ended.signal()
        }
        thread.name = "http-accept"
        thread.start()
    }

    /// Refuses further connections from the moment it returns.
    func stop() {
        // Ends the call to `accept` that the thread waits in, and refuses what is in the backlog.
        shutdown(descriptor, Int32(SHUT_RDWR))
        ended.wait()
        close(descriptor)
    }

    private func run() {
        var turn = 0
        while !context.isStopping {
            guard context.connectionCount < context.configuration.connectionsMax else {
                usleep(Self.pauseMicroseconds)
                continue
            }
            if accept(into: loops[turn % loops.count]) { turn += 1 }
        }
    }

    private func accept(into loop: EventLoop) -> Bool {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return unsafe withUnsafeMutablePointer(to: &storage) { storage in
            // Every address fits in `sockaddr_storage`.
            unsafe storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                let accepted = unsafe Glibc.accept(descriptor, address, &length)
                guard accepted >= 0 else {
                    // Out of descriptors or memory: later there may be some again.
                    if errno != EINTR, errno != ECONNABORTED { usleep(Self.pauseMicroseconds) }
                    return false
                }
                _ = fcntl(accepted, F_SETFD, FD_CLOEXEC)
                context.countAccepted(1)
                if unsafe !loop.add(accepted, address, length) { context.countAccepted(-1) }
                return true
            }
        }
    }
}
