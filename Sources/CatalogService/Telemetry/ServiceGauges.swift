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

/// What every request adds to the metrics.
enum RequestMetrics {
    static func note(_ summary: RequestSummary, in metrics: Metrics) {
        // A method without a route is whatever the caller made up: it must not make series.
        let method = summary.routePattern == nil ? "other" : summary.method
        let route = "method=\"\(method)\",route=\"\(summary.routePattern ?? "none")\""
        metrics.count(
            "catalogd_requests_total", labels: route + ",status=\"\(summary.status)\"")
        metrics.observe(
            "catalogd_request_seconds", labels: route, seconds: summary.duration / .seconds(1))
    }
}
