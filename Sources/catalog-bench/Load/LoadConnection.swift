import Glibc

/// One keep-alive connection of the load generator: it has one request out at a time.
struct LoadConnection {
    private(set) var descriptor: Int32 = -1
    /// The request on its way: what of the tape is still to be sent.
    var unsent: Range<Int> = 0..<0
    /// Whether that waits for room.
    var isSending = false
    /// When the request was begun, in nanoseconds of the monotonic clock.
    var begunAt: UInt64 = 0
    /// Of the response: nil while its head is incomplete.
    var head: ResponseHead?
    var bodyBytesLeft = 0
    /// The first part of a head that came in pieces; almost always empty.
    var headBytes: [UInt8] = []
    /// Whether it has a request out.
    var isBusy = false

    /// Connects to 127.0.0.1.
    mutating func open(port: UInt16) throws(BenchError) {
        close()
        let opened = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let length = socklen_t(MemoryLayout<sockaddr_in>.size)
        // An IPv4 address is one of the forms that the generic pointer stands for.
        let result = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(opened, $0, length)
            }
        }
        guard result == 0 else {
            Glibc.close(opened)
            throw BenchError("no connection to 127.0.0.1:\(port)")
        }
        var on: Int32 = 1
        let size = socklen_t(MemoryLayout<Int32>.size)
        // The option's value is one C int.
        unsafe setsockopt(opened, Int32(IPPROTO_TCP), TCP_NODELAY, &on, size)
        _ = fcntl(opened, F_SETFL, O_NONBLOCK)
        descriptor = opened
    }

    mutating func close() {
        if descriptor >= 0 { Glibc.close(descriptor) }
        descriptor = -1
        head = nil
        headBytes = []
        bodyBytesLeft = 0
        unsent = 0..<0
        isSending = false
        isBusy = false
    }
}
