import CEpoll
import Glibc

/// Waits for connections that can be read, or written where that was asked for. What it costs
/// depends on how many are ready, not on how many there are: the load shares the processors with
/// what it measures.
@safe struct ReadyConnections {
    /// So many are named at once.
    private static let batchMax = 256

    private let descriptor: Int32
    /// What the kernel fills: `data` holds an index, never an address.
    private var events = unsafe [epoll_event](repeating: epoll_event(), count: batchMax)

    init() throws(BenchError) {
        descriptor = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard descriptor >= 0 else { throw BenchError("no epoll: error \(errno)") }
    }

    func close() { Glibc.close(descriptor) }

    /// Begins to wait for a connection's answers; one that is closed is forgotten by itself.
    func add(_ connection: Int32, index: Int) {
        control(EPOLL_CTL_ADD, connection, index, EPOLLIN.rawValue)
    }

    /// - Parameter isSending: whether the rest of a request waits for room.
    func change(_ connection: Int32, index: Int, isSending: Bool) {
        let events = EPOLLIN.rawValue | (isSending ? EPOLLOUT.rawValue : 0)
        control(EPOLL_CTL_MOD, connection, index, events)
    }

    private func control(_ operation: Int32, _ connection: Int32, _ index: Int, _ events: UInt32) {
        var event = unsafe epoll_event(events: events, data: epoll_data(u64: UInt64(index)))
        // The kernel copies the event.
        unsafe epoll_ctl(descriptor, operation, connection, &event)
    }

    /// - Returns: the indices of those that are ready, at most some; none after `milliseconds`.
    mutating func wait(milliseconds: Int32) -> [Int] {
        let count = unsafe epoll_wait(descriptor, &events, Int32(Self.batchMax), milliseconds)
        return unsafe events.prefix(max(0, Int(count))).map { unsafe Int($0.data.u64) }
    }
}
