import Glibc

/// Ports of 127.0.0.1 that nobody uses now.
enum LoopbackPort {
    /// - Throws: ``BenchError`` where the machine has none left.
    static func free(_ count: Int = 1) throws(BenchError) -> [UInt16] {
        // All are held until the last is found, so that none comes twice.
        var held: [Int32] = []
        defer { for descriptor in held { close(descriptor) } }
        var ports: [UInt16] = []
        for _ in 0..<count {
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            held.append(descriptor)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            // An IPv4 address is one of the forms that the generic pointer stands for.
            let result = unsafe withUnsafeMutablePointer(to: &address) { pointer in
                unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe bind(descriptor, $0, length) == 0
                        ? getsockname(descriptor, $0, &length) : -1
                }
            }
            guard result == 0 else { throw BenchError("no free port on 127.0.0.1") }
            ports.append(UInt16(bigEndian: address.sin_port))
        }
        return ports
    }
}
