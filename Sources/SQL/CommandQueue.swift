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
    fileprivate struct Command: Sendable {
        let run: @Sendable (any Database, _ isolated: Bool) -> Step
        /// Answers a command of which nothing was done.
        let fail: @Sendable (DatabaseError) -> Void
    }

    /// What became of one command within its transaction.
    fileprivate enum Step {
        /// It is carried out, or refused with nothing left behind.
        case settled(Completion)
        /// It was not isolated, failed, and left something to undo.
        case leftovers
        /// The transaction cannot be trusted any more.
        case lost(DatabaseError)
    }

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
            work { error in
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
        let command = Command(
            run: { Self.step(on: $0, isolated: $1, body, then) }, fail: { then(.failure($0)) })
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

    /// - Parameter report: told once whether the connection could be opened.
    private func work(_ report: (DatabaseError?) -> Void) {
        // The only reference: letting go of it closes the connection.
        var database: (any Database)?
        do throws(DatabaseError) {
            database = try open()
            report(nil)
        } catch {
            return report(error)
        }
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
            guard state.waiting.count > limits.batchMax else {
                // The whole array goes over; none of its commands is copied.
                defer { state.waiting = [] }
                return state.waiting[...]
            }
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
            switch command.run(database, isolated) {
            case .settled(let completion): completions.append(completion)
            case .leftovers: return false
            case .lost(let error): throw error
            }
        }
        return true
    }

    private static func step<Answer: Sendable>(
        on database: any Database, isolated: Bool,
        _ body: (any Database) throws -> Answer,
        _ then: @escaping @Sendable (Result<Answer, any Error>) -> Void
    ) -> Step {
        let before = database.changeCount
        var step: Step
        var cause: DatabaseError?
        do {
            if isolated { try database.run("SAVEPOINT command") }
            let answer = try body(database)
            if isolated { try database.run("RELEASE SAVEPOINT command") }
            step = .settled { failure in then(failure.map { .failure($0) } ?? .success(answer)) }
        } catch {
            cause = error as? DatabaseError
            step = .settled { failure in then(.failure(failure ?? error)) }
            if isolated {
                do throws(DatabaseError) {
                    try database.run("ROLLBACK TO SAVEPOINT command")
                    try database.run("RELEASE SAVEPOINT command")
                } catch {
                    // What the command wrote may still be there: nothing of the batch is kept.
                    return .lost(cause ?? error)
                }
            } else if cause != nil || database.changeCount != before {
                return .leftovers
            }
        }
        if !database.isInTransaction {
            step = .lost(cause ?? .unavailable("the engine gave the transaction up"))
        }
        return step
    }

    /// Answers commands of which nothing was done.
    private func fail(_ batch: ArraySlice<Command>, _ error: DatabaseError) {
        for command in batch { command.fail(error) }
    }
}
