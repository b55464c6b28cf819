import Foundation

/// Accepts connections and gives each to the event loop that holds the fewest; when all are full
/// there is one more loop.
final class AcceptWorker: Sendable {
    private static let pauseMicroseconds: UInt32 = 10_000
    /// Descriptors that no connection gets: for files, and for the dispatch library, which ends
    /// the process where it cannot open one to look at its threads.
    private static let descriptorsReserved = 12

    private let descriptor: Int32
    private let context: ServerContext
    private let held: Guarded<[EventLoop]>
    private let ended = DispatchSemaphore(value: 0)

    /// `descriptor` listens; the worker closes it.
    init(descriptor: Int32, context: ServerContext, loops: [EventLoop]) {
        self.descriptor = descriptor
        self.context = context
        held = Guarded(loops)
    }

    func start() {
        let thread = Thread { [self] in
            run()
            ended.signal()
        }
        thread.name = "http-accept"
        thread.start()
    }

    /// All of them, to be stopped once the worker is.
    var loops: [EventLoop] { held.withLock { $0 } }

    /// Refuses further connections from the moment it returns.
    func stop() {
        // Ends the call to `accept` that the thread waits in, and refuses what is in the backlog.
        shutdown(descriptor, Int32(SHUT_RDWR))
        ended.wait()
        close(descriptor)
    }

    private func run() {
        while !context.isStopping {
            guard context.connectionCount < context.configuration.connectionsMax,
                let loop = emptiest()
            else {
                usleep(Self.pauseMicroseconds)
                continue
            }
            _ = accept(into: loop)
        }
    }

    /// Nil where all loops are full and no further one can be had.
    private func emptiest() -> EventLoop? {
        held.withLock { loops in
            let best = loops.min { $0.connectionCount < $1.connectionCount }
            if let best, best.connectionCount < EventLoop.connectionsMax { return best }
            guard let more = try? EventLoop(context) else { return nil }
            loops.append(more)
            return more
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
                // The kernel gives the lowest that is free.
                guard Int(accepted) < sysconf(Int32(_SC_OPEN_MAX)) - Self.descriptorsReserved
                else {
                    close(accepted)
                    usleep(Self.pauseMicroseconds)
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
