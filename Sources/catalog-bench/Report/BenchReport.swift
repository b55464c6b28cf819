import Foundation

/// The results of a run, as JSON.
struct BenchReport: Encodable {
    var machine: Machine
    var seconds: Double
    var connections: Int
    var workloads: [WorkloadReport] = []
    /// Workloads that could not be measured, with the reason.
    var failures: [String: String] = [:]

    var isEveryBarMet: Bool { workloads.allSatisfy { $0.bars.allSatisfy(\.isMet) } }

    func write(to path: String) throws(BenchError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .useDefaultKeys
        guard let data = try? encoder.encode(self) + Data("\n".utf8),
            (try? data.write(to: URL(fileURLWithPath: path))) != nil
        else { throw BenchError("\(path) cannot be written") }
    }
}
