import Foundation

/// An HTTP/1.1 server on libmicrohttpd: a fixed number of event loops that read requests whole,
/// within the limits of its ``Configuration`` and of their routes, and run handlers.
///
///     var router = Router()
///     router.on("GET", "/livez", .noBody) { _ in .now(HTTPResponse(status: 204)) }
///     let server = HTTPServer(configuration: configuration, router: router, render: problem)
///     let port = try server.start()
///     …
///     server.stop(within: 10)
///
/// A request whose head is malformed or ambiguous is refused, and its connection closed without
/// another look at what follows. Nor is a request answered that came before the answer to the one
/// before it: the connection closes after that answer, and a client that pipelines sends the rest
/// again (RFC 9112, 9.3.2). TLS and HTTP/2 belong to the proxy in front. A client that half closes
/// its connection before the answer to a suspended request may not get it.
public final class HTTPServer: Sendable {
    private static let pollMicroseconds: UInt32 = 2_000
    /// For the answers of those requests that are given up at the end of ``stop(within:)``.
    private static let lastAnswersSecondsMax = 1.0

    private struct Running {
        let acceptor: AcceptWorker
        let deadlines: DeadlineWorker
    }

    private let context: ServerContext
    private let running = Guarded<Running?>(nil)
    /// Held while the event loops are probed, for which they must be there.
    private let probing = Guarded(())

    /// `render` makes the answer of an error: an ``HTTPRefusal`` (take its `status` and
    /// `headers`), an ``HTTPServerError`` (500), or what a handler threw; the request is nil
    /// where it could not be read, and without its body where that was refused. `finish` is told
    /// of every request that was answered. Both are called on the event loops, at once from
    /// several, and must not block.
    public init(
        configuration: Configuration, router: Router,
        render: @escaping @Sendable (any Error, HTTPRequest?) -> HTTPResponse,
        finish: @escaping @Sendable (RequestSummary) -> Void = { _ in }
    ) {
        context = ServerContext(
            configuration: configuration, router: router, render: render, finish: finish)
    }

    deinit { stop(within: 0) }

    /// Open connections, for metrics.
    public var connectionCount: Int { context.connectionCount }

    /// Listens, and returns the port. A server starts once in its life: a second call traps.
    ///
    /// Throws ``HTTPServerError/cannotListen(_:reason:)`` where the address is no literal, is not
    /// ours or is taken, and ``HTTPServerError/cannotStart``.
    public func start() throws -> UInt16 {
        try running.withLock { running in
            precondition(running == nil && !context.isStopping, "a server starts once")
            let descriptor = try Socket.listen(context.configuration)
            var loops: [EventLoop] = []
            do {
                for _ in 0..<max(1, context.configuration.threads) {
                    loops.append(try EventLoop(context))
                }
            } catch {
                for loop in loops { loop.stop() }
                close(descriptor)
                throw error
            }
            let port = Socket.port(of: descriptor)
            let acceptor = AcceptWorker(descriptor: descriptor, context: context, loops: loops)
            let deadlines = DeadlineWorker(context)
            context.lingering.start()
            deadlines.start()
            acceptor.start()
            running = Running(acceptor: acceptor, deadlines: deadlines)
            return port
        }
    }

    /// Accepts no more connections, waits for the requests that have begun, and closes. Those
    /// that are not done after `seconds` are answered with ``HTTPRefusal/givenUp`` where they
    /// wait for a responder; those that are still being received or answered are cut off a second
    /// later. One that comes when the others are done, or the time is up, is not begun and gets
    /// ``HTTPRefusal/stopping``. A handler that does not return is waited for. Does nothing where
    /// the server does not run.
    public func stop(within seconds: Double) {
        let stopped = running.withLock { running in
            defer { running = nil }
            return running
        }
        guard let stopped else { return }
        context.beginStopping()
        probing.withLock { _ in }
        stopped.acceptor.stop()
        stopped.deadlines.stop()
        let begun = Moment.now
        _ = waitUntilQuiet(since: begun, within: seconds)
        context.beginRefusing()
        // The connections were looked at one after the other: what began behind that look has
        // what is left of the time, like all that had begun before. (Of a body that was still
        // arriving, the request is refused.)
        let isQuiet = waitUntilQuiet(since: begun, within: seconds)
        // libmicrohttpd aborts the process when it is stopped with a connection suspended.
        while context.connections.contains(where: { $0.withPhase { $0.isWithHandler } }) {
            abandonSuspended()
            usleep(Self.pollMicroseconds)
        }
        if !isQuiet { _ = waitUntilQuiet(since: .now, within: Self.lastAnswersSecondsMax) }
        while context.isResuming { usleep(Self.pollMicroseconds) }
        for loop in stopped.acceptor.loops { loop.stop() }
        context.lingering.stop()
    }

    /// Asks every event loop for `/livez`, one after the other, over sockets of its own.
    /// - Returns: false where one of them did not answer within `seconds`: it is stuck. True
    ///   where the server does not run.
    public func isMoving(within seconds: Double) -> Bool {
        let context = context
        let acceptor = running.withLock { $0?.acceptor }
        guard let acceptor else { return true }
        return probing.withLock { _ in
            acceptor.loops.allSatisfy { loop in
                context.isStopping
                    || LoopProbe.isAnswered(by: loop, of: context, within: seconds)
            }
        }
    }

    private func waitUntilQuiet(since begun: Moment, within seconds: Double) -> Bool {
        while context.connections.contains(where: { $0.withPhase { $0.isBusy } }) {
            if Moment.now.seconds(since: begun) >= seconds { return false }
            usleep(Self.pollMicroseconds)
        }
        return true
    }

    private func abandonSuspended() {
        let context = context
        for connection in context.connections {
            // Taken out of the lock: resuming takes libmicrohttpd's.
            let pending = connection.withPhase { phase -> PendingAnswer? in
                if case .suspended(let pending) = phase { return pending }
                return nil
            }
            pending?.abandon { context.render(HTTPRefusal.givenUp, nil) }
        }
    }
}
