/// Why a workload could not be measured, in words for the person at the screen.
struct BenchError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
