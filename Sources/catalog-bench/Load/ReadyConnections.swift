import CEpoll
import Glibc

/// Waits for connections that can be read, or written where that was asked for. What it costs
/// depends on how many are ready, not on how many there are: the load shares the processors with
/// what it measures.
@safe struct ReadyConnections {
    /// So many are named at once.
    static let batchMax = 256

    private let descriptor: Int32
    /// What the kernel fills: `data` holds an index, never an address.
    private var events = unsafe [epoll_event](repeating: epoll_event(), count: batchMax)

    init() throws(BenchError) {
        descriptor = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard descriptor >= 0 else { throw BenchError("no epoll: error \(errno)") }
    }

    func close() { Glibc.close(descriptor) }

    /// Begins to wait for a connection's answers; one that is closed is forgotten by itself.
    func add(_ connection: Int32, index: Int) throws(BenchError) {
        try control(EPOLL_CTL_ADD, connection, index, EPOLLIN.rawValue)
    }

    /// - Parameter isSending: whether the rest of a request waits for room.
    func change(_ connection: Int32, index: Int, isSending: Bool) throws(BenchError) {
        let events = EPOLLIN.rawValue | (isSending ? EPOLLOUT.rawValue : 0)
        try control(EPOLL_CTL_MOD, connection, index, events)
    }

    private func control(
        _ operation: Int32, _ connection: Int32, _ index: Int, _ events: UInt32
    ) throws(BenchError) {
        var event = unsafe epoll_event(events: events, data: epoll_data(u64: UInt64(index)))
        // The kernel copies the event.
        guard unsafe epoll_ctl(descriptor, operation, connection, &event) == 0 else {
            throw BenchError("epoll does not take a connection: error \(errno)")
        }
    }

    /// - Returns: the indices of those that are ready, at most ``batchMax``; none after
    ///   `milliseconds`, or after a signal.
    mutating func wait(milliseconds: Int32) throws(BenchError) -> [Int] {
        let count = unsafe epoll_wait(descriptor, &events, Int32(Self.batchMax), milliseconds)
        guard count >= 0 || errno == EINTR else {
            throw BenchError("epoll does not wait: error \(errno)")
        }
        return unsafe events.prefix(max(0, Int(count))).map { unsafe Int($0.data.u64) }
    }
}
