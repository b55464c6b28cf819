import CBrotli

/// Brotli (RFC 7932) by libbrotli.
public enum Brotli {
    /// Where packing a page costs about a millisecond; 11 would take a hundred times as long for
    /// a tenth less.
    public static let quality: Int32 = 5
    /// A window of 256 KiB: no page of ours is larger.
    static let windowBits: Int32 = 18

    /// The packed bytes; nil where libbrotli has no memory.
    public static func pack(_ bytes: [UInt8]) -> [UInt8]? {
        var size = BrotliEncoderMaxCompressedSize(bytes.count)
        guard size > 0 else { return nil }
        var output = [UInt8](repeating: 0, count: size)
        // Both arrays outlive the one call that reads and writes them, within their sizes.
        let isPacked = unsafe bytes.withUnsafeBufferPointer { source in
            unsafe output.withUnsafeMutableBufferPointer { destination in
                unsafe BrotliEncoderCompress(
                    quality, windowBits, BROTLI_MODE_TEXT, source.count, source.baseAddress,
                    &size, destination.baseAddress)
            }
        }
        guard isPacked == BROTLI_TRUE else { return nil }
        return Array(output.prefix(size))
    }
}
