import Dispatch
import Foundation
import Synchronization

/// The one way to write: commands wait in a bounded queue, and one thread carries all that wait
/// out in a single transaction, each isolated from the others' failure, and commits once.
///
/// A command may be run twice, the first time undone: it changes nothing but the store.
///
/// A command's answer is given only after that commit, so what is answered is durable. Group
/// commit is why thousands of small writes a second cost a few hundred syncs.
public final class CommandQueue: Sendable {
    public struct Limits: Sendable {
        /// Commands that may wait; one more is refused with ``Failure/full``.
        public var waitingMax: Int
        /// Commands in one transaction.
        public var batchMax: Int
        /// Pause before a connection that was lost is opened again.
        public var reopenMilliseconds: Int

        public init(waitingMax: Int = 8192, batchMax: Int = 512, reopenMilliseconds: Int = 500) {
            self.waitingMax = waitingMax
            self.batchMax = batchMax
            self.reopenMilliseconds = reopenMilliseconds
        }
    }

    /// Why a command was not taken. Nothing was done.
    public enum Failure: Error, Sendable, Equatable {
        case full
        case stopped
    }

    /// What the queue has done since it started.
    public struct Counts: Sendable {
        public var waiting = 0
        public var commands = 0
        public var commits = 0
        public var refused = 0
    }

    /// Tells a command, after the commit, that it is durable (nil) or why not.
    fileprivate typealias Completion = (DatabaseError?) -> Void
    /// Runs a command, isolated or not; nil where it was not, failed, and left something to undo.
    fileprivate typealias Command = @Sendable (any Database, _ isolated: Bool) -> Completion?

    private struct State {
        var waiting: [Command] = []
        var isStopped = false
        var counts = Counts()
    }

    private let state = Mutex(State())
    private let wake = DispatchSemaphore(value: 0)
    private let finished = DispatchSemaphore(value: 0)
    private let limits: Limits
    private let open: @Sendable () throws(DatabaseError) -> any Database

    /// Opens the connection on the queue's own thread.
    /// - Throws: what `open` throws.
    public init(
        limits: Limits = Limits(),
        open: @escaping @Sendable () throws(DatabaseError) -> any Database
    ) throws(DatabaseError) {
        self.limits = limits
        self.open = open
        let outcome = Mutex<DatabaseError?>(nil)
        let opened = DispatchSemaphore(value: 0)
        Thread.detachNewThread { [self] in
            do throws(DatabaseError) {
                let database = try open()
                opened.signal()
                work(on: database)
            } catch {
                outcome.withLock { $0 = error }
                opened.signal()
            }
        }
        opened.wait()
        if let error = outcome.withLock({ $0 }) { throw error }
    }

    public var counts: Counts {
        state.withLock { state in
            var counts = state.counts
            counts.waiting = state.waiting.count
            return counts
        }
    }

