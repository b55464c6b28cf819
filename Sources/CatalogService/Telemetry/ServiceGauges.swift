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
                ("catalogd_catalogue_courses", snapshot.courseCount),
                ("catalogd_catalogue_version", Int(snapshot.version)),
            ]
            return gauges.map { Metrics.Sample(name: $0, labels: "", value: .gauge(Double($1))) }
        }
    }
}
