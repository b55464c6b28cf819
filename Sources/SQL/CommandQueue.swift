import Dispatch
import Foundation
import Synchronization

/// The one way to write: commands wait in a bounded queue, and a writer carries all that wait
/// out in a single transaction, each isolated from the others' failure, and commits once.
///
/// An embedded engine has one writer. A server has several, whose rows are locked in one order
/// (the commands' keys), and a key is in the hands of one writer at a time; what gets into
/// another's way all the same is run again.
///
/// A command may be run several times, each but the last undone: it changes nothing but the store.
///
/// A command's answer is given only after that commit, so what is answered is durable. Group
/// commit is why thousands of small writes a second cost a few hundred syncs.
public final class CommandQueue: Sendable {
    public struct Limits: Sendable {
        /// Commands that may wait; one more is refused with ``Failure/full``.
        public var waitingMax: Int
        /// Commands in one transaction.
        public var batchMax: Int
        /// Connections that write, each on a thread of its own.
        public var writers: Int
        /// How often a command is begun that others get in the way of.
        public var attemptsMax: Int
        /// Pause before a connection that was lost is opened again.
        public var reopenMilliseconds: Int

        public init(
            waitingMax: Int = 8192, batchMax: Int = 512, writers: Int = 1, attemptsMax: Int = 10,
            reopenMilliseconds: Int = 500
        ) {
            self.waitingMax = waitingMax
            self.batchMax = batchMax
            self.writers = writers
            self.attemptsMax = attemptsMax
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
        /// Commands that were begun again.
        public var repeats = 0
    }

    private struct State {
        var waiting: [WaitingCommand] = []
        /// Keys of commands that a writer carries out, where there are several writers.
        var underway: Set<String> = []
        /// Writers that sleep.
        var idle = 0
        var isStopped = false
        var counts = Counts()
    }

    private let state = Mutex(State())
    private let wake = DispatchSemaphore(value: 0)
    private let finished = DispatchGroup()
    let limits: Limits

