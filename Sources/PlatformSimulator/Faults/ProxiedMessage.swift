/// A request or an answer of HTTP/1.1 on its way through a proxy.
struct ProxiedMessage: Sendable {
    static let headBytesMax = 64 << 10
    static let bodyBytesMax = 256 << 20

    /// `GET /courses HTTP/1.1`, or `HTTP/1.1 200 OK`.
    var startLine: String
    var fields: [(name: String, value: String)]
    var body: [UInt8]

    init(status: Int, fields: [(name: String, value: String)] = [], body: [UInt8] = []) {
        startLine = "HTTP/1.1 \(status) Faulty"
        self.fields = fields
        self.body = body
    }

    /// Reads one from a socket: a body is as long as Content-Length says, or, of an answer
    /// without it, until the end. Nil where it is broken or too large.
    init?(from socket: LoopbackSocket, isAnswer: Bool) {
        var bytes: [UInt8] = []
        var headEnd: Int?
        while headEnd == nil {
            let more = socket.receive()
            guard !more.isEmpty, bytes.count <= Self.headBytesMax else { return nil }
            let from = max(0, bytes.count - 3)
            bytes += more
            headEnd = Self.end(ofHeadIn: bytes, from: from)
        }
        guard let headEnd else { return nil }
        let lines = String(decoding: bytes[..<headEnd], as: UTF8.self)
            .split(separator: "\r\n", omittingEmptySubsequences: false)
        guard let first = lines.first else { return nil }
        startLine = String(first)
        fields = lines.dropFirst().compactMap { line in
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { return nil }
            return (String(parts[0]), String(parts[1].drop { $0 == " " }))
        }
        body = Array(bytes[(headEnd + 4)...])
        let length = fields.first { $0.name.lowercased() == "content-length" }
            .flatMap { Int($0.value) }
        let due = length ?? (isAnswer ? Int.max : 0)
        while body.count < due {
            let more = socket.receive()
            guard !more.isEmpty else { break }
            body += more
            guard body.count <= Self.bodyBytesMax else { return nil }
        }
        guard length == nil || body.count >= due else { return nil }
    }

    private static func end(ofHeadIn bytes: [UInt8], from: Int) -> Int? {
        guard bytes.count >= 4 else { return nil }
        for index in from...(bytes.count - 4)
        where bytes[index] == 13 && bytes[index + 1] == 10 && bytes[index + 2] == 13
            && bytes[index + 3] == 10
        {
            return index
        }
        return nil
    }

    /// Of a request: its path and query.
    var target: String {
        let parts = startLine.split(separator: " ")
        return parts.count > 1 ? String(parts[1]) : "/"
    }

    var path: String { String(target.prefix { $0 != "?" }) }

    func field(_ name: String) -> String? {
        fields.first { $0.name.lowercased() == name }?.value
    }

    mutating func drop(_ names: Set<String>) {
        fields.removeAll { names.contains($0.name.lowercased()) }
    }

    /// As it goes over the wire, with the length that its body has and the connection's end
    /// behind it.
    var bytes: [UInt8] { head + body }

    var head: [UInt8] {
        var text = startLine + "\r\n"
        for (name, value) in fields
        where !["content-length", "connection"].contains(name.lowercased()) {
            text += "\(name): \(value)\r\n"
        }
        text += "Content-Length: \(body.count)\r\nConnection: close\r\n\r\n"
        return Array(text.utf8)
    }
}
