import Foundation
import Glibc
import Synchronization

/// A raw server on loopback that answers as a test tells it, byte for byte: what no decent
/// server does can be done here.
final class ScriptedServer: Sendable {
    /// One request as it arrived.
    struct Request: Sendable {
        let method: String
        /// Path and query as sent.
        let target: String
        let headers: [String: String]
        let body: String
        /// How many requests with this method and target came before it.
        let earlier: Int
    }

    /// What is done on the connection, in order.
    enum Step: Sendable {
        case send([UInt8])
        /// Milliseconds.
        case wait(Int)
        /// Closes the connection; without it the next request is read.
        case close
    }

    let port: Int
    private let listener: Int32
    private let seen = Mutex<[Request]>([])
    private let connections = Mutex<Int>(0)

    var base: String { "http://127.0.0.1:\(port)" }
    var requests: [Request] { seen.withLock { $0 } }
    var connectionCount: Int { connections.withLock { $0 } }

    init(_ script: @escaping @Sendable (Request) -> [Step]) {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = listener
        // The pointers live for the calls; sockaddr_in is one of sockaddr's forms.
        unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                precondition(unsafe bind(listener, $0, size) == 0, "no port is free")
                precondition(listen(listener, 64) == 0, "cannot listen")
                precondition(unsafe getsockname(listener, $0, &size) == 0, "no name")
            }
        }
        port = Int(UInt16(bigEndian: address.sin_port))
        Thread { [weak self] in
            while true {
                let connection = accept(listener, nil, nil)
                guard connection >= 0 else { return }
                self?.connections.withLock { $0 += 1 }
                Thread { [weak self] in
                    while let request = Self.read(connection, self) {
                        guard Self.play(script(request), on: connection) else { break }
                    }
                    Glibc.close(connection)
                }.start()
            }
        }.start()
    }

    deinit { stop() }

    func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

    private static func play(_ steps: [Step], on connection: Int32) -> Bool {
        for step in steps {
            switch step {
            case .send(let bytes):
                var rest = bytes[...]
                while !rest.isEmpty {
                    // The slice's memory is valid for the call.
                    let sent = unsafe rest.withUnsafeBytes {
                        unsafe send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                    }
                    guard sent > 0 else { return false }
                    rest = rest.dropFirst(sent)
                }
            case .wait(let milliseconds): usleep(UInt32(milliseconds) * 1000)
            case .close: return false
            }
        }
        return true
    }

    private static func read(_ connection: Int32, _ server: ScriptedServer?) -> Request? {
        var bytes: [UInt8] = []
        while true {
            let text = String(decoding: bytes, as: UTF8.self)
            if let end = text.range(of: "\r\n\r\n") {
                let lines = text[..<end.lowerBound].components(separatedBy: "\r\n")
                var headers: [String: String] = [:]
                for line in lines.dropFirst() {
                    let parts = line.split(separator: ":", maxSplits: 1)
                    headers[parts[0].lowercased()] =
                        parts[1].trimmingCharacters(in: .whitespaces)
                }
                let body = String(text[end.upperBound...])
                if body.utf8.count >= Int(headers["content-length"] ?? "0") ?? 0 {
                    return server?.note(lines[0], headers, body)
                }
            }
            var buffer = [UInt8](repeating: 0, count: 16_384)
            let size = buffer.count
            // recv writes at most `size` bytes.
            let count = unsafe recv(connection, &buffer, size, 0)
            guard count > 0 else { return nil }
            bytes += buffer[..<count]
        }
    }

    private func note(_ line: String, _ headers: [String: String], _ body: String) -> Request {
        let parts = line.split(separator: " ").map(String.init)
        return seen.withLock { seen in
            let earlier = seen.count { $0.method == parts[0] && $0.target == parts[1] }
            let request = Request(
                method: parts[0], target: parts[1], headers: headers, body: body, earlier: earlier)
            seen.append(request)
            return request
        }
    }
}

extension [ScriptedServer.Step] {
    /// A well-formed answer.
    static func answer(
        _ status: Int, _ body: String = "", headers: [String] = []
    ) -> [ScriptedServer.Step] {
        answer(status, bytes: [UInt8](body.utf8), headers: headers)
    }

    static func answer(
        _ status: Int, bytes: [UInt8], headers: [String] = []
    ) -> [ScriptedServer.Step] {
        let hasBody = status != 204 && status != 304
        let length = hasBody ? ["Content-Length: \(bytes.count)"] : []
        let head = (["HTTP/1.1 \(status) Scripted"] + headers + length).joined(separator: "\r\n")
        return [.send([UInt8]((head + "\r\n\r\n").utf8) + (hasBody ? bytes : []))]
    }

    /// An access token.
    static func token(
        _ token: String, type: String = "Bearer", expiresIn: Int = 3600
    ) -> [ScriptedServer.Step] {
        answer(
            200,
            #"{"access_token":"\#(token)","token_type":"\#(type)","expires_in":\#(expiresIn)}"#)
    }
}
