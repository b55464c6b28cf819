import Dispatch
import SQL
import Synchronization
import TestKit
import Testing

@Suite(.bothEngines, .namingEngine) struct CommandQueueTests {
    struct Refused: Error {}

    private func table(_ store: TestStore) throws {
        let database = try store.connect()
        try database.script("CREATE TABLE notes (\n    id BIGINT PRIMARY KEY\n);")
    }

    @Test("what is answered is durable and there once, however many write at once")
    func concurrentCommands() async throws {
        let store = try TestStore()
        try table(store)
        let queue = try store.queue()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for id in 0..<2000 {
                group.addTask {
                    _ = try await queue.run { try $0.run("INSERT INTO notes VALUES ($1)", id) }
                }
            }
            try await group.waitForAll()
        }
        let counts = queue.counts
        queue.stop()
        #expect(try store.connect().row("SELECT count(*) FROM notes")?.int(0) == 2000)
        #expect(counts.commands == 2000)
        #expect(counts.commits < 2000, "commands that wait together share a commit")
    }

    @Test("a command that fails undoes its own writes and nobody else's")
    func isolation() async throws {
        let store = try TestStore()
        try table(store)
        let queue = try store.queue()
        let gate = DispatchSemaphore(value: 0)
        let answers = Mutex<[Int: Bool]>([:])
        let done = DispatchSemaphore(value: 0)
        let entered = DispatchSemaphore(value: 0)
        // The first command holds the writer, so that the others share one transaction.
        try queue.submit(
            { _ in
                entered.signal()
                gate.wait()
            }, then: { _ in })
        entered.wait()
        for id in 0..<10 {
            try queue.submit { database in
                try database.run("INSERT INTO notes VALUES ($1)", id)
                if id % 2 == 1 { throw Refused() }
            } then: { result in
                answers.withLock { answers in
                    if case .success = result { answers[id] = true } else { answers[id] = false }
                }
                done.signal()
            }
        }
        gate.signal()
        for _ in 0..<10 { done.wait() }
        queue.stop()
        for id in 0..<10 { #expect(answers.withLock { $0[id] } == (id % 2 == 0)) }
        let kept = try store.connect().rows("SELECT id FROM notes ORDER BY id").map { $0.int(0) }
        #expect(kept == [0, 2, 4, 6, 8])
    }

    @Test("a full queue refuses at once and loses nothing that it took")
    func bounded() throws {
        let store = try TestStore()
        try table(store)
        let queue = try store.queue(limits: .init(waitingMax: 3))
        let gate = DispatchSemaphore(value: 0)
        let entered = DispatchSemaphore(value: 0)
        try queue.submit(
            { _ in
                entered.signal()
                gate.wait()
            }, then: { _ in })
        entered.wait()
        for id in 0..<3 {
            try queue.submit({ try $0.run("INSERT INTO notes VALUES ($1)", id) }, then: { _ in })
        }
        #expect(throws: CommandQueue.Failure.full) {
            try queue.submit({ try $0.run("INSERT INTO notes VALUES (99)") }, then: { _ in })
        }
        gate.signal()
        queue.stop()
        #expect(try store.connect().row("SELECT count(*) FROM notes")?.int(0) == 3)
        #expect(throws: CommandQueue.Failure.stopped) {
            try queue.submit({ _ in }, then: { _ in })
        }
    }

    @Test("a lost outcome is told as unknown to all that shared the commit; then work goes on")
    func unknownOutcome() async throws {
        let store = try TestStore()
        try table(store)
        let opened = Mutex(0)
        let queue = try CommandQueue { () throws(DatabaseError) -> any Database in
            let number = opened.withLock { count in
                count += 1
                return count
            }
            return FailingCommit(try store.connect(), fails: number == 1)
        }
        await #expect(throws: DatabaseError.outcomeUnknown("cut off")) {
            try await queue.run { try $0.run("INSERT INTO notes VALUES (1)") }
        }
        _ = try await queue.run { try $0.run("INSERT INTO notes VALUES (2)") }
        queue.stop()
        #expect(opened.withLock { $0 } == 2, "the connection was replaced")
    }
}

