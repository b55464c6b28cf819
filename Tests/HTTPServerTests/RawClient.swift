import Foundation

/// One answer as it came over the wire.
struct RawResponse: Equatable {
    var status: Int
    var headers: [String: String]
    var body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }
    var closes: Bool { headers["connection"] == "close" }
}

/// A TCP client that sends whatever bytes it is told to.
final class RawClient {
    private static let waitSecondsMax = 10
    private let descriptor: Int32
    /// The server under test, which must not stop while somebody still talks to it.
    private let server: AnyObject?
    private var received: [UInt8] = []
    private(set) var isAtEnd = false

    init(port: UInt16, of server: AnyObject? = nil) throws {
        self.server = server
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        // Both calls read a struct that lives as long as they run.
        let result = unsafe withUnsafePointer(to: &address) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw POSIXError(.ECONNREFUSED) }
        var limit = timeval(tv_sec: Self.waitSecondsMax, tv_usec: 0)
        _ = unsafe setsockopt(
            descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close(descriptor) }

    @discardableResult
    func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    /// False where the server has closed.
    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            // Reads within the array only.
            let count = unsafe bytes.withUnsafeBytes { bytes in
                unsafe Glibc.send(
                    descriptor, bytes.baseAddress! + sent, bytes.count - sent, Int32(MSG_NOSIGNAL))
            }
            if count <= 0 { return false }
            sent += count
        }
        return true
    }

    /// Says that nothing more will be sent.
    func finishSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// The next answer; nil at the end of the stream.
    func response(toHead isHead: Bool = false) -> RawResponse? {
        let end = Array("\r\n\r\n".utf8)
        while true {
            if let range = received.firstRange(of: end) {
                var response = Self.parse(received[..<range.lowerBound])
                received.removeSubrange(..<range.upperBound)
                let count = isHead ? 0 : Int(response.headers["content-length"] ?? "0")!
                while received.count < count, receive() {}
                response.body = Array(received.prefix(count))
                received.removeFirst(min(count, received.count))
                return response
            }
            guard receive() else { return nil }
        }
    }

    /// All that comes until the server closes; nil where it does not close in time.
    func rest() -> String? {
        while receive() {}
        return isAtEnd ? String(decoding: received, as: UTF8.self) : nil
    }

    private func receive() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 65536)
        // Writes at most as much as the buffer holds.
        let count = unsafe recv(descriptor, &buffer, buffer.count, 0)
        if count > 0 { received += buffer[..<count] }
        if count == 0 || (count < 0 && errno == ECONNRESET) { isAtEnd = true }
        return count > 0
    }

    private static func parse(_ head: ArraySlice<UInt8>) -> RawResponse {
        let lines = String(decoding: head, as: UTF8.self).components(separatedBy: "\r\n")
        var response = RawResponse(
            status: Int(lines[0].split(separator: " ")[1])!, headers: [:], body: [])
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            response.headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
        }
        return response
    }
}