    /// Hands a command over. `then` is called exactly once, on the writer's thread: after the
    /// commit that made it durable, with the command's own error after its writes were undone, or
    /// with a ``DatabaseError``. It must be brief.
    /// - Throws: ``Failure`` where the command was not taken; `then` is not called in that case.
    public func submit<Answer: Sendable>(
        _ body: @escaping @Sendable (any Database) throws -> Answer,
        then: @escaping @Sendable (Result<Answer, any Error>) -> Void
    ) throws(Failure) {
        let command: Command = { database, isolated in
            let before = database.changeCount
            do {
                let answer =
                    try isolated
                    ? database.isolated { try body(database) } : body(database)
                return { failure in then(failure.map { .failure($0) } ?? .success(answer)) }
            } catch {
                if !isolated, error is DatabaseError || database.changeCount != before {
                    return nil
                }
                return { failure in then(.failure(failure ?? error)) }
            }
        }
        let refusal: Failure? = state.withLock { state in
            if state.isStopped { return .stopped }
            if state.waiting.count >= limits.waitingMax {
                state.counts.refused += 1
                return .full
            }
            state.waiting.append(command)
            if state.waiting.count == 1 { wake.signal() }
            return nil
        }
        if let refusal { throw refusal }
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

    /// Takes no more commands, carries out those that wait, closes the connection and returns.
    public func stop() {
        let first = state.withLock { state in
            defer { state.isStopped = true }
            return !state.isStopped
        }
        guard first else { return }
        wake.signal()
        finished.wait()
    }

    // MARK: - The writer's thread

    private func work(on opened: any Database) {
        var database: (any Database)? = opened
        while true {
            wake.wait()
            while let batch = takeBatch() {
                if database == nil { database = try? open() }
                guard let connection = database else {
                    fail(batch, .unavailable("the database cannot be opened"))
                    Thread.sleep(forTimeInterval: Double(limits.reopenMilliseconds) / 1000)
                    continue
                }
                if !carryOut(batch, on: connection) { database = nil }
            }
            if state.withLock({ $0.isStopped && $0.waiting.isEmpty }) { break }
        }
        database = nil
        finished.signal()
    }

    private func takeBatch() -> ArraySlice<Command>? {
        state.withLock { state in
            guard !state.waiting.isEmpty else { return nil }
            let batch = state.waiting.prefix(limits.batchMax)
            state.waiting.removeFirst(batch.count)
            return batch
        }
    }

    /// False when the connection is no longer to be trusted.
    private func carryOut(_ batch: ArraySlice<Command>, on database: any Database) -> Bool {
        var completions: [Completion] = []
        completions.reserveCapacity(batch.count)
        var failure: DatabaseError?
        do throws(DatabaseError) {
            // Most batches have nothing to undo, and savepoints cost a third of the writer's time:
            // only when a command fails with half its writes done is all of it begun again.
            if try !run(batch, on: database, isolated: false, &completions) {
                try database.rollback()
                completions.removeAll()
                _ = try run(batch, on: database, isolated: true, &completions)
            }
            try database.commit()
        } catch {
            failure = error
        }
        state.withLock { state in
            state.counts.commands += batch.count
            state.counts.commits += 1
        }
        for complete in completions { complete(failure) }
        if let failure { fail(batch.dropFirst(completions.count), failure) }
        return failure == nil
    }

    /// Begins a transaction and runs the commands in it.
    /// - Returns: false where a command that was not isolated left something to undo.
    private func run(
        _ batch: ArraySlice<Command>, on database: any Database, isolated: Bool,
        _ completions: inout [Completion]
    ) throws(DatabaseError) -> Bool {
        try database.begin()
        for command in batch {
            guard let completion = command(database, isolated) else { return false }
            completions.append(completion)
            guard database.isInTransaction else {
                // The engine gave the whole transaction up: none of the batch was done.
                throw .full("the transaction was abandoned by the engine")
            }
        }
        return true
    }

    /// Answers commands that were never begun.
    private func fail(_ batch: ArraySlice<Command>, _ error: DatabaseError) {
        for command in batch { command(Unavailable(error: error), true)?(error) }
    }
}

/// Stands in for a connection that could not be had: every call fails, so that a command's own
/// error path runs and its waiter is answered.
private final class Unavailable: Database {
    let error: DatabaseError
    var isInTransaction: Bool { false }
    var changeCount: Int64 { 0 }

    init(error: DatabaseError) {
        self.error = error
    }

    func rows(_ sql: String, binding values: [SQLValue]) throws(DatabaseError) -> [Row] {
        throw error
    }
    func run(_ sql: String, binding values: [SQLValue]) throws(DatabaseError) -> Int {
        throw error
    }
    func script(_ sql: String) throws(DatabaseError) { throw error }
    func begin() throws(DatabaseError) { throw error }
    func beginReading() throws(DatabaseError) { throw error }
    func commit() throws(DatabaseError) { throw error }
    func rollback() throws(DatabaseError) { throw error }
}
