import HTTPServer
import Synchronization

/// Lets callbacks be read away from the server's threads, a bounded number at a time: reading one
/// may mean asking the platform for its keys.
final class CallbackDesk: Sendable {
    /// Callbacks that are being read at once; one more is told to come back.
    static let readingMax = 64
    /// Events of one callback.
    static let eventsMax = 100

    private let reading = Mutex(0)

    /// - Throws: 503 where too many are being read.
    func reply(
        to request: HTTPRequest, _ context: ServiceContext,
        _ work: @escaping @Sendable () async throws -> HTTPResponse
    ) throws -> Reply {
        let isTaken = reading.withLock { reading in
            guard reading < Self.readingMax else { return false }
            reading += 1
            return true
        }
        guard isTaken else {
            throw Problem(
                503, "busy", "Too many callbacks are being read; send it again shortly.",
                headers: [("Retry-After", "1")])
        }
        return .later { [self] responder in
            Task {
                let answer: HTTPResponse
                do {
                    answer = try await work()
                } catch {
                    answer = context.problem(error, for: request)
                }
                reading.withLock { $0 -= 1 }
                responder.respond { answer }
            }
        }
    }
}
