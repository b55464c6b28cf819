import Catalog
import Foundation

/// Tells systemd how we are, by datagrams to the socket that it names (sd_notify(3), "Notes").
/// Without that socket, as when started by hand, it tells nobody.
struct ServiceNotifier: Sendable {
    /// Where the datagrams go; a leading `@` stands for the abstract namespace's zero byte.
    private let address: [UInt8]
    /// The service manager ends us when it has heard nothing for this long; nil where it does
    /// not watch.
    let watchdogSpan: Span?

    /// - Parameter environment: `NOTIFY_SOCKET`, `WATCHDOG_USEC` and `WATCHDOG_PID` are read.
    init(environment: [String: String]) {
        var bytes = Array((environment["NOTIFY_SOCKET"] ?? "").utf8)
        if bytes.first == UInt8(ascii: "@") { bytes[0] = 0 }
        address = bytes
        let isForUs = environment["WATCHDOG_PID"].map { Int32($0) == getpid() } ?? true
        let microseconds = environment["WATCHDOG_USEC"].flatMap { Int64($0) } ?? 0
        watchdogSpan =
            isForUs && microseconds > 0 && !bytes.isEmpty
            ? Span(milliseconds: max(1, microseconds / 1000)) : nil
    }

    /// Sends assignments such as `READY=1` in one datagram. Nobody waits for it, and a manager
    /// that does not listen costs us nothing.
    func tell(_ assignments: [String]) {
        guard !address.isEmpty else { return }
        let descriptor = socket(
            AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        var target = sockaddr_un()
        target.sun_family = sa_family_t(AF_UNIX)
        guard address.count < MemoryLayout.size(ofValue: target.sun_path) else { return }
        let message = Array(assignments.joined(separator: "\n").utf8)
        // Within the field: its length was looked at above.
        unsafe withUnsafeMutableBytes(of: &target.sun_path) { field in
            unsafe field.copyBytes(from: address)
        }
        let header = MemoryLayout<sockaddr_un>.offset(of: \.sun_path) ?? 2
        let length = socklen_t(header + address.count)
        unsafe withUnsafePointer(to: &target) { pointer in
            // sendto takes the generic form of the address.
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = unsafe sendto(
                    descriptor, message, message.count,
                    Int32(MSG_NOSIGNAL | MSG_DONTWAIT), $0, length)
            }
        }
    }
}
