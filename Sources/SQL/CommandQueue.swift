import Dispatch
import Foundation
import Synchronization

/// The one way to write: commands wait in a bounded queue, and a writer carries all that wait
/// out in a single transaction, each isolated from the others' failure, and commits once.
///
/// An embedded engine has one writer. A server has several, whose rows are locked in one order
/// (the commands' keys), and a key is in the hands of one writer at a time; what gets into
/// another's way all the same is run again. ``CommandBacklog`` says who takes what.
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

        public init(
            waitingMax: Int = 8192, batchMax: Int = 512, writers: Int = 1, attemptsMax: Int = 10
        ) {
            self.waitingMax = waitingMax
            self.batchMax = batchMax
            self.writers = writers
            self.attemptsMax = attemptsMax
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

    private let backlog: Mutex<CommandBacklog>
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
        backlog = Mutex(CommandBacklog(limits: limits))
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
        backlog.withLock { backlog in
            var counts = backlog.counts
            counts.waiting = backlog.waiting.count
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
        try add(WaitingCommand(work: LoneCommand(key: key, body, then: then)))
    }

    /// The same for a command of a group: those that wait together are carried out together.
    public func submit<Input: Sendable, Answer: Sendable>(
        inOrderOf key: String = "", _ input: Input, to group: CommandGroup<Input, Answer>,
        then: @escaping @Sendable (Result<Answer, any Error>) -> Void
    ) throws(Failure) {
        let member = CommandGroup<Input, Answer>.Member(key: key, input, of: group, then: then)
        try add(WaitingCommand(work: member))
    }

    private func add(_ command: WaitingCommand) throws(Failure) {
        let (refusal, isCalled): (Failure?, Bool) = backlog.withLock { backlog in
            if backlog.isStopped { return (.stopped, false) }
            guard backlog.hasRoom else {
                backlog.counts.refused += 1
                return (.full, false)
            }
            backlog.add(command)
            return (nil, backlog.callWriter())
        }
        if let refusal { throw refusal }
        if isCalled { wake.signal() }
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
        let asleep = backlog.withLock { backlog in backlog.isStopped ? nil : backlog.stop() }
        guard let asleep else { return }
        for _ in 0..<asleep { wake.signal() }
        finished.wait()
    }

    // MARK: - For the writers

    /// The commands of the next transaction; waits for them. Nil when the queue is stopped and
    /// empty.
    /// - Parameter finished: the batch before it, whose keys are free again; nil for none.
    func takeBatch(after finished: [WaitingCommand]?) -> [WaitingCommand]? {
        var origin = finished.map(CommandBacklog.Origin.work) ?? .nowhere
        while true {
            let (turn, isCalled) = backlog.withLock { ($0.next(from: origin), $0.callWriter()) }
            if isCalled { wake.signal() }
            switch turn {
            case .take(let batch): return batch
            case .end: return nil
            case .sleep:
                wake.wait()
                origin = .sleep
            case .lookOut(let milliseconds):
                Thread.sleep(forTimeInterval: Double(milliseconds) / 1000)
                origin = .lookout
            }
        }
    }

    /// Puts commands of which nothing was done before all that wait.
    func takeBack(_ commands: [WaitingCommand]) {
        guard !commands.isEmpty else { return }
        backlog.withLock { $0.takeBack(commands) }
    }

    func note(commands: Int) {
        backlog.withLock { backlog in
            backlog.counts.commands += commands
            backlog.counts.commits += 1
        }
    }
}
