import Foundation

/// Cuts off what takes too long in all, however steadily it trickles in: libmicrohttpd's own
/// time-out only knows silence.
final class DeadlineWorker: Sendable {
    private static let lookSecondsMax = 1.0
    private static let lookSecondsMin = 0.02

    private let context: ServerContext
    private let wake = NSCondition()
    private let ended = DispatchSemaphore(value: 0)

    init(_ context: ServerContext) { self.context = context }

    func start() {
        let thread = Thread { [self] in
            run()
            ended.signal()
        }
        thread.name = "http-deadlines"
        thread.start()
    }

    /// Call after the context is stopping.
    func stop() {
        wake.lock()
        wake.broadcast()
        wake.unlock()
        ended.wait()
    }

    private func run() {
        let limits = context.configuration
        let shortest = min(
            limits.headSecondsMax, limits.bodySecondsMax, limits.idleSecondsMax,
            limits.answerSecondsMax)
        let lookSeconds = min(Self.lookSecondsMax, max(Self.lookSecondsMin, shortest / 4))
        wake.lock()
        defer { wake.unlock() }
        while !context.isStopping {
            _ = wake.wait(until: Date(timeIntervalSinceNow: lookSeconds))
            for connection in context.connections { check(connection, .now) }
        }
    }

    private func check(_ connection: Connection, _ now: Moment) {
        let limits = context.configuration
        connection.withPhase { phase in
            switch phase {
            case .idle(let since, let before):
                let received = Socket.bytesReceived(connection.descriptor)
                if let before, let received, received > before {
                    // Something has come since the last look: a head has begun.
                    phase = .readingHead(since: before == 0 ? since : now)
                } else {
                    phase = .idle(since: since, bytesReceived: received)
                    // A new connection that sends nothing is no better than a slow one.
                    let isNew = received == 0
                    let secondsMax = isNew ? limits.headSecondsMax : limits.idleSecondsMax
                    if now.seconds(since: since) > secondsMax { cut(connection, &phase, nil) }
                }
            case .readingHead(let since):
                if now.seconds(since: since) > limits.headSecondsMax {
                    cut(connection, &phase, .tooSlow)
                }
            case .readingBody(let since):
                if now.seconds(since: since) > limits.bodySecondsMax {
                    cut(connection, &phase, .tooSlow)
                }
            case .answering(let since):
                if now.seconds(since: since) > limits.answerSecondsMax {
                    cut(connection, &phase, nil)
                }
            case .handling, .suspended, .cut, .closed: break
            }
        }
    }

    /// Called under the phase's lock, so the descriptor is still the connection's. The event loop
    /// sees the end of the stream, and closes.
    private func cut(
        _ connection: Connection, _ phase: inout ConnectionPhase, _ refusal: HTTPRefusal?
    ) {
        if let refusal {
            RawAnswer.send(context.render(refusal, nil), to: connection.descriptor)
        }
        shutdown(connection.descriptor, Int32(SHUT_RDWR))
        phase = .cut(status: refusal?.status)
    }
}
