import Foundation

/// An answer written to the socket by ourselves, where libmicrohttpd takes none: a body that
/// grows too large while it is read, or a request that does not come to its end. The connection
/// is closed after it.
enum RawAnswer {
    /// Sends as much as the socket takes at once, which on a socket that has sent nothing else
    /// lately is everything.
    static func send(_ response: HTTPResponse, to descriptor: Int32) {
        let bytes = encode(response)
        _ = unsafe bytes.withUnsafeBytes { bytes in
            // Reads within the array only, and does not keep the pointer.
            unsafe Glibc.send(
                descriptor, bytes.baseAddress, bytes.count,
                Int32(MSG_DONTWAIT | MSG_NOSIGNAL))
        }
    }

    static func encode(_ response: HTTPResponse) -> [UInt8] {
        var head = "HTTP/1.1 \(response.status) \(reason(response.status))\r\n"
        head += "Date: \(date())\r\nConnection: close\r\n"
        for header in response.headers {
            head += "\(header.name): \(header.value)\r\n"
        }
        head += "Content-Length: \(response.body.count)\r\n\r\n"
        return Array(head.utf8) + response.body
    }

    private static func reason(_ status: Int) -> String {
        switch status {
        case 408: "Request Timeout"
        case 413: "Content Too Large"
        default: "Refused"
        }
    }

    private static func date() -> String {
        var now = time(nil)
        var parts = unsafe tm()
        var text = [CChar](repeating: 0, count: 32)
        // Each call writes only to the value that it is given; the format fits in 32 bytes.
        unsafe gmtime_r(&now, &parts)
        let count = unsafe strftime(&text, text.count, "%a, %d %b %Y %H:%M:%S GMT", &parts)
        return String(decoding: text.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
