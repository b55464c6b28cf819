/// How long answers took, each in microseconds, exactly.
struct Latencies {
    private var microseconds: [UInt32] = []

    var count: Int { microseconds.count }

    init(expecting count: Int = 0) {
        microseconds.reserveCapacity(count)
    }

    mutating func record(nanoseconds: UInt64) {
        microseconds.append(UInt32(clamping: nanoseconds / 1000))
    }

    mutating func record(microseconds value: UInt32) {
        microseconds.append(value)
    }

    mutating func add(_ other: Latencies) {
        microseconds += other.microseconds
    }

    /// The shares asked for, 0 to 1, in milliseconds; zeros where nothing was recorded.
    func milliseconds(at shares: [Double]) -> [Double] {
        guard !microseconds.isEmpty else { return shares.map { _ in 0 } }
        let sorted = microseconds.sorted()
        return shares.map { share in
            let position = Int((Double(sorted.count - 1) * share).rounded())
            return Double(sorted[position]) / 1000
        }
    }
}
