import HTTPServer
import Synchronization

/// Counts and durations of requests by method, route and status. They are noted at every request,
/// so labels are written only when the page is asked for.
final class RequestMetrics: Sendable {
    /// Few: methods and patterns of routes, and statuses; what matched no route is one of each.
    private struct Key: Hashable {
        let method: String
        let route: String
        let status: Int
    }

    private let histograms = Mutex<[Key: Metrics.Histogram]>([:])

    func note(_ summary: RequestSummary) {
        let isKnown = summary.routePattern != nil
        let key = Key(
            method: isKnown ? summary.method : "other", route: summary.routePattern ?? "none",
            status: summary.status)
        let seconds = summary.duration / .seconds(1)
        histograms.withLock { $0[key, default: Metrics.Histogram()].observe(seconds) }
    }

    /// The lines of `catalogd_request_seconds`, whose count is the number of requests.
    var samples: [Metrics.Sample] {
        histograms.withLock { $0 }.map { key, histogram in
            Metrics.Sample(
                name: "catalogd_request_seconds",
                labels: "method=\"\(key.method)\",route=\"\(key.route)\",status=\"\(key.status)\"",
                value: .histogram(histogram))
        }
    }
}
