/// The little of an HTTP/1.1 response head that a load generator needs.
struct ResponseHead: Equatable {
    /// Bytes of the head, its empty line included.
    let length: Int
    let status: Int
    /// Bytes of the body behind it.
    let bodyLength: Int

    /// A head longer than this is given up.
    static let bytesMax = 16 * 1024

    /// Reads the head at the start of `bytes`; nil while it is incomplete. A response without
    /// Content-Length counts as one without a body, which every response of our peers fulfils.
    static func read(_ bytes: UnsafeRawBufferPointer) -> ResponseHead? {
        guard bytes.count > 12 else { return nil }
        // "HTTP/1.1 200"
        let status = (9..<12).reduce(0) { unsafe $0 * 10 + Int(bytes[$1] & 15) }
        var bodyLength = 0
        var line = 0
        while let newline = unsafe lineEnd(in: bytes, from: line) {
            if newline <= line + 1 {
                return ResponseHead(length: newline + 1, status: status, bodyLength: bodyLength)
            }
            if let number = unsafe contentLength(bytes, line: line, end: newline) {
                bodyLength = number
            }
            line = newline + 1
        }
        return nil
    }

    private static func lineEnd(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
        var position = start
        while position < bytes.count {
            if unsafe bytes[position] == UInt8(ascii: "\n") { return position }
            position += 1
        }
        return nil
    }

    private static let name = Array("content-length:".utf8)

    private static func contentLength(
        _ bytes: UnsafeRawBufferPointer, line: Int, end: Int
    ) -> Int? {
        guard end - line > name.count, unsafe bytes[line] | 32 == name[0],
            unsafe bytes[line + 8] | 32 == name[8]
        else { return nil }
        for offset in 0..<name.count where unsafe bytes[line + offset] | 32 != name[offset] | 32 {
            return nil
        }
        var number = 0
        for position in (line + name.count)..<end {
            let byte = unsafe bytes[position]
            if byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") {
                number = number * 10 + Int(byte & 15)
            }
        }
        return number
    }
}
