import Testing

@testable import SQL

/// Who takes what: without threads, so that each turn is the test's own.
@Suite("Command backlog") struct CommandBacklogTests {
    private func backlog(batchMax: Int = 8, writers: Int = 3) -> CommandBacklog {
        var backlog = CommandBacklog(limits: .init(batchMax: batchMax, writers: writers))
        // All sleep to begin with.
        for _ in 0..<writers { #expect(turn(&backlog, from: .nowhere) == "sleep") }
        return backlog
    }

    private func command(_ key: String) -> WaitingCommand {
        WaitingCommand(work: LoneCommand(key: key, { _ in }, then: { _ in }))
    }

    private func commands(_ keys: String) -> [WaitingCommand] { keys.map { command("\($0)") } }

    private func add(_ keys: String, to backlog: inout CommandBacklog) -> Int {
        var calls = 0
        for command in commands(keys) {
            backlog.add(command)
            if backlog.callWriter() { calls += 1 }
        }
        return calls
    }

    /// The turn in a word; a batch as its keys.
    private func turn(
        _ backlog: inout CommandBacklog, from origin: CommandBacklog.Origin = .sleep
    ) -> String {
        switch backlog.next(from: origin) {
        case .take(let batch): batch.map(\.key).joined()
        case .sleep: "sleep"
        case .lookOut: "look out"
        case .end: "end"
        }
    }

    @Test("one writer takes all that waits; a second one looks out, and takes what it then finds")
    func lookout() {
        var backlog = backlog()
        #expect(add("ab", to: &backlog) == 1)
        #expect(turn(&backlog) == "ab")
        #expect(add("c", to: &backlog) == 1)
        #expect(turn(&backlog) == "look out")
        #expect(add("d", to: &backlog) == 0, "one looks out already")
        #expect(turn(&backlog, from: .lookout) == "cd")
        #expect(turn(&backlog, from: .work(commands("ab"))) == "sleep")
    }

    @Test("who comes back first takes all, and the lookout finds nothing")
    func firstBack() {
        var backlog = backlog()
        _ = add("a", to: &backlog)
        #expect(turn(&backlog) == "a")
        _ = add("bc", to: &backlog)
        #expect(turn(&backlog) == "look out")
        #expect(turn(&backlog, from: .work(commands("a"))) == "bc")
        #expect(turn(&backlog, from: .lookout) == "sleep")
    }

    @Test("half a batch is worth another writer at once")
    func halfBatch() {
        var backlog = backlog()
        _ = add("a", to: &backlog)
        #expect(turn(&backlog) == "a")
        _ = add("bcd", to: &backlog)
        #expect(turn(&backlog) == "look out")
        #expect(add("e", to: &backlog) == 1)
        #expect(turn(&backlog) == "bcde")
        #expect(turn(&backlog, from: .lookout) == "sleep")
    }

    /// As many as make a writer wait for more.
    private let many = "abcdefghijklmnop"

    @Test("who comes back from many waits for a moment, and nobody else begins with a few")
    func gathers() {
        var backlog = backlog(batchMax: 32)
        _ = add(many, to: &backlog)
        #expect(turn(&backlog) == many)
        #expect(add("q", to: &backlog) == 1)
        #expect(turn(&backlog) == "look out")
        #expect(turn(&backlog, from: .lookout) == "q")
        #expect(turn(&backlog, from: .work(commands("q"))) == "sleep")
        #expect(turn(&backlog, from: .work(commands(many))) == "look out")
        #expect(add("abc", to: &backlog) == 0)
        #expect(turn(&backlog, from: .lookout) == "look out", "they are coming")
        #expect(turn(&backlog, from: .lookout) == "abc", "nobody came meanwhile")
        #expect(turn(&backlog, from: .work(commands("abc"))) == "sleep", "those were a few")
        #expect(add("a", to: &backlog) == 1, "and the next one is carried out at once")
    }

    @Test("who gathers waits for as many as there were, and a few times at most")
    func gathersOn() {
        for isWhole in [true, false] {
            var backlog = backlog(batchMax: 64)
            _ = add(many, to: &backlog)
            #expect(turn(&backlog) == many)
            #expect(turn(&backlog, from: .work(commands(many))) == "look out")
            if isWhole {
                _ = add(many, to: &backlog)
                #expect(turn(&backlog, from: .lookout) == many, "all are back")
            } else {
                for one in ["a", "b", "c"] {
                    _ = add(one, to: &backlog)
                    #expect(turn(&backlog, from: .lookout) == "look out")
                }
                _ = add("d", to: &backlog)
                #expect(turn(&backlog, from: .lookout) == "abcd")
            }
        }
    }

    @Test("half a batch is begun with at once, and while one gathers only a whole one")
    func worthAnother() {
        var backlog = backlog(batchMax: 32)
        _ = add(many, to: &backlog)
        #expect(turn(&backlog) == many)
        _ = add(many.uppercased(), to: &backlog)
        #expect(turn(&backlog, from: .work(commands(many))) == many.uppercased())
        #expect(turn(&backlog) == "sleep", "one who was called meanwhile")
        #expect(turn(&backlog, from: .work(commands(many.uppercased()))) == "look out")
        #expect(add(many, to: &backlog) == 0)
        #expect(add(many.uppercased(), to: &backlog) == 1)
        #expect(turn(&backlog) == many + many.uppercased())
        #expect(turn(&backlog, from: .lookout) == "sleep")
    }

    @Test("one writer alone does not gather, and nobody does once it is stopped")
    func doesNotGather() {
        var single = backlog(batchMax: 64, writers: 1)
        _ = add(many, to: &single)
        #expect(turn(&single) == many)
        #expect(turn(&single, from: .work(commands(many))) == "sleep")

        var stopped = backlog(batchMax: 64)
        _ = add(many, to: &stopped)
        #expect(turn(&stopped) == many)
        _ = stopped.stop()
        #expect(turn(&stopped, from: .work(commands(many))) == "end")
    }

    @Test("no two writers have the same key, and who has it comes back for the rest")
    func keys() {
        var backlog = backlog()
        _ = add("ab", to: &backlog)
        #expect(turn(&backlog) == "ab")
        _ = add("aac", to: &backlog)
        #expect(turn(&backlog) == "look out")
        #expect(turn(&backlog, from: .lookout) == "c")
        #expect(
            turn(&backlog, from: .work(commands("ab"))) == "look out",
            "the other may still take them along")
        #expect(turn(&backlog, from: .work(commands("c"))) == "aa")
        #expect(turn(&backlog, from: .lookout) == "sleep")
    }

