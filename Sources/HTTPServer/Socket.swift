import Foundation

/// The few calls to the kernel that libmicrohttpd does not make for us.
enum Socket {
    /// Binds and listens on a literal address; port 0 takes any free one.
    ///
    /// Throws ``HTTPServerError/cannotListen(_:reason:)``.
    static func listen(_ configuration: HTTPServer.Configuration) throws -> Int32 {
        let host = configuration.host
        let name = host.contains(":") ? "[\(host)]" : host
        func failure(_ reason: String) -> HTTPServerError {
            .cannotListen("\(name):\(configuration.port)", reason: reason)
        }
        var hints = unsafe addrinfo()
        unsafe hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        // The list is freed below, and no pointer into it outlives this function.
        let code = unsafe getaddrinfo(host, String(configuration.port), &hints, &found)
        guard code == 0, let address = unsafe found?.pointee else {
            throw failure("\(host) is no IPv4 or IPv6 address")
        }
        defer { unsafe freeaddrinfo(found) }
        let descriptor = unsafe socket(
            address.ai_family, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw failure(lastError()) }
        set(SOL_SOCKET, SO_REUSEADDR, on: descriptor)
        if unsafe address.ai_family == AF_INET6 {
            set(Int32(IPPROTO_IPV6), IPV6_V6ONLY, on: descriptor)
        }
        guard unsafe bind(descriptor, address.ai_addr, address.ai_addrlen) == 0,
            Glibc.listen(descriptor, configuration.backlogMax) == 0
        else {
            let reason = lastError()
            close(descriptor)
            throw failure(reason)
        }
        return descriptor
    }

    /// The port that a socket is bound to.
    static func port(of descriptor: Int32) -> UInt16 {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return unsafe withUnsafeMutablePointer(to: &storage) { storage in
            // Every address fits in `sockaddr_storage`, and both families have the port in the
            // same place.
            unsafe storage.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = unsafe getsockname(descriptor, $0, &length)
            }
            return unsafe storage.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                unsafe UInt16(bigEndian: $0.pointee.sin_port)
            }
        }
    }

    /// An address without its port; "" where it has no text.
    static func text(of address: UnsafePointer<sockaddr>?) -> String {
        guard let address = unsafe address else { return "" }
        let isIPv6 = unsafe Int32(address.pointee.sa_family) == AF_INET6
        let length = isIPv6 ? MemoryLayout<sockaddr_in6>.size : MemoryLayout<sockaddr_in>.size
        var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        // The kernel gave the address, as long as its family says; the text is NUL-ended.
        let code = unsafe getnameinfo(
            address, socklen_t(length), &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST)
        guard code == 0 else { return "" }
        return String(
            decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// How many bytes the peer has sent so far; nil where the kernel does not say.
    static func bytesReceived(_ descriptor: Int32) -> UInt64? {
        // `tcpi_bytes_received` of Linux's `struct tcp_info`, which glibc's lacks.
        let offset = 128
        let size = offset + MemoryLayout<UInt64>.size
        return unsafe withUnsafeTemporaryAllocation(byteCount: size, alignment: 8) { information in
            var length = socklen_t(size)
            // The kernel writes at most `length` bytes; read only if it wrote them all.
            let code = unsafe getsockopt(
                descriptor, Int32(IPPROTO_TCP), TCP_INFO, information.baseAddress, &length)
            guard code == 0, Int(length) == size else { return nil }
            return unsafe information.load(fromByteOffset: offset, as: UInt64.self)
        }
    }

    private static func set(_ level: Int32, _ option: Int32, on descriptor: Int32) {
        var on: Int32 = 1
        // Reads four bytes; a socket that refuses the option still works.
        _ = unsafe setsockopt(descriptor, level, option, &on, socklen_t(MemoryLayout<Int32>.size))
    }

    static func lastError() -> String {
        // `strerror` returns text that stays valid until this thread calls it again.
        unsafe String(cString: strerror(errno))
    }
}
