import CMicroHTTPD
import Foundation
import Synchronization

/// One libmicrohttpd daemon: a thread with an epoll loop, and the connections given to it.
///
/// There is one daemon for each thread, and none listens. libmicrohttpd's own pool would race
/// with itself when it stops accepting (two threads take the listening socket out of an epoll
/// set; the loser aborts the process), and would share connections out unevenly.
///
/// A daemon never holds more than ``connectionsMax`` connections: the library asks the kernel for
/// 128 events at a time, and when it gets exactly as many it asks again, waiting without end,
/// before it serves any of them.
@safe final class EventLoop: @unchecked Sendable {
    // Sendable because a daemon may be given connections, and be stopped, from any thread; the
    // server stops it once.
    private let daemon: OpaquePointer
    /// Lent to the daemon's callbacks, which end when `stop()` returns.
    private let load: LoopLoad

    /// One event each, one for the wake-up, and some to spare below the library's 128.
    static let connectionsMax = 120
    /// Connections that the library may still count when we no longer do.
    private static let closingMax = 6

    /// Throws ``HTTPServerError/cannotStart``.
    init(_ context: ServerContext) throws {
        let configuration = context.configuration
        // The head, and half as much for the library's records of its fields and cookies and for
        // the answer's head. Not more: the library clears all of it after each request, which is
        // the largest single cost of a small one.
        let load = LoopLoad(server: context)
        let memoryBytesMax = configuration.headBytesMax * 3 / 2
        guard
            let daemon = unsafe http_start_daemon(
                UInt32(Self.connectionsMax + Self.closingMax), memoryBytesMax,
                eventLoopStep, eventLoopTarget, eventLoopCompleted, eventLoopConnection,
                Unmanaged.passUnretained(load).toOpaque())
        else { throw HTTPServerError.cannotStart }
        unsafe self.daemon = daemon
        self.load = load
    }

    /// Connections that it holds.
    var connectionCount: Int { load.connections.load(ordering: .relaxed) }

    /// Hands over an accepted socket, which the daemon closes; false where it did so at once.
    func add(
        _ descriptor: Int32, _ address: UnsafePointer<sockaddr>, _ length: socklen_t
    ) -> Bool {
        load.connections.add(1, ordering: .relaxed)
        if unsafe MHD_add_connection(daemon, descriptor, address, length) == .YES { return true }
        load.connections.subtract(1, ordering: .relaxed)
        return false
    }

    /// Closes all connections and ends the thread. No connection may be suspended.
    func stop() { unsafe MHD_stop_daemon(daemon) }
}

/// What one event loop serves, and how many connections it holds.
private final class LoopLoad: Sendable {
    let server: ServerContext
    let connections = Atomic(0)

    init(server: ServerContext) {
        self.server = server
    }
}

// The callbacks. Each gets back a pointer that one of the others, or `init`, has passed in.

private func eventLoopConnection(
    _ context: UnsafeMutableRawPointer?, _ connection: OpaquePointer?,
    _ slot: UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
    _ event: MHD_ConnectionNotificationCode
) {
    guard let context = unsafe context, let connection = unsafe connection,
        let slot = unsafe slot
    else { return }
    let load = unsafe Unmanaged<LoopLoad>.fromOpaque(context).takeUnretainedValue()
    let server = load.server
    if event == .CONNECTION_NOTIFY_STARTED {
        let opened = unsafe Connection(
            server: server, descriptor: http_socket(connection),
            remoteAddress: Socket.text(of: http_peer(connection)))
        server.insert(opened)
        unsafe slot.pointee = Unmanaged.passRetained(opened).toOpaque()
    } else if let stored = unsafe slot.pointee {
        unsafe slot.pointee = nil
        // Balances the retain above; called once, before the socket is closed.
        let closed = unsafe Unmanaged<Connection>.fromOpaque(stored).takeRetainedValue()
        closed.withPhase { $0 = .closed }
        server.remove(closed)
        load.connections.subtract(1, ordering: .relaxed)
    }
}

private func eventLoopTarget(
    _ context: UnsafeMutableRawPointer?, _ target: UnsafePointer<CChar>?,
    _ connection: OpaquePointer?
) -> UnsafeMutableRawPointer? {
    guard let target = unsafe target, let connection = unsafe connection,
        let stored = unsafe http_connection_context(connection)
    else { return nil }
    unsafe Unmanaged<Connection>.fromOpaque(stored).takeUnretainedValue()
        .receivedTarget(target)
    return unsafe stored
}

private func eventLoopStep(
    _ context: UnsafeMutableRawPointer?, _ connection: OpaquePointer?,
    _ url: UnsafePointer<CChar>?, _ method: UnsafePointer<CChar>?,
    _ version: UnsafePointer<CChar>?, _ bytes: UnsafePointer<CChar>?,
    _ count: UnsafeMutablePointer<Int>?,
    _ slot: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> MHD_Result {
    guard let connection = unsafe connection, let method = unsafe method,
        let version = unsafe version, let count = unsafe count,
        let stored = unsafe slot?.pointee
    else { return .NO }
    return unsafe Unmanaged<Connection>.fromOpaque(stored).takeUnretainedValue()
        .step(connection, method: method, version: version, bytes: bytes, count: count)
}

private func eventLoopCompleted(
    _ context: UnsafeMutableRawPointer?, _ connection: OpaquePointer?,
    _ slot: UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
    _ code: MHD_RequestTerminationCode
) {
    guard let stored = unsafe slot?.pointee else { return }
    unsafe Unmanaged<Connection>.fromOpaque(stored).takeUnretainedValue().completed()
}