extension CommandQueueTests {
    @Test("an error at COMMIT closes and reopens the connection before anyone is answered")
    func reopened() throws {
        let store = try TestStore()
        try table(store)
        let opened = Mutex(0)
        let queue = try CommandQueue { () throws(DatabaseError) -> any Database in
            let number = opened.withLock { count in
                count += 1
                return count
            }
            return FailingCommit(try store.connect(), fails: number == 1)
        }
        let seen = Mutex<[Int]>([])
        for id in 0..<2 {
            try queue.submit({ try $0.run("INSERT INTO notes VALUES ($1)", id) }) { _ in
                let count = opened.withLock { $0 }
                seen.withLock { $0.append(count) }
            }
        }
        queue.stop()
        #expect(seen.withLock { $0 } == [2, 2])
    }
}

/// A connection whose commits are carried out but whose answers are lost.
private final class FailingCommit: Database {
    private let inner: any Database
    private let fails: Bool

    init(_ inner: any Database, fails: Bool) {
        self.inner = inner
        self.fails = fails
    }

    var isInTransaction: Bool { inner.isInTransaction }
    var changeCount: Int64 { inner.changeCount }
    func rows(_ sql: String, binding values: [SQLValue]) throws(DatabaseError) -> [Row] {
        try inner.rows(sql, binding: values)
    }
    func run(_ sql: String, binding values: [SQLValue]) throws(DatabaseError) -> Int {
        try inner.run(sql, binding: values)
    }
    func script(_ sql: String) throws(DatabaseError) { try inner.script(sql) }
    func begin() throws(DatabaseError) { try inner.begin() }
    func beginReading() throws(DatabaseError) { try inner.beginReading() }
    func commit() throws(DatabaseError) {
        try inner.commit()
        if fails { throw .outcomeUnknown("cut off") }
    }
    func rollback() throws(DatabaseError) { try inner.rollback() }
}

/// Counts how many of it are alive.
private final class Counted: Database {
    private let inner: any Database
    private let alive: AliveCount

    init(_ inner: any Database, _ alive: AliveCount) {
        self.inner = inner
        self.alive = alive
        alive.value.withLock { $0 += 1 }
    }

    deinit {
        alive.value.withLock { $0 -= 1 }
    }

    var isInTransaction: Bool { inner.isInTransaction }
    var changeCount: Int64 { inner.changeCount }
    func rows(_ sql: String, binding values: [SQLValue]) throws(DatabaseError) -> [Row] {
        try inner.rows(sql, binding: values)
    }
    func run(_ sql: String, binding values: [SQLValue]) throws(DatabaseError) -> Int {
        try inner.run(sql, binding: values)
    }
    func script(_ sql: String) throws(DatabaseError) { try inner.script(sql) }
    func begin() throws(DatabaseError) { try inner.begin() }
    func beginReading() throws(DatabaseError) { try inner.beginReading() }
    func commit() throws(DatabaseError) { throw .outcomeUnknown("cut off") }
    func rollback() throws(DatabaseError) { try inner.rollback() }
}

private final class AliveCount: Sendable {
    let value = Mutex(0)
}

extension CommandQueueTests {
    @Test("a connection that is given up is closed before another is opened")
    func closedConnections() async throws {
        let store = try TestStore()
        try table(store)
        let alive = AliveCount()
        let most = Mutex(0)
        let queue = try CommandQueue { () throws(DatabaseError) -> any Database in
            let connection = Counted(try store.connect(), alive)
            let count = alive.value.withLock { $0 }
            most.withLock { $0 = max($0, count) }
            return connection
        }
        for id in 0..<3 {
            _ = try? await queue.run { try $0.run("INSERT INTO notes VALUES ($1)", id) }
        }
        queue.stop()
        #expect(most.withLock { $0 } == 1)
        #expect(alive.value.withLock { $0 } == 0)
    }
}
