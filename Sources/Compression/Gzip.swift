import CZlib

/// Gzip (RFC 1952) by zlib.
public enum Gzip {
    /// As small as it gets, for what is packed once.
    public static let best: Int32 = 9
    /// For what is packed as it is sent.
    public static let quick: Int32 = 4

    /// The packed bytes; nil when zlib has no memory.
    public static func pack(_ bytes: [UInt8], level: Int32 = best) -> [UInt8]? {
        var stream = unsafe z_stream()
        // 16 above the window's 15 bits asks for gzip's head and trailer.
        let size = unsafe Int32(MemoryLayout<z_stream>.size)
        guard
            unsafe deflateInit2_(
                &stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size)
                == Z_OK
        else { return nil }
        defer { unsafe deflateEnd(&stream) }
        var input = bytes
        var output = [UInt8](
            repeating: 0, count: Int(unsafe deflateBound(&stream, UInt(bytes.count))))
        // Both arrays outlive the one call that reads and writes them, within their sizes.
        let isWhole = unsafe input.withUnsafeMutableBufferPointer { source in
            unsafe output.withUnsafeMutableBufferPointer { destination in
                unsafe stream.next_in = source.baseAddress
                unsafe stream.avail_in = UInt32(source.count)
                unsafe stream.next_out = destination.baseAddress
                unsafe stream.avail_out = UInt32(destination.count)
                return unsafe deflate(&stream, Z_FINISH) == Z_STREAM_END
            }
        }
        guard isWhole else { return nil }
        return Array(output.prefix(Int(unsafe stream.total_out)))
    }

    /// So many of one byte, packed without ever being in memory whole.
    public static func pack(_ byte: UInt8, times: Int) -> [UInt8]? {
        var stream = unsafe z_stream()
        let size = unsafe Int32(MemoryLayout<z_stream>.size)
        guard
            unsafe deflateInit2_(
                &stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size) == Z_OK
        else { return nil }
        defer { unsafe deflateEnd(&stream) }
        var input = [UInt8](repeating: byte, count: 1 << 20)
        var output = [UInt8](repeating: 0, count: 1 << 20)
        var packed: [UInt8] = []
        var left = times
        while true {
            let count = min(left, input.count)
            left -= count
            // Both arrays outlive the one call that reads and writes them; a MiB of one byte packs
            // into far less than the room there is.
            let (code, free) = unsafe input.withUnsafeMutableBufferPointer { source in
                unsafe output.withUnsafeMutableBufferPointer { destination in
                    unsafe stream.next_in = source.baseAddress
                    unsafe stream.avail_in = UInt32(count)
                    unsafe stream.next_out = destination.baseAddress
                    unsafe stream.avail_out = UInt32(destination.count)
                    let code = unsafe deflate(&stream, left == 0 ? Z_FINISH : Z_NO_FLUSH)
                    return (code, Int(unsafe stream.avail_out))
                }
            }
            packed += output.prefix(output.count - free)
            if code == Z_STREAM_END { return packed }
            guard code == Z_OK, left > 0 else { return nil }
        }
    }
}
