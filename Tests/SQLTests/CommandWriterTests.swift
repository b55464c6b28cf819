import Dispatch
import SQL
import Synchronization
import TestKit
import Testing

/// Several writers, as a server has them.
@Suite(.namingEngine) struct CommandWriterTests {
    private let store: TestStore
    private let limits = CommandQueue.Limits(batchMax: 16, writers: 4)

    init() throws {
        store = try TestStore(on: .postgresql)
        let database = try store.connect()
        try database.script(
            """
            CREATE TABLE notes (
                id BIGINT PRIMARY KEY,
                word TEXT
            );
            CREATE TABLE counters (
                name TEXT PRIMARY KEY,
                value BIGINT NOT NULL CHECK (value >= 0)
            );
            """)
    }

    @Test("what several writers answer is there once, however often it was begun")
    func concurrent() async throws {
        let queue = try store.queue(limits: limits)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for id in 0..<1000 {
                group.addTask {
                    _ = try await queue.run {
                        try $0.later("INSERT INTO notes VALUES ($1, 'x')", id)
                    }
                }
            }
            try await group.waitForAll()
        }
        queue.stop()
        #expect(try store.connect().row("SELECT count(*) FROM notes")?.int(0) == 1000)
    }

    @Test("what locks the same rows in every order ends, and nothing is lost or doubled")
    func contention() async throws {
        let names = ["a", "b", "c", "d"]
        let setUp = try store.connect()
        for name in names { try setUp.run("INSERT INTO counters VALUES ($1, 0)", name) }
        let queue = try store.queue(limits: limits)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<120 {
                let order = names.shuffled()
                group.addTask {
                    try await queue.run { database in
                        for name in order {
                            try database.run(
                                "UPDATE counters SET value = value + 1 WHERE name = $1", name)
                        }
                        try database.run("INSERT INTO notes VALUES ($1, 'done')", number)
                    }
                }
            }
            try await group.waitForAll()
        }
        queue.stop()
        let values = try setUp.rows("SELECT value FROM counters").map { $0.int(0) }
        #expect(values == [120, 120, 120, 120])
        #expect(try setUp.row("SELECT count(*) FROM notes")?.int(0) == 120)
    }

    @Test("of those that want the last one, one gets it")
    func lastOne() async throws {
        struct SoldOut: Error {}
        let setUp = try store.connect()
        try setUp.run("INSERT INTO counters VALUES ('seat', 1)")
        let queue = try store.queue(limits: limits)
        let won = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<200 {
                group.addTask {
                    let answer: Void? = try? await queue.run { database in
                        let taken = try database.run(
                            """
                            UPDATE counters SET value = value - 1
                            WHERE name = 'seat' AND value > 0
                            """)
                        guard taken == 1 else { throw SoldOut() }
                    }
                    return answer != nil
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        queue.stop()
        #expect(won == 1)
    }

    @Test("a command that fails later than it says fails alone")
    func lateFailure() async throws {
        let queue = try store.queue(limits: limits)
        let results = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<40 {
                group.addTask {
                    // Every fourth breaks a rule, with a statement that nobody waits for.
                    let value = number % 4 == 0 ? -1 : 1
                    let answer: Void? = try? await queue.run {
                        try $0.later(
                            "INSERT INTO counters VALUES ($1, $2)", "n\(number)", value)
                    }
                    return answer != nil
                }
            }
            return await group.reduce(into: [0, 0]) { $0[$1 ? 1 : 0] += 1 }
        }
        queue.stop()
        #expect(results == [10, 30])
        #expect(try store.connect().row("SELECT count(*) FROM counters")?.int(0) == 30)
    }

    @Test("a command that others are in the way of is begun again, and told in the end")
    func attempts() async throws {
        let queue = try store.queue(limits: .init(writers: 2, attemptsMax: 3))
        let begun = Mutex(0)
        await #expect(throws: DatabaseError.busy("in the way")) {
            try await queue.run { _ in
                begun.withLock { $0 += 1 }
                throw DatabaseError.busy("in the way")
            }
        }
        queue.stop()
        // Each time with what waits beside it, and then apart from it.
        #expect(begun.withLock { $0 } == 6)
    }

    @Test("when the server ends every connection, nothing that was begun is lost or doubled")
    func endedConnections() async throws {
        let queue = try store.queue(limits: limits)
        let killer = try store.connect()
        let answered = try await withThrowingTaskGroup(of: Int?.self) { group in
            for id in 0..<400 {
                group.addTask {
                    do {
                        _ = try await queue.run {
                            try $0.run("INSERT INTO notes VALUES ($1, 'x')", id)
                        }
                        return id
                    } catch DatabaseError.outcomeUnknown {
                        return nil
                    }
                }
                if id % 100 == 50 {
                    _ = try killer.rows(
                        """
                        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                        WHERE datname = current_database() AND pid <> pg_backend_pid()
                        """)
                }
            }
            return try await group.reduce(into: Set<Int>()) { if let id = $1 { $0.insert(id) } }
        }
        queue.stop()
        let kept = Set(try killer.rows("SELECT id FROM notes").map { $0.int(0) })
        #expect(kept.isSuperset(of: answered), "what was answered is kept")
        #expect(answered.count >= 300)
    }
}
