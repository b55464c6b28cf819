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

    /// Answers, unless the connection turned out to be lost and there may be another try.
    private typealias Read =
        @Sendable (Result<any Database, DatabaseError>, _ mayRepeat: Bool) -> Bool

    /// Why there was no connection, and until when none is tried again.
    private struct Outage {
        let error: DatabaseError
        let until: DispatchTime
    }

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
        let read: Read = { connection, mayRepeat in
            let result = Result { try body(connection.get()) }
            if mayRepeat, case .failure(DatabaseError.connectionLost) = result { return false }
            then(result)
            return true
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
        var outage: Outage?
        var backoff = Backoff.ofWorkers
        while true {
            wake.wait()
            let (read, isStopped) = state.withLock { state in
                (state.waiting.isEmpty ? nil : state.waiting.removeFirst(), state.isStopped)
            }
            guard let read else {
                if isStopped { return }
                continue
            }
            // A connection may have broken since it was last used; reading twice does no harm.
            for mayRepeat in [true, false] {
                let opened = reopened(connection, &outage, &backoff)
                connection = try? opened.get()
                let isAnswered = read(opened, mayRepeat)
                if connection?.isLost == true { connection = nil }
                if isAnswered { break }
            }
        }
    }

    /// The connection, or a new one; where one was refused a moment ago, that refusal again: what
    /// waits for a server that is away is not kept waiting for each attempt in turn.
    private func reopened(
        _ connection: (any Database)?, _ outage: inout Outage?, _ backoff: inout Backoff
    ) -> Result<any Database, DatabaseError> {
        if let connection { return .success(connection) }
        if let outage, DispatchTime.now() < outage.until { return .failure(outage.error) }
        do throws(DatabaseError) {
            let opened = try open()
            outage = nil
            backoff.reset()
            return .success(opened)
        } catch {
            outage = Outage(error: error, until: .now() + backoff.next())
            return .failure(error)
        }
    }
}
