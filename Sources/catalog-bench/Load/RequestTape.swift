/// Requests made before the clock starts, one behind the other, so that the load generator only
/// copies bytes while it measures.
struct RequestTape {
    /// What happens at the end of the tape.
    enum End {
        /// Start over: the same request may be sent any number of times.
        case rewind
        /// The load ends: every request is sent once.
        case stop
    }

    let end: End
    private(set) var bytes: [UInt8] = []
    /// Where each request begins; one more than there are requests.
    private(set) var starts: [Int] = [0]

    var count: Int { starts.count - 1 }

    init(end: End) {
        self.end = end
    }

    /// Appends a GET of `target`, which is already percent-encoded, with further header fields.
    mutating func get(_ target: String, host: String, fields: String = "") {
        append(
            "GET \(target) HTTP/1.1\r\nHost: \(host)\r\nAccept: application/json\r\n\(fields)\r\n")
    }

    /// Appends a POST of JSON with further header fields.
    mutating func post(_ target: String, host: String, fields: String, json: String) {
        append(
            "POST \(target) HTTP/1.1\r\nHost: \(host)\r\nContent-Type: application/json\r\n"
                + "Content-Length: \(json.utf8.count)\r\n\(fields)\r\n\(json)")
    }

    private mutating func append(_ text: String) {
        bytes.append(contentsOf: text.utf8)
        starts.append(bytes.count)
    }
}