    /// Opens the first connection, on the first writer's own thread; the others are opened when
    /// there is work for them.
    /// - Throws: what `open` throws.
    public init(
        limits: Limits = Limits(),
        open: @escaping @Sendable () throws(DatabaseError) -> any Database
    ) throws(DatabaseError) {
        self.limits = limits
        let outcome = Mutex<DatabaseError?>(nil)
        let opened = DispatchSemaphore(value: 0)
        for number in 0..<max(1, limits.writers) {
            finished.enter()
            Thread.detachNewThread { [self] in
                let writer = CommandWriter(queue: self, open: open)
                if number == 0 {
                    let error = writer.connect()
                    outcome.withLock { $0 = error }
                    opened.signal()
                }
                writer.work()
                finished.leave()
            }
        }
        opened.wait()
        if let error = outcome.withLock({ $0 }) {
            stop()
            throw error
        }
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
    /// - Parameter key: what the command contends for (a course, a card): commands of one
    ///   transaction are run in the order of their keys, so that two writers lock the same rows in
    ///   the same order; and no two writers have commands of one key at the same time. Empty for
    ///   a command that contends for nothing.
    /// - Throws: ``Failure`` where the command was not taken; `then` is not called in that case.
    public func submit<Answer: Sendable>(
        inOrderOf key: String = "",
        _ body: @escaping @Sendable (any Database) throws -> Answer,
        then: @escaping @Sendable (Result<Answer, any Error>) -> Void
    ) throws(Failure) {
        try add(
            WaitingCommand(
                key: key, run: { CommandStep(on: $0, isolated: $1, body, then) },
                fail: { then(.failure($0)) }))
    }

    /// The same for a command of a group: those that wait together are carried out together.
    public func submit<Input: Sendable, Answer: Sendable>(
        inOrderOf key: String = "", _ input: Input, to group: CommandGroup<Input, Answer>,
        then: @escaping @Sendable (Result<Answer, any Error>) -> Void
    ) throws(Failure) {
        try add(
            WaitingCommand(
                key: key,
                run: { database, isolated in
                    CommandStep(
                        on: database, isolated: isolated, { try group.alone(input, $0) }, then)
                },
                fail: { then(.failure($0)) }, group: group,
                member: CommandGroup<Input, Answer>.Member(input: input, then: then)))
    }

    private func add(_ command: WaitingCommand) throws(Failure) {
        let refusal: Failure? = state.withLock { state in
            if state.isStopped { return .stopped }
            if state.waiting.count >= limits.waitingMax {
                state.counts.refused += 1
                return .full
            }
            state.waiting.append(command)
            wakeOne(&state)
            return nil
        }
        if let refusal { throw refusal }
    }

    /// The same for workers, which may wait.
    public func run<Answer: Sendable>(
        inOrderOf key: String = "",
        _ body: @escaping @Sendable (any Database) throws -> Answer
    ) async throws -> Answer {
        try await withCheckedThrowingContinuation { continuation in
            do {
                try submit(inOrderOf: key, body) { continuation.resume(with: $0) }
            } catch {
                continuation.resume(throwing: error)
            }
        }
    }

    /// Takes no more commands, carries out those that wait, closes the connections and returns.
    public func stop() {
        let first = state.withLock { state in
            guard !state.isStopped else { return false }
            state.isStopped = true
            while state.idle > 0 { wakeOne(&state) }
            return true
        }
        guard first else { return }
        finished.wait()
    }

    private func wakeOne(_ state: inout State) {
        guard state.idle > 0 else { return }
        state.idle -= 1
        wake.signal()
    }

    // MARK: - For the writers

    /// The commands of the next transaction; waits for them. Nil when the queue is stopped and
    /// empty.
    /// - Parameter finished: the batch before it, whose keys are free again.
    func takeBatch(after finished: [WaitingCommand]) -> [WaitingCommand]? {
        var finished = finished
        while true {
            let (batch, isOver): ([WaitingCommand], Bool) = state.withLock { state in
                free(finished, &state)
                let batch = cut(&state)
                if !batch.isEmpty { return (batch, false) }
                // What still waits for a key is taken by the writer that has it.
                if !state.isStopped { state.idle += 1 }
                return ([], state.isStopped)
            }
            if isOver { return nil }
            if !batch.isEmpty { return batch }
            finished = []
            wake.wait()
        }
    }

    /// One writer's share of what waits: what other writers sleep through is left for them. A
    /// command that failed twice comes alone, so that it meets fewer others.
    private func cut(_ state: inout State) -> [WaitingCommand] {
        let share = (state.waiting.count + state.idle) / (state.idle + 1)
        var count = min(share, limits.batchMax)
        if let contended = state.waiting.prefix(count).firstIndex(where: { $0.attempts > 1 }) {
            count = max(1, contended)
        }
        if limits.writers > 1 { return cutFree(count, &state) }
        guard count < state.waiting.count else {
            // The whole array goes over; none of its commands is copied.
            defer { state.waiting = [] }
            return state.waiting
        }
        defer { state.waiting.removeFirst(count) }
        return Array(state.waiting.prefix(count))
    }

    /// Of several writers: the first commands whose keys are in no other's hands.
    private func cutFree(_ count: Int, _ state: inout State) -> [WaitingCommand] {
        var batch: [WaitingCommand] = []
        var left: [WaitingCommand] = []
        batch.reserveCapacity(count)
        for (index, command) in state.waiting.enumerated() {
            if batch.count == count {
                left += state.waiting[index...]
                break
            }
            if !command.key.isEmpty, state.underway.contains(command.key) {
                left.append(command)
            } else {
                batch.append(command)
            }
        }
        for command in batch where !command.key.isEmpty { state.underway.insert(command.key) }
        state.waiting = left
        if !batch.isEmpty, !left.isEmpty { wakeOne(&state) }
        return batch
    }

    private func free(_ finished: [WaitingCommand], _ state: inout State) {
        guard limits.writers > 1 else { return }
        for command in finished { state.underway.remove(command.key) }
    }

    /// Puts commands of which nothing was done before all that wait.
    func takeBack(_ commands: [WaitingCommand]) {
        guard !commands.isEmpty else { return }
        state.withLock { state in
            state.counts.repeats += commands.count
            state.waiting.insert(contentsOf: commands, at: 0)
            wakeOne(&state)
        }
    }

    func note(commands: Int) {
        state.withLock { state in
            state.counts.commands += commands
            state.counts.commits += 1
        }
    }
}
