import Dispatch
import Foundation
import Synchronization

/// Threads that read the store, each with a connection of its own, so that no read blocks the
/// writer, the server's threads or Swift's cooperative pool.
public final class ReadPool: Sendable {
    /// Why a read was not taken.
    public enum Failure: Error, Sendable, Equatable {
        case full
        case stopped
    }

    private typealias Read = @Sendable (Result<any Database, DatabaseError>) -> Void

    private struct State {
        var waiting: [Read] = []
        var isStopped = false
    }

    private let state = Mutex(State())
    private let wake = DispatchSemaphore(value: 0)
    private let finished = DispatchGroup()
    private let waitingMax: Int
    private let threads: Int
    private let open: @Sendable () throws(DatabaseError) -> any Database

    /// - Parameters:
    ///   - threads: connections, one a thread.
    ///   - waitingMax: reads that may wait; one more is refused.
    public init(
        threads: Int = 2, waitingMax: Int = 8192,
        open: @escaping @Sendable () throws(DatabaseError) -> any Database
    ) {
        self.threads = threads
        self.waitingMax = waitingMax
        self.open = open
        for _ in 0..<threads {
            finished.enter()
            Thread.detachNewThread { [self] in
                work()
                finished.leave()
            }
        }
    }

    /// Hands a read over; `then` is called exactly once, on the reading thread.
    /// - Throws: ``Failure`` where the read was not taken.
    public func submit<Answer: Sendable>(
        _ body: @escaping @Sendable (any Database) throws -> Answer,
        then: @escaping @Sendable (Result<Answer, any Error>) -> Void
    ) throws(Failure) {
        let read: Read = { connection in
            then(Result { try body(connection.get()) })
        }
        let refusal: Failure? = state.withLock { state in
            if state.isStopped { return .stopped }
            if state.waiting.count >= waitingMax { return .full }
            state.waiting.append(read)
            return nil
        }
        if let refusal { throw refusal }
        wake.signal()
    }

    /// The same for workers, which may wait.
    public func run<Answer: Sendable>(
        _ body: @escaping @Sendable (any Database) throws -> Answer
    ) async throws -> Answer {
        try await withCheckedThrowingContinuation { continuation in
            do {
                try submit(body) { continuation.resume(with: $0) }
            } catch {
                continuation.resume(throwing: error)
            }
        }
    }

    /// Takes no more reads, finishes those that wait, closes the connections and returns.
    public func stop() {
        state.withLock { $0.isStopped = true }
        for _ in 0..<threads { wake.signal() }
        finished.wait()
    }

    private func work() {
        var connection: (any Database)?
        while true {
            wake.wait()
            let (read, isStopped) = state.withLock { state in
                (state.waiting.isEmpty ? nil : state.waiting.removeFirst(), state.isStopped)
            }
            guard let read else {
                if isStopped { return }
                continue
            }
            do throws(DatabaseError) {
                let database = if let connection { connection } else { try open() }
                connection = database
                read(.success(database))
            } catch {
                read(.failure(error))
            }
        }
    }
}
