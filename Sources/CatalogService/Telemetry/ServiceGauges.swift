import Catalog
import HTTPServer

/// The values that `/metrics` reads when it is asked.
enum ServiceGauges {
    static func register(in context: ServiceContext) {
        context.metrics.gauges {
            let counts = context.commands.counts
            let snapshot = context.catalogue.current
            return [
                ("catalogd_commands_waiting", "", Double(counts.waiting)),
                ("catalogd_commands_done", "", Double(counts.commands)),
                ("catalogd_commands_refused", "", Double(counts.refused)),
                ("catalogd_commits_done", "", Double(counts.commits)),
                ("catalogd_catalogue_courses", "", Double(snapshot.courseCount)),
                ("catalogd_catalogue_version", "", Double(snapshot.version)),
            ]
        }
    }
}

extension ServiceGauges {
    /// What each platform is owed, in calls and in seconds since the oldest of them was decided;
    /// zeros for one that is owed nothing, so that an alert has a series from the start.
    static func outbox(
        _ backlog: [(platform: String, calls: Int, oldest: Instant)],
        platforms: PlatformDirectory, now: Instant
    ) -> [Metrics.Gauge] {
        let names = platforms.entries.map(\.configuration.id)
        let others = backlog.map(\.platform).filter { !names.contains($0) }
        return (names + others).flatMap { name -> [Metrics.Gauge] in
            let owed = backlog.first { $0.platform == name }
            let age = owed.map { Double(max(0, (now - $0.oldest).milliseconds)) / 1000 }
            let labels = "platform=\"\(name)\""
            return [
                ("catalogd_outbox_calls", labels, Double(owed?.calls ?? 0)),
                ("catalogd_outbox_oldest_seconds", labels, age ?? 0),
            ]
        }
    }
}

/// What every request adds to the metrics.
enum RequestMetrics {
    static func note(_ summary: RequestSummary, in metrics: Metrics) {
        let route = "method=\"\(summary.method)\",route=\"\(summary.routePattern ?? "none")\""
        metrics.count(
            "catalogd_requests_total", labels: route + ",status=\"\(summary.status)\"")
        metrics.observe(
            "catalogd_request_seconds", labels: route, seconds: summary.duration / .seconds(1))
    }
}
