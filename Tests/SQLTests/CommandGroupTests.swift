import Dispatch
import SQL
import Synchronization
import TestKit
import Testing

@Suite(.bothEngines, .namingEngine) struct CommandGroupTests {
    private struct Odd: Error {}

    private func makeStore() throws -> TestStore {
        let store = try TestStore()
        try store.connect().script(
            """
            CREATE TABLE notes (
                id BIGINT PRIMARY KEY CHECK (id < 100),
                way TEXT NOT NULL
            );
            """)
        return store
    }

    private static let insertion = RowsStatement(columns: 2, row: "(?, ?)") {
        "INSERT INTO notes VALUES \($0)"
    }

    /// Notes numbers: together those below 50, refusing the odd ones; alone all others.
    private let group = CommandGroup<Int, Int>(
        alone: { number, database in
            try database.run("INSERT INTO notes VALUES ($1, 'alone')", number)
            return number
        },
        together: { numbers, database in
            let even = numbers.filter { $0 < 50 && $0 % 2 == 0 }
            for call in insertion.split(even, { $1 += [$0.sqlValue, .text("together")] }) {
                try database.later(call.text, binding: call.values)
            }
            return numbers.map { number in
                number >= 50 ? nil : number % 2 == 0 ? .success(number) : .failure(Odd())
            }
        })

    /// - Returns: the numbers that were answered.
    private func submit(_ numbers: [Int], to store: TestStore) async throws -> Set<Int> {
        let writers = StoreEngine.current == .postgresql ? 2 : 1
        let queue = try store.queue(limits: .init(writers: writers))
        let answered = await withTaskGroup(of: Int?.self) { tasks in
            for number in numbers {
                tasks.addTask {
                    await withCheckedContinuation { continuation in
                        do {
                            try queue.submit(number, to: group) {
                                continuation.resume(returning: try? $0.get())
                            }
                        } catch {
                            continuation.resume(returning: nil)
                        }
                    }
                }
            }
            return await tasks.reduce(into: Set<Int>()) { if let id = $1 { $0.insert(id) } }
        }
        queue.stop()
        return answered
    }

    @Test("what a group answers together is kept, and what it leaves over is carried out alone")
    func together() async throws {
        let store = try makeStore()
        let answered = try await submit(Array(0..<40) + [60, 61], to: store)
        let kept = try store.connect().rows("SELECT id, way FROM notes ORDER BY id")
        #expect(Set(kept.map { $0.int(0) }).isSuperset(of: stride(from: 0, to: 40, by: 2)))
        #expect(Set(kept.map { $0.int(0) }) == answered)
        #expect(kept.contains { $0.text(1) == "together" }, "nothing came together")
    }

    @Test("where a group fails together, who is to blame fails alone")
    func failure() async throws {
        let store = try makeStore()
        let database = try store.connect()
        try database.run("INSERT INTO notes VALUES (10, 'before')")
        let answered = try await submit(Array(0..<40) + [70, 100], to: store)
        #expect(!answered.contains(10) && !answered.contains(100))
        #expect(answered.isSuperset(of: [0, 2, 70]))
        let kept = try database.rows("SELECT id FROM notes").map { $0.int(0) }
        #expect(Set(kept) == answered.union([10]))
    }

    /// Waits until it is opened, and tells that somebody waits.
    private final class Gate: Sendable {
        let reached = DispatchSemaphore(value: 0)
        let opened = DispatchSemaphore(value: 0)
    }

    @Test("of several writers each carries groups out in the order of their commands' keys")
    func orderOfGroups() throws {
        guard StoreEngine.current == .postgresql else { return }
        let queue = try makeStore().queue(limits: .init(writers: 2))
        let came = Mutex<[String]>([])
        func group(_ name: String) -> CommandGroup<Int, Int> {
            CommandGroup(
                alone: { number, _ in number },
                together: { numbers, _ in
                    came.withLock { $0.append(name) }
                    return numbers.map { .success($0) }
                })
        }
        let (buyers, events) = (group("buyers"), group("events"))
        let gate = Gate()
        let answered = DispatchGroup()
        for _ in 0..<2 {
            try queue.submit(
                { _ in
                    gate.reached.signal()
                    gate.opened.wait()
                }, then: { _ in })
            gate.reached.wait()
        }
        // Both writers are busy: what is submitted now waits for one transaction.
        for (key, group) in [
            ("~~b", events), ("~~a", events), ("", events), ("token b", buyers),
            ("token a", buyers),
        ] {
            answered.enter()
            try queue.submit(inOrderOf: key, 1, to: group) { _ in answered.leave() }
        }
        for _ in 0..<2 { gate.opened.signal() }
        answered.wait()
        queue.stop()
        #expect(came.withLock { $0 } == ["buyers", "events"])
    }
}
