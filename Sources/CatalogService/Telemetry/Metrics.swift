import Synchronization

/// Counters, gauges and histograms in Prometheus' text format (version 0.0.4).
public final class Metrics: Sendable {
    /// Upper bounds of the duration buckets, in seconds.
    static let buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5]

    public typealias Gauge = (name: String, labels: String, value: Double)

    private struct Series: Hashable {
        let name: String
        let labels: String
    }

    private struct Histogram {
        var counts = [Int](repeating: 0, count: Metrics.buckets.count)
        var count = 0
        var sum = 0.0
    }

    private struct State {
        var counters: [Series: Int] = [:]
        var histograms: [Series: Histogram] = [:]
        var gauges: [@Sendable () -> [Gauge]] = []
    }

    private let state = Mutex(State())

    public init() {}

    /// `labels` is the text between the braces: `platform="bukalapak"`. Callers use values from
    /// small fixed sets only.
    public func count(_ name: String, labels: String = "", by step: Int = 1) {
        state.withLock { $0.counters[Series(name: name, labels: labels), default: 0] += step }
    }

    public func observe(_ name: String, labels: String = "", seconds: Double) {
        state.withLock { state in
            var histogram = state.histograms[Series(name: name, labels: labels)] ?? Histogram()
            for (index, bound) in Self.buckets.enumerated() where seconds <= bound {
                histogram.counts[index] += 1
            }
            histogram.count += 1
            histogram.sum += seconds
            state.histograms[Series(name: name, labels: labels)] = histogram
        }
    }

    /// Registers values that are read when the page is asked for.
    public func gauges(
        _ read: @escaping @Sendable () -> [Gauge]
    ) {
        state.withLock { $0.gauges.append(read) }
    }

    /// The page for `GET /metrics`.
    /// - Parameter more: values that were read for this page.
    public func page(with more: [Gauge] = []) -> String {
        let (counters, histograms, readers) = state.withLock {
            ($0.counters, $0.histograms, $0.gauges)
        }
        var samples: [(name: String, type: String, line: String)] = []
        for (series, value) in counters {
            samples.append((series.name, "counter", line(series.name, series.labels, "\(value)")))
        }
        for sample in readers.flatMap({ $0() }) + more {
            samples.append(
                (sample.name, "gauge", line(sample.name, sample.labels, "\(sample.value)")))
        }
        for (series, histogram) in histograms {
            samples.append((series.name, "histogram", lines(series, histogram)))
        }
        var page = ""
        var previous = ""
        for sample in samples.sorted(by: { ($0.name, $0.line) < ($1.name, $1.line) }) {
            if sample.name != previous { page += "# TYPE \(sample.name) \(sample.type)\n" }
            previous = sample.name
            page += sample.line
        }
        return page
    }

    private func lines(_ series: Series, _ histogram: Histogram) -> String {
        let comma = series.labels.isEmpty ? "" : ","
        var text = ""
        for (bound, count) in zip(Self.buckets, histogram.counts) {
            text += line(
                series.name + "_bucket", series.labels + comma + "le=\"\(bound)\"", "\(count)")
        }
        text += line(
            series.name + "_bucket", series.labels + comma + "le=\"+Inf\"", "\(histogram.count)")
        text += line(series.name + "_sum", series.labels, "\(histogram.sum)")
        text += line(series.name + "_count", series.labels, "\(histogram.count)")
        return text
    }

    private func line(_ name: String, _ labels: String, _ value: String) -> String {
        labels.isEmpty ? "\(name) \(value)\n" : "\(name){\(labels)} \(value)\n"
    }
}
