/// The commands that wait, and what the writers are doing: who takes what, and when.
///
/// A transaction costs much and a command in it little, so one writer takes all that came while
/// it was away, and a second one begins when that is half a batch, or has waited for longer than
/// most transactions take. Of several writers one that comes back from many commands to fewer,
/// while no other is at work, waits for a moment: those whom it answered are about to ask again.
struct CommandBacklog {
    /// Where a writer comes from.
    enum Origin {
        case work([WaitingCommand])
        case sleep
        case lookout
        /// It is new.
        case nowhere
    }

    /// What a writer does next.
    enum Turn {
        case take([WaitingCommand])
        /// Sleeps until it is called.
        case sleep
        /// Looks again after so many milliseconds, whether others came by.
        case lookOut(Int)
        case end
    }

    /// How long what is less than half a batch waits for a writer that is busy: longer than most
    /// transactions take.
    static let busyMilliseconds = 20
    /// How long a writer that carried out many waits for as many, and how often: not again where
    /// nobody came meanwhile.
    static let gatherMilliseconds = 2
    static let gatherLooksMax = 4
    /// How many were many.
    static let gatherAfter = 16

    let limits: CommandQueue.Limits
    private(set) var waiting: [WaitingCommand] = []
    private(set) var isStopped = false
    var counts = CommandQueue.Counts()
    /// Keys of commands that a writer carries out, where there are several writers.
    private var underway: Set<String> = []
    /// Writers that sleep and have not been called.
    private var asleep = 0
    /// Whether one was called and has not come yet.
    private var hasCalled = false
    /// Writers that carry a batch out.
    private var busy = 0
    private var hasLookout = false
    /// The lookout is a writer that waits for more: nobody else begins with less than a batch.
    private var gathering: Gathering?
    /// Whether all that waits is for keys in others' hands, who come back for it.
    private var isBlocked = false

    private struct Gathering {
        /// As many as the batch before.
        let wanted: Int
        /// As many waited at the last look.
        var seen: Int
        var looksLeft: Int
    }

    init(limits: CommandQueue.Limits) {
        self.limits = limits
    }

    /// Whether what waits is worth the transaction of another writer at once.
    private var isWorthAnother: Bool {
        waiting.count >= (gathering == nil ? limits.batchMax / 2 : limits.batchMax)
    }

    /// Whether one more may wait.
    var hasRoom: Bool { waiting.count < limits.waitingMax }

    mutating func add(_ command: WaitingCommand) {
        if command.key.isEmpty || !underway.contains(command.key) { isBlocked = false }
        waiting.append(command)
    }

    /// Puts commands of which nothing was done before all that wait.
    mutating func takeBack(_ commands: [WaitingCommand]) {
        counts.repeats += commands.count
        isBlocked = false
        waiting.insert(contentsOf: commands, at: 0)
    }

    /// - Returns: how many sleeping writers are to be woken, once the backlog is free again.
    mutating func stop() -> Int {
        isStopped = true
        defer { asleep = 0 }
        return asleep
    }

    /// - Returns: whether a sleeping writer is to be woken, once the backlog is free again.
    mutating func callWriter() -> Bool {
        guard asleep > 0, !hasCalled, !waiting.isEmpty, !isBlocked else { return false }
        let isAlone = busy == 0 && gathering == nil
        guard isAlone || isWorthAnother || !hasLookout else { return false }
        asleep -= 1
        hasCalled = true
        return true
    }

    /// A lookout takes whatever there is.
    mutating func next(from origin: Origin) -> Turn {
        var wasLookout = false
        switch origin {
        case .work(let batch):
            finish(batch)
            if gathers(after: batch) { return .lookOut(Self.gatherMilliseconds) }
        case .sleep: hasCalled = false
        case .lookout:
            if gathersOn() { return .lookOut(Self.gatherMilliseconds) }
            (hasLookout, gathering, wasLookout) = (false, nil, true)
        case .nowhere: break
        }
        guard !waiting.isEmpty, !isBlocked else { return rest() }
        if busy > 0 || gathering != nil, !isWorthAnother, !wasLookout, !isStopped {
            guard !hasLookout else { return rest() }
            hasLookout = true
            return .lookOut(Self.busyMilliseconds)
        }
        let batch = cut()
        guard !batch.isEmpty else {
            isBlocked = true
            return rest()
        }
        busy += 1
        return .take(batch)
    }

    /// A batch is done; its keys are free again.
    private mutating func finish(_ batch: [WaitingCommand]) {
        busy -= 1
        isBlocked = false
        guard limits.writers > 1 else { return }
        for command in batch { underway.remove(command.key) }
    }

    private mutating func gathers(after batch: [WaitingCommand]) -> Bool {
        guard limits.writers > 1, batch.count >= Self.gatherAfter, !isStopped, busy == 0,
            !hasLookout, !isWorthAnother, waiting.count < batch.count
        else { return false }
        hasLookout = true
        gathering = Gathering(
            wanted: batch.count, seen: waiting.count, looksLeft: Self.gatherLooksMax - 1)
        return true
    }

    private mutating func gathersOn() -> Bool {
        guard let current = gathering, current.looksLeft > 0, !isStopped,
            (current.seen + 1..<current.wanted).contains(waiting.count)
        else { return false }
        gathering?.seen = waiting.count
        gathering?.looksLeft -= 1
        return true
    }

    private mutating func rest() -> Turn {
        guard !isStopped else { return .end }
        asleep += 1
        return .sleep
    }

    /// A command that failed twice comes alone, so that it meets fewer others.
    private mutating func cut() -> [WaitingCommand] {
        var count = min(waiting.count, limits.batchMax)
        if let contended = waiting.prefix(count).firstIndex(where: { $0.attempts > 1 }) {
            count = max(1, contended)
        }
        if limits.writers > 1 { return cutFree(count) }
        guard count < waiting.count else {
            // The whole array goes over; none of its commands is copied.
            defer { waiting = [] }
            return waiting
        }
        defer { waiting.removeFirst(count) }
        return Array(waiting.prefix(count))
    }

    /// Of several writers: the first commands whose keys are in no other's hands.
    private mutating func cutFree(_ count: Int) -> [WaitingCommand] {
        var batch: [WaitingCommand] = []
        var left: [WaitingCommand] = []
        batch.reserveCapacity(count)
        for (index, command) in waiting.enumerated() {
            if batch.count == count {
                left += waiting[index...]
                break
            }
            if !command.key.isEmpty, underway.contains(command.key) {
                left.append(command)
            } else {
                batch.append(command)
            }
        }
        for command in batch where !command.key.isEmpty { underway.insert(command.key) }
        waiting = left
        return batch
    }
}