    @Test("nobody is called for what waits for a key, until it is free or something else comes")
    func blocked() {
        var backlog = backlog()
        _ = add("a", to: &backlog)
        #expect(turn(&backlog) == "a")
        #expect(add("aaaaa", to: &backlog) == 1)
        #expect(turn(&backlog) == "sleep", "half a batch, but all of it is another's")
        let isCalledAgain = backlog.callWriter()
        #expect(!isCalledAgain)
        #expect(add("a", to: &backlog) == 0)
        #expect(add("b", to: &backlog) == 1)
        #expect(turn(&backlog) == "b")
        #expect(turn(&backlog, from: .work(commands("a"))) == "aaaaaa")
    }

    @Test("what failed twice comes alone")
    func alone() {
        var backlog = backlog()
        var hapless = command("x")
        hapless.attempts = 2
        _ = add("ab", to: &backlog)
        backlog.takeBack([command("y"), hapless])
        #expect(turn(&backlog) == "y")
        #expect(turn(&backlog, from: .work(commands("y"))) == "x")
        #expect(turn(&backlog, from: .work(commands("x"))) == "ab")
        #expect(backlog.counts.repeats == 2)
    }

    @Test("once stopped, all that waits is taken by whoever is awake, and then it is over")
    func stopped() {
        var backlog = backlog()
        _ = add("ab", to: &backlog)
        #expect(turn(&backlog) == "ab")
        _ = add("c", to: &backlog)
        #expect(backlog.stop() == 1, "one has ab, one was called for c")
        #expect(turn(&backlog) == "c")
        #expect(turn(&backlog) == "end")
        #expect(turn(&backlog, from: .work(commands("ab"))) == "end")
    }
}
