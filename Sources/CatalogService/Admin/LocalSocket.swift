import Foundation
import Synchronization

/// A Unix-domain stream socket that carries lines of text; the way a command talks to the server
/// that has the database open.
final class LocalSocket: Sendable {
    /// Longest line in bytes.
    static let lineBytesMax = 1 << 20
    /// How long one side waits for the other's next line, in seconds.
    static let idleSecondsMax = 600
    /// How long one side waits for the other to take what is sent, in seconds.
    static let sendSecondsMax = 5
    /// Pause before another caller is taken when there is no descriptor for it.
    private static let scarcityMicroseconds: UInt32 = 100_000

    /// A caller that went away must not end the server by SIGPIPE.
    private static let noSignal = Int32(MSG_NOSIGNAL)

    private let descriptor: Int32
    /// False once a line was not sent whole: what followed would not be understood.
    private let isWhole = Mutex(true)
    private let isShutDown = Atomic(false)

    private init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    /// A socket at `path` that only this user may use. A stale one is replaced: the caller holds
    /// the database's lock, so nobody else can be listening.
    static func listening(at path: String) throws(ConfigurationError) -> LocalSocket {
        unsafe unlink(path)
        let socket = try LocalSocket.make(path)
        let mask = umask(0o177)
        defer { umask(mask) }
        let bound = try unsafe socket.withAddress(path) { unsafe bind(socket.descriptor, $0, $1) }
        guard bound == 0, listen(socket.descriptor, 8) == 0 else {
            throw Self.failure(path)
        }
        return socket
    }

    /// Nil where no server listens at `path`.
    static func connected(to path: String) throws(ConfigurationError) -> LocalSocket? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        let socket = try LocalSocket.make(path)
        let result = try unsafe socket.withAddress(path) {
            unsafe connect(socket.descriptor, $0, $1)
        }
        guard result == 0 else { return nil }
        Self.limitWaits(on: socket.descriptor)
        return socket
    }

    /// The next caller, or nil once the socket was shut down.
    func accepted() -> LocalSocket? {
        while !isShutDown.load(ordering: .acquiring) {
            let peer = accept(descriptor, nil, nil)
            if peer >= 0 {
                Self.limitWaits(on: peer)
                return LocalSocket(descriptor: peer)
            }
            switch errno {
            case EINTR, ECONNABORTED: continue
            case EMFILE, ENFILE, ENOBUFS, ENOMEM: usleep(Self.scarcityMicroseconds)
            default: return nil
            }
        }
        return nil
    }

    private static func limitWaits(on descriptor: Int32) {
        let size = socklen_t(MemoryLayout<timeval>.size)
        var idle = timeval(tv_sec: idleSecondsMax, tv_usec: 0)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &idle, size)
        var sending = timeval(tv_sec: sendSecondsMax, tv_usec: 0)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &sending, size)
    }

    /// Ends a waiting ``accepted()``.
    func shutDown() {
        isShutDown.store(true, ordering: .releasing)
        shutdown(descriptor, Int32(SHUT_RDWR))
    }

    /// False when the other side is gone or takes nothing; from then on nothing is sent.
    @discardableResult
    func send(line: String) -> Bool {
        let bytes = Array((line + "\n").utf8)
        return isWhole.withLock { isWhole in
            if isWhole { isWhole = sendAll(bytes) }
            return isWhole
        }
    }

    private func sendAll(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let rest = Array(bytes[sent...])
            let count = unsafe Glibc.send(
                descriptor, rest, rest.count, Self.noSignal)
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    /// Hands over each line until `isLast` or the end of the stream.
    func lines(_ handle: (String) -> Bool) {
        var pending: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16 * 1024)
        while pending.count <= Self.lineBytesMax {
            let count = unsafe recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { return }
            pending += buffer[..<count]
            while let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
                let line = String(decoding: pending[..<end], as: UTF8.self)
                pending.removeSubrange(...end)
                guard handle(line) else { return }
            }
        }
    }

    private static func make(_ path: String) throws(ConfigurationError) -> LocalSocket {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw failure(path) }
        return LocalSocket(descriptor: descriptor)
    }

    private static func failure(_ path: String) -> ConfigurationError {
        let words = unsafe String(cString: strerror(errno))
        return ConfigurationError(
            key: "CATALOGD_DATABASE_URL",
            problem: "the admin socket \(path) cannot be used: \(words)")
    }

    /// Lends the socket address for the length of one call.
    private func withAddress(
        _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) throws(ConfigurationError) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = path.utf8.map { CChar(bitPattern: $0) } + [0]
        let capacity = MemoryLayout.size(ofValue: address.sun_path)
        guard bytes.count <= capacity else {
            throw ConfigurationError(
                key: "CATALOGD_DATABASE_URL",
                problem: "the path is longer than the \(capacity - 6) bytes a socket may have")
        }
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { field in
            for (index, byte) in bytes.enumerated() {
                unsafe field[index] = UInt8(bitPattern: byte)
            }
        }
        let size = socklen_t(MemoryLayout<sockaddr_un>.size)
        return unsafe withUnsafePointer(to: &address) { pointer in
            // bind and connect take the generic form of the address.
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe body($0, size)
            }
        }
    }
}
