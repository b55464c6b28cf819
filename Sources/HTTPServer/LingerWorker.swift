import Foundation

/// Keeps the sockets of refused requests open for a moment, and throws away what they still
/// send: closing a socket with unread bytes makes the kernel reset the connection, and the client
/// loses the answer that says why (RFC 9112, 9.6).
final class LingerWorker: Sendable {
    static let socketsMax = 256
    static let socketSecondsMax = 2.0
    static let socketBytesMax = 16 * 1024 * 1024
    private static let pollMilliseconds: Int32 = 50
    private static let readBytesMax = 64 * 1024

    private struct Lingering {
        let descriptor: Int32
        let since = Moment.now
        var bytes = 0
    }

    private struct State {
        var sockets: [Lingering] = []
        var isStopped = false
    }

    private let state = Guarded(State())
    private let wake = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)

    func start() {
        let thread = Thread { [self] in
            run()
            ended.signal()
        }
        thread.name = "http-linger"
        thread.start()
    }

    func stop() {
        state.withLock { $0.isStopped = true }
        wake.signal()
        ended.wait()
    }

    /// Takes a duplicate of the descriptor, whose own copy libmicrohttpd is about to shut down
    /// for sending and close. Above ``socketsMax`` the socket is left to its fate.
    func adopt(_ descriptor: Int32) {
        state.withLock { state in
            guard state.sockets.count < Self.socketsMax, !state.isStopped else { return }
            let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
            guard copy >= 0 else { return }
            state.sockets.append(
                Lingering(descriptor: copy))
        }
        wake.signal()
    }

    private func run() {
        var buffer = [UInt8](repeating: 0, count: Self.readBytesMax)
        while true {
            let (sockets, isStopped) = state.withLock { ($0.sockets, $0.isStopped) }
            if isStopped { break }
            if sockets.isEmpty {
                wake.wait()
                continue
            }
            var polled = sockets.map {
                pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0)
            }
            // New sockets are looked at when this returns. It writes to the array alone.
            _ = unsafe poll(&polled, nfds_t(polled.count), Self.pollMilliseconds)
            for (socket, result) in zip(sockets, polled) {
                let read = result.revents == 0 ? nil : discard(socket.descriptor, &buffer)
                settle(socket.descriptor, read)
            }
        }
        state.withLock { state in
            for socket in state.sockets { close(socket.descriptor) }
            state.sockets = []
        }
    }

    /// Bytes read; 0 at the end of the stream or after an error.
    private func discard(_ descriptor: Int32, _ buffer: inout [UInt8]) -> Int {
        // Writes at most as much as the buffer holds.
        max(0, unsafe recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT)))
    }

    /// Counts what was read, and closes the socket when it has had its time or its bytes.
    private func settle(_ descriptor: Int32, _ read: Int?) {
        state.withLock { state in
            guard let index = state.sockets.firstIndex(where: { $0.descriptor == descriptor })
            else { return }
            state.sockets[index].bytes += read ?? 0
            let socket = state.sockets[index]
            let seconds = Moment.now.seconds(since: socket.since)
            if read == 0 || socket.bytes > Self.socketBytesMax
                || seconds > Self.socketSecondsMax
            {
                close(descriptor)
                state.sockets.remove(at: index)
            }
        }
    }
}
