import Foundation

/// One connection that writes, on the thread that uses it.
final class CommandWriter {
    /// Longest pause before a command that others got in the way of is begun again.
    private static let pauseMillisecondsMax = 64.0

    private let queue: CommandQueue
    private let open: @Sendable () throws(DatabaseError) -> any Database
    /// The only reference: letting go of it closes the connection.
    private var database: (any Database)?

    init(
        queue: CommandQueue, open: @escaping @Sendable () throws(DatabaseError) -> any Database
    ) {
        self.queue = queue
        self.open = open
    }

    /// Opens the connection where there is none.
    /// - Returns: why it could not.
    func connect() -> DatabaseError? {
        if database != nil { return nil }
        do throws(DatabaseError) {
            database = try open()
            return nil
        } catch {
            return error
        }
    }

    /// Works until the queue is stopped and empty.
    func work() {
        var last: [WaitingCommand]?
        var backoff = Backoff.ofWorkers
        while let batch = queue.takeBatch(after: last) {
            last = batch
            while Sabotage.stuckWriter.isOn { Thread.sleep(forTimeInterval: 0.1) }
            if let error = connect() {
                for command in batch { command.work.fail(.unavailable(error.message)) }
                Thread.sleep(forTimeInterval: backoff.next())
                continue
            }
            backoff.reset()
            pause(before: batch)
            guard let telling = carryOut(ordered(batch)) else { continue }
            // What cannot be trusted is closed, and where one file is all there is opened anew,
            // before anyone is answered.
            database = nil
            if queue.limits.writers == 1 { _ = connect() }
            telling()
        }
        database = nil
    }

    /// A writer that is alone meets nobody, and keeps the order of arrival.
    private func ordered(_ batch: [WaitingCommand]) -> [WaitingCommand] {
        guard queue.limits.writers > 1, batch.count > 1 else { return batch }
        return batch.sorted { $0.key < $1.key }
    }

    /// Those who were in each other's way do not come back at the same moment.
    private func pause(before batch: [WaitingCommand]) {
        guard let first = batch.first, first.attempts > 1 else { return }
        let most = min(Self.pauseMillisecondsMax, Double(1 << min(first.attempts, 16)))
        Thread.sleep(forTimeInterval: Double.random(in: 0...most) / 1000)
    }

    // MARK: - One transaction

    /// What has become of one command before the commit.
    private enum Outcome {
        case settled(CommandStep.Completion)
        case contended(DatabaseError)
    }

    /// - Returns: nil when all is told; else the connection is no longer to be trusted, and what is
    ///   returned tells the commands so.
    private func carryOut(_ batch: [WaitingCommand]) -> (() -> Void)? {
        guard let database else { return nil }
        var outcomes: [Outcome] = []
        outcomes.reserveCapacity(batch.count)
        do throws(DatabaseError) {
            // Most batches have nothing to undo, and savepoints cost a third of the writer's time:
            // only when a command fails with half its writes done is all of it begun again.
            if try !carryOutTogether(batch, on: database, &outcomes) {
                try database.rollback()
                outcomes.removeAll()
                _ = try run(batch, on: database, isolated: true, &outcomes)
                try database.commit()
            }
        } catch {
            return giveUp(batch, outcomes, on: database, because: error)
        }
        queue.note(commands: outcomes.count)
        var again: [WaitingCommand] = []
        for (command, outcome) in zip(batch, outcomes) {
            switch outcome {
            case .settled(let complete): complete(nil)
            case .contended(let cause): addAgain(command, cause, to: &again)
            }
        }
        queue.takeBack(again)
        return nil
    }

    /// - Returns: false where the batch has to be begun again with its commands isolated.
    private func carryOutTogether(
        _ batch: [WaitingCommand], on database: any Database, _ outcomes: inout [Outcome]
    ) throws(DatabaseError) -> Bool {
        guard try run(batch, on: database, isolated: false, &outcomes) else { return false }
        do throws(DatabaseError) {
            try database.commit()
            return true
        } catch {
            switch error {
            // What was left for later has failed, and nobody knows yet whose it was.
            case .constraint, .misuse, .busy: return false
            default: throw error
            }
        }
    }

