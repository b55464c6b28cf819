import Foundation

/// Single requests by blocking sockets, for waiting until a server answers and for reading a page.
enum HTTPProbe {
    /// A whole answer.
    struct Answer {
        let status: Int
        let body: [UInt8]
    }

    static let bodyBytesMax = 16 * 1024 * 1024

    /// One request; nil where nobody answers.
    /// - Parameter fields: header fields, each with its line end.
    static func get(port: UInt16, target: String, fields: String = "") -> Answer? {
        ask(port: port, "GET \(target)", fields)
    }

    /// One request with a body; nil where nobody answers.
    static func post(port: UInt16, target: String, fields: String, json: String) -> Answer? {
        ask(
            port: port, "POST \(target)",
            fields + "Content-Type: application/json\r\nContent-Length: \(json.utf8.count)\r\n",
            body: json)
    }

    private static func ask(
        port: UInt16, _ line: String, _ fields: String, body: String = ""
    ) -> Answer? {
        var connection = LoadConnection()
        guard (try? connection.open(port: port)) != nil else { return nil }
        defer { connection.close() }
        let flags = fcntl(connection.descriptor, F_GETFL)
        _ = fcntl(connection.descriptor, F_SETFL, flags & ~O_NONBLOCK)
        let request = Array(
            ("\(line) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nAccept: application/json\r\n"
                + "Connection: close\r\n\(fields)\r\n\(body)").utf8)
        // The array holds the bytes that are sent.
        guard
            unsafe send(
                connection.descriptor, request, request.count, Int32(MSG_NOSIGNAL))
                == request.count
        else { return nil }
        return read(connection.descriptor)
    }

    private static func read(_ descriptor: Int32) -> Answer? {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        while bytes.count < bodyBytesMax {
            // The buffer has room for the bytes asked for.
            let count = unsafe recv(descriptor, &buffer, buffer.count, 0)
            if count <= 0 { break }
            bytes += buffer[..<count]
            if let head = unsafe bytes.withUnsafeBytes({ unsafe ResponseHead.read($0) }),
                bytes.count >= head.length + head.bodyLength, head.bodyLength > 0
            {
                return Answer(status: head.status, body: Array(bytes[head.length...]))
            }
        }
        guard let head = unsafe bytes.withUnsafeBytes({ unsafe ResponseHead.read($0) }) else {
            return nil
        }
        return Answer(status: head.status, body: Array(bytes[head.length...]))
    }

    /// Asks until the answer is 200, and returns when it first was.
    /// - Throws: ``BenchError`` when the process ends or the time runs out before.
    @discardableResult
    static func waitForAnswer(
        port: UInt16, target: String, of process: ChildProcess, seconds: Double
    ) throws -> Answer {
        let begun = MonotonicClock.nanoseconds
        while MonotonicClock.seconds(since: begun) < seconds {
            try Interruption.check()
            if let answer = get(port: port, target: target), answer.status == 200 {
                return answer
            }
            guard process.isRunning else {
                throw BenchError("\(process.name) ended early:\n\(process.lastWords)")
            }
            Thread.sleep(forTimeInterval: 0.001)
        }
        throw BenchError(
            "\(process.name) did not answer \(target) in \(Int(seconds)) s:\n"
                + process.lastWords)
    }
}
