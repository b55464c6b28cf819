import Catalog
import PlatformAdapters

/// How a platform tells what its learners did, by its dialect, with what its routes need of that.
struct ReportingWay {
    let reporter: any LearnerReporter
    /// What the service is told when it asks.
    let record: LearnerRecord
    /// With which callbacks are signed; nil where they are signed by a shared secret.
    private(set) var keys: JSONWebKeySet?
    /// What courses are launched into; nil for dialects without launches.
    private(set) var tool: LaunchTool?

    /// - Parameters:
    ///   - target: where callbacks go.
    ///   - issuer: the service as it names itself; another address where callbacks go wrong on
    ///     their way.
    init(
        of configuration: PlatformConfiguration, client: HTTPClient, target: HTTPAddress,
        issuer: HTTPAddress, base: HTTPAddress, shelf: CourseShelf, clock: WallClock
    ) throws(SimulatorError) {
        func webhooks(
            _ reference: @escaping @Sendable (SimulatedEnrolment) -> String = { $0.id }
        ) throws(SimulatorError) -> WebhookReporter {
            try WebhookReporter(
                client: client, target: target, configuration: configuration, base: base,
                clock: clock, reference: reference)
        }
        /// Nil for a platform without a secret.
        func webhooksByOrder() throws(SimulatorError) -> WebhookReporter? {
            guard configuration.webhookSecret != nil else { return nil }
            return try webhooks { $0.application?.orderID ?? $0.id }
        }
        var record = LearnerRecord(webhooks: nil)
        switch configuration.dialect {
        case .jsonapi, .prakerja: reporter = try webhooks()
        case .graphql:
            let signed = SignedReporter(
                client: client, target: target, configuration: configuration, base: base)
            keys = signed.keys
            reporter = signed
        case .oaipmhLTI:
            let taking = LaunchTool(
                configuration: configuration, client: client, target: issuer, clock: clock)
            tool = taking
            reporter = ScoreReporter(
                client: client, target: target, tool: taking, webhooks: try webhooksByOrder(),
                clock: clock)
        case .openedx:
            reporter = HintReporter(
                record: record, client: client, target: target, platformID: configuration.id)
        case .moodle, .odata:
            record = LearnerRecord(webhooks: try webhooksByOrder())
            reporter = record
        case .csvXAPI:
            reporter = StatementReporter(
                client: client, target: target, configuration: configuration, base: base,
                shelf: shelf, webhooks: try webhooks())
        default:
            throw .badPlatform(
                id: configuration.id, problem: "there is no simulation of \(configuration.dialect)")
        }
        self.record = record
    }
}
