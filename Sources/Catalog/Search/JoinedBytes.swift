/// Many short byte strings in one piece of memory.
struct JoinedBytes: Sendable {
    private(set) var bytes: [UInt8] = []
    private var ends: [Int] = []

    var count: Int { ends.count }

    mutating func append(_ part: [UInt8]) {
        bytes += part
        ends.append(bytes.count)
    }

    /// Appends a part to other bytes; without a slice, whose reference would be counted.
    func append(_ part: Int, to other: inout [UInt8]) {
        let range = (part == 0 ? 0 : ends[part - 1])..<ends[part]
        // The pointer is used within the call, and the range is checked by the slice.
        unsafe bytes.withUnsafeBufferPointer { bytes in
            unsafe other.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[range]))
        }
    }
}
