import Foundation

/// A TCP socket of this machine, read and written by a thread that may wait.
final class LoopbackSocket: Sendable {
    /// How long either side may keep the other waiting, in seconds.
    static let waitSecondsMax = 120
    private static let chunkBytes = 64 << 10

    private let descriptor: Int32

    private init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    /// Listens on 127.0.0.1; port 0 takes any free one. Nil where the port is taken.
    static func listening(port: UInt16) -> LoopbackSocket? {
        guard let socket = make() else { return nil }
        var on: Int32 = 1
        // Reads four bytes; a socket that refuses the option still works.
        _ = unsafe setsockopt(
            socket.descriptor, SOL_SOCKET, SO_REUSEADDR, &on,
            socklen_t(MemoryLayout<Int32>.size))
        let bound = unsafe withAddress(port) { unsafe bind(socket.descriptor, $0, $1) }
        guard bound == 0, listen(socket.descriptor, 128) == 0 else { return nil }
        return socket
    }

    static func connected(to port: UInt16) -> LoopbackSocket? {
        guard let socket = make() else { return nil }
        let result = unsafe withAddress(port) { unsafe connect(socket.descriptor, $0, $1) }
        guard result == 0 else { return nil }
        socket.limitWaits()
        return socket
    }

    /// The port that it is bound to.
    var port: UInt16 {
        var address = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        // The socket is of IPv4, so its name is a `sockaddr_in`; the pointer lives for the call.
        return unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = unsafe getsockname(descriptor, $0, &size)
            }
            return unsafe UInt16(bigEndian: pointer.pointee.sin_port)
        }
    }

    /// The next caller; nil once the socket was shut down.
    func accepted() -> LoopbackSocket? {
        while true {
            let peer = accept(descriptor, nil, nil)
            if peer >= 0 {
                let socket = LoopbackSocket(descriptor: peer)
                socket.limitWaits()
                return socket
            }
            guard errno == EINTR || errno == ECONNABORTED else { return nil }
        }
    }

    /// The next bytes; empty at the end, after an error, and where the other side took too long.
    func receive() -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: Self.chunkBytes)
        let count = unsafe recv(descriptor, &buffer, buffer.count, 0)
        return count > 0 ? Array(buffer.prefix(count)) : []
    }

    /// False where the other side is gone.
    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let rest = Array(bytes[sent..<min(sent + Self.chunkBytes, bytes.count)])
            let count = unsafe Glibc.send(
                descriptor, rest, rest.count, Int32(MSG_NOSIGNAL))
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    /// Ends every wait on it.
    func shutDown() {
        shutdown(descriptor, Int32(SHUT_RDWR))
    }

    private static func make() -> LoopbackSocket? {
        let descriptor = socket(
            AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        return descriptor < 0 ? nil : LoopbackSocket(descriptor: descriptor)
    }

    private func limitWaits() {
        var wait = timeval(tv_sec: Self.waitSecondsMax, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        // The kernel reads one `timeval`.
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &wait, size)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &wait, size)
    }

    private static func withAddress(
        _ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        return unsafe withUnsafePointer(to: &address) { pointer in
            // bind and connect take the generic form of the address, for the length of the call.
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe body($0, size)
            }
        }
    }
}
