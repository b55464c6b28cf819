import Catalog

/// The values that `/metrics` reads when it is asked.
enum ServiceGauges {
    static func register(in context: ServiceContext) {
        context.metrics.samples {
            let counts = context.commands.counts
            let snapshot = context.catalogue.current
            let gauges: [(String, Int)] = [
                ("catalogd_commands_waiting", counts.waiting),
                ("catalogd_commands_done", counts.commands),
                ("catalogd_commands_refused", counts.refused),
                ("catalogd_commits_done", counts.commits),
                ("catalogd_commands_repeated", counts.repeats),
                ("catalogd_outcomes_unknown", context.unknown.count),
                ("catalogd_catalogue_courses", snapshot.courseCount),
                ("catalogd_catalogue_version", Int(snapshot.version)),
            ]
            return gauges.map { Metrics.Sample(name: $0, labels: "", value: .gauge(Double($1))) }
        }
    }
}

extension ServiceGauges {
    /// What each platform is owed, in calls and in seconds since the oldest of them was decided;
    /// zeros for one that is owed nothing, so that an alert has a series from the start.
    static func outbox(
        _ backlog: [(platform: String, calls: Int, oldest: Instant)],
        platforms: PlatformDirectory, now: Instant
    ) -> [Metrics.Sample] {
        let names = platforms.entries.map(\.configuration.id)
        let others = backlog.map(\.platform).filter { !names.contains($0) }
        return (names + others).flatMap { name -> [Metrics.Sample] in
            let owed = backlog.first { $0.platform == name }
            let age = owed.map { Double(max(0, (now - $0.oldest).milliseconds)) / 1000 }
            let labels = "platform=\"\(name)\""
            return [
                Metrics.Sample(
                    name: "catalogd_outbox_calls", labels: labels,
                    value: .gauge(Double(owed?.calls ?? 0))),
                Metrics.Sample(
                    name: "catalogd_outbox_oldest_seconds", labels: labels,
                    value: .gauge(age ?? 0)),
            ]
        }
    }
}

extension ServiceGauges {
    /// What an alert looks at: a platform's answers, its circuit, its credentials, its last good
    /// sync and its callbacks. What is not known has no sample.
    static func health(_ health: PlatformHealth) -> [Metrics.Sample] {
        let labels = "platform=\"\(health.platform)\""
        var samples: [Metrics.Sample] = []
        func add(_ name: String, _ value: Double?, _ more: String = "") {
            guard let value else { return }
            samples.append(
                Metrics.Sample(
                    name: "catalogd_platform_" + name, labels: labels + more, value: .gauge(value)))
        }
        func quantiles(_ name: String, _ median: Double?, _ p99: Double?) {
            add(name, median.map { $0 / 1000 }, ",quantile=\"0.5\"")
            add(name, p99.map { $0 / 1000 }, ",quantile=\"0.99\"")
        }
        add("success_ratio", health.calls.success_rate)
        add("calls", Double(health.calls.count))
        quantiles("latency_seconds", health.calls.median_ms, health.calls.p99_ms)
        add("circuit_open", health.circuit == "closed" ? 0 : 1)
        add("credentials_refused", health.credentials == "refused" ? 1 : 0)
        add(
            "last_good_sync_timestamp_seconds",
            health.syncs.last_good_at.map { Double($0.milliseconds) / 1000 })
        add("held_changes", Double(health.syncs.held_changes))
        quantiles(
            "callback_delay_seconds", health.callbacks.delay.median_ms,
            health.callbacks.delay.p99_ms)
        add("callbacks_refused", Double(health.callbacks.refused))
        add("callbacks_doubtful", Double(health.callbacks.doubtful))
        add("poll_failures", Double(health.polls.failures))
        return samples
    }
}
