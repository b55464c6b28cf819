import Catalog
import Synchronization

/// Calls that a worker has taken, while it carries them out: all have the same lease.
final class HeldRows: Sendable {
    let rows: [OutboxRow]
    private let state: Mutex<(until: Instant, finished: Set<String>)>

    /// - Parameter rows: of one claim; not empty.
    init(_ rows: [OutboxRow]) {
        self.rows = rows
        state = Mutex((rows[0].leasedUntil, []))
    }

    /// The end of the lease.
    var until: Instant { state.withLock { $0.until } }

    func setUntil(_ until: Instant) { state.withLock { $0.until = until } }

    func finish(_ row: OutboxRow) { state.withLock { _ = $0.finished.insert(row.id) } }

    var unfinished: [OutboxRow] {
        let finished = state.withLock { $0.finished }
        return rows.filter { !finished.contains($0.id) }
    }
}
