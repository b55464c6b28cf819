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
