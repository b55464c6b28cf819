/// Many short byte strings in one piece of memory.
struct JoinedBytes: Sendable {
    private(set) var bytes: [UInt8] = []
    private var ends: [Int] = []

    var count: Int { ends.count }

    mutating func append(_ part: [UInt8]) {
        bytes += part
        ends.append(bytes.count)
    }

    subscript(part: Int) -> ArraySlice<UInt8> {
        bytes[(part == 0 ? 0 : ends[part - 1])..<ends[part]]
    }
}