    /// Begins a transaction and runs the commands in it.
    /// - Returns: false where a command that was not isolated left something to undo.
    private func run(
        _ batch: [WaitingCommand], on database: any Database, isolated: Bool,
        _ outcomes: inout [Outcome]
    ) throws(DatabaseError) -> Bool {
        try database.begin()
        var steps = [CommandStep?](repeating: nil, count: batch.count)
        if !isolated, !together(batch, on: database, &steps) { return false }
        for (command, step) in zip(batch, steps) {
            switch step ?? command.work.run(on: database, isolated: isolated) {
            case .settled(let complete) where Sabotage.answersEarly.isOn:
                complete(nil)
                outcomes.append(.settled { _ in })
                Thread.sleep(forTimeInterval: 0.02)
            case .settled(let complete): outcomes.append(.settled(complete))
            case .contended(let cause): outcomes.append(.contended(cause))
            case .leftovers: return false
            case .lost(let error): throw error
            }
        }
        return true
    }

    /// Carries out what can be done together, before the rest of the batch.
    /// - Parameter steps: of each command; those that are carried out here are set.
    /// - Returns: false where all has to be undone.
    private func together(
        _ batch: [WaitingCommand], on database: any Database, _ steps: inout [CommandStep?]
    ) -> Bool {
        guard batch.count > 1 else { return true }
        var groups: [ObjectIdentifier: (group: any GroupedCommands, places: [Int])] = [:]
        for (index, command) in batch.enumerated() {
            guard let group = command.work.group else { continue }
            groups[ObjectIdentifier(group), default: (group, [])].places.append(index)
        }
        // In the order of their commands' keys, in which all writers lock. One without a key, which
        // comes first, locks nothing.
        let inOrder = groups.values.sorted { ($0.places.last ?? 0) < ($1.places.last ?? 0) }
        for (group, places) in inOrder where places.count > 1 {
            let members = places.map { batch[$0].work }
            guard let done = try? group.steps(of: members, on: database) else { return false }
            for (place, step) in zip(places, done) { steps[place] = step }
        }
        return true
    }

    /// Nothing of the batch is kept, or nobody knows. What is certain not to be done, for a reason
    /// that passes, is begun again; the others are told.
    private func giveUp(
        _ batch: [WaitingCommand], _ outcomes: [Outcome], on database: any Database,
        because error: DatabaseError
    ) -> (() -> Void)? {
        var passes = false
        var isTrusted = false
        switch error {
        case .connectionLost: passes = true
        case .busy where queue.limits.writers > 1:
            passes = true
            isTrusted = (try? database.rollback()) != nil && !database.isLost
        default: break
        }
        let telling = { [self] in tell(batch, outcomes, error, passes: passes) }
        guard isTrusted else { return telling }
        telling()
        return nil
    }

    private func tell(
        _ batch: [WaitingCommand], _ outcomes: [Outcome], _ error: DatabaseError, passes: Bool
    ) {
        var again: [WaitingCommand] = []
        for (index, command) in batch.enumerated() {
            let outcome = index < outcomes.count ? outcomes[index] : nil
            switch outcome {
            case _ where passes: addAgain(command, error, to: &again)
            case .settled(let complete) where Sabotage.ignoresFailedCommit.isOn: complete(nil)
            case .settled(let complete) where Sabotage.guessesOutcome.isOn:
                complete(.unavailable(error.message))
            case .settled(let complete): complete(error)
            case .contended(let cause): addAgain(command, cause, to: &again)
            case nil: command.work.fail(error)
            }
        }
        queue.takeBack(again)
    }

    private func addAgain(
        _ command: WaitingCommand, _ cause: DatabaseError, to again: inout [WaitingCommand]
    ) {
        var command = command
        command.attempts += 1
        guard command.attempts < queue.limits.attemptsMax else { return command.work.fail(cause) }
        again.append(command)
    }
}
