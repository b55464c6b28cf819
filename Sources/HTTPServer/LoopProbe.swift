import Foundation

/// A request of the server to itself, over a pair of sockets instead of the network: an event
/// loop that answers it is not stuck in a handler or in the library.
enum LoopProbe {
    private static let request = Array("GET /livez HTTP/1.1\r\nHost: probe\r\n\r\n".utf8)
    /// "HTTP/1.1 ": whatever the status is, the loop moves.
    private static let answerBytes = 9

    /// False where the loop did not answer within `seconds`. A loop that takes no more
    /// connections because it is full is not asked.
    static func isAnswered(by loop: EventLoop, of context: ServerContext, within seconds: Double)
        -> Bool
    {
        guard loop.connectionCount < EventLoop.connectionsMax else { return true }
        var pair: [Int32] = [-1, -1]
        // Fills in the two descriptors, and nothing where it fails.
        let made = unsafe socketpair(
            AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &pair)
        // Without a descriptor to spare nothing is known about the loop.
        guard made == 0 else { return true }
        defer { close(pair[0]) }
        var wait = timeval(tv_sec: Int(seconds), tv_usec: Int(seconds * 1e6) % 1_000_000)
        unsafe setsockopt(
            pair[0], SOL_SOCKET, SO_RCVTIMEO, &wait, socklen_t(MemoryLayout<timeval>.size))
        guard hand(pair[1], to: loop, of: context) else { return true }
        var answer = [UInt8](repeating: 0, count: answerBytes)
        // Both buffers are as long as they say; the peer is this process.
        guard unsafe send(pair[0], request, request.count, Int32(MSG_NOSIGNAL)) == request.count,
            unsafe recv(pair[0], &answer, answer.count, Int32(MSG_WAITALL)) == answer.count
        else { return false }
        return true
    }

    /// Gives the loop the other end, as a connection from this machine.
    private static func hand(
        _ descriptor: Int32, to loop: EventLoop, of context: ServerContext
    ) -> Bool {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let length = socklen_t(MemoryLayout<sockaddr_in>.size)
        context.countAccepted(1)
        let isTaken = unsafe withUnsafePointer(to: &address) { address in
            // An IPv4 address is one of the forms of the generic one.
            unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe loop.add(descriptor, $0, length)
            }
        }
        if !isTaken { context.countAccepted(-1) }
        return isTaken
    }
}
