import Synchronization

/// Counters, gauges and histograms in Prometheus' text format (version 0.0.4).
public final class Metrics: Sendable {
    /// Durations, counted by bucket.
    struct Histogram: Sendable {
        /// Upper bounds of the buckets, in seconds.
        static let bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5]

        /// Of each bucket alone; the last holds what is longer than all bounds.
        private(set) var counts = [Int](repeating: 0, count: bounds.count + 1)
        private(set) var sum = 0.0

        mutating func observe(_ seconds: Double) {
            let bucket = Self.bounds.firstIndex { seconds <= $0 } ?? Self.bounds.count
            counts[bucket] += 1
            sum += seconds
        }
    }

    /// One value of one series.
    struct Sample: Sendable {
        enum Value: Sendable {
            case counter(Int)
            case gauge(Double)
            case histogram(Histogram)
        }

        let name: String
        /// The text between the braces: `platform="bukalapak"`.
        let labels: String
        let value: Value
    }

    private struct Series: Hashable {
        let name: String
        let labels: String
    }

    private struct State {
        var counters: [Series: Int] = [:]
        var readers: [@Sendable () -> [Sample]] = []
    }

    private let state = Mutex(State())

    public init() {}

    /// Labels come from small fixed sets only.
    public func count(_ name: String, labels: String = "", by step: Int = 1) {
        state.withLock { $0.counters[Series(name: name, labels: labels), default: 0] += step }
    }

    /// Registers samples that are taken when the page is asked for.
    func samples(_ read: @escaping @Sendable () -> [Sample]) {
        state.withLock { $0.readers.append(read) }
    }

    /// The page for `GET /metrics`.
    /// - Parameter more: samples that were taken for this page.
    func page(with more: [Sample] = []) -> String {
        let (counters, readers) = state.withLock { ($0.counters, $0.readers) }
        let samples =
            counters.map { Sample(name: $0.name, labels: $0.labels, value: .counter($1)) }
            + readers.flatMap { $0() } + more
        var page = ""
        var previous = ""
        for sample in samples.sorted(by: { ($0.name, $0.labels) < ($1.name, $1.labels) }) {
            if sample.name != previous { page += "# TYPE \(sample.name) \(sample.type)\n" }
            previous = sample.name
            page += sample.lines
        }
        return page
    }
}

extension Metrics.Sample {
    fileprivate var type: String {
        switch value {
        case .counter: return "counter"
        case .gauge: return "gauge"
        case .histogram: return "histogram"
        }
    }

    fileprivate var lines: String {
        switch value {
        case .counter(let count): return line(name, labels, "\(count)")
        case .gauge(let number): return line(name, labels, "\(number)")
        case .histogram(let histogram): return lines(histogram)
        }
    }

    private func lines(_ histogram: Metrics.Histogram) -> String {
        let comma = labels.isEmpty ? "" : ","
        let bounds = Metrics.Histogram.bounds.map { "\($0)" } + ["+Inf"]
        var text = ""
        var total = 0
        for (bound, count) in zip(bounds, histogram.counts) {
            total += count
            text += line(name + "_bucket", labels + comma + "le=\"\(bound)\"", "\(total)")
        }
        return text + line(name + "_sum", labels, "\(histogram.sum)")
            + line(name + "_count", labels, "\(total)")
    }

    private func line(_ name: String, _ labels: String, _ value: String) -> String {
        labels.isEmpty ? "\(name) \(value)\n" : "\(name){\(labels)} \(value)\n"
    }
}
