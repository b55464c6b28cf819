import Catalog
import Cryptography
import Foundation
import HTTPServer
import PlatformAdapters

/// Partner platforms on loopback: each serves its own courses in its own dialect, takes
/// enrolments, lets its learners learn, and reports what they did to the service.
///
/// It stands in for the partners in the demo and in tests. All state is in memory; ids, scores
/// and certificate numbers follow from the orders, so that a simulator that was restarted goes
/// on telling the same (see ``EnrolmentDesk``).
public final class PlatformSimulator: Sendable {
    /// How long a stop waits for requests that have begun.
    private static let stopSecondsMax = 1.0
    /// Reports to the service at the same time, of all platforms together.
    private static let reportsMax = 16

    private let client: HTTPClient
    private let servers: [HTTPServer]
    private let learners: [LearnerWorker]

    /// - Parameters:
    ///   - platforms: each is served on the host and port of its `base_url`.
    ///   - coursesDirectory: holds `{platform id}.json` for each of them.
    ///   - callbackTarget: the service's URL, to which webhooks and statements go.
    ///   - refusedCourses: external ids whose enrolments are always refused.
    /// - Throws: ``SimulatorError``.
    public init(
        platforms: [PlatformConfiguration], coursesDirectory: URL, callbackTarget: String,
        pace: Pace = .demo, clock: WallClock = .system, refusedCourses: Set<String> = []
    ) throws(SimulatorError) {
        client = HTTPClient(
            workersMax: Self.reportsMax, callsPerOriginMax: Self.reportsMax, waitingMax: 100_000)
        guard let target = HTTPAddress(callbackTarget) else {
            throw .badPlatform(id: "-", problem: "the target is not a URL: \(callbackTarget)")
        }
        var servers: [HTTPServer] = []
        var learners: [LearnerWorker] = []
        for configuration in platforms {
            let platform = try Self.platform(
                configuration, coursesDirectory, client, target, pace, clock, refusedCourses)
            servers.append(try Self.server(platform))
            learners.append(platform.learners)
        }
        self.servers = servers
        self.learners = learners
    }

    deinit { stop() }

    /// Listens on every platform's port. A simulator starts once.
    ///
    /// - Throws: what the server throws, such as for a port that is taken; then none listens.
    public func start() throws {
        do {
            for server in servers { _ = try server.start() }
        } catch {
            stop()
            throw error
        }
    }

    /// Ends the learners' reports and the servers.
    public func stop() {
        for worker in learners { worker.stop() }
        for server in servers { server.stop(within: Self.stopSecondsMax) }
        client.close()
    }

    private static func platform(
        _ configuration: PlatformConfiguration, _ directory: URL, _ client: HTTPClient,
        _ target: HTTPAddress, _ pace: Pace, _ clock: WallClock, _ refusedCourses: Set<String>
    ) throws(SimulatorError) -> SimulatedPlatform {
        guard let base = HTTPAddress(configuration.baseURL) else {
            throw .badPlatform(id: configuration.id, problem: "base_url is not a URL")
        }
        // A dialect without them has no use for the desk either.
        let clientID = configuration.credentials["client_id"] ?? configuration.id
        let clientSecret = configuration.credentials["client_secret"] ?? Random.token()
        let shelf = try CourseShelf(
            directory: directory, platformID: configuration.id, opening: clock.now())
        let desk = EnrolmentDesk(shelf: shelf, refusedCourses: refusedCourses)
        func webhooks(
            _ reference: @escaping @Sendable (SimulatedEnrolment) -> String = { $0.id }
        ) throws(SimulatorError) -> WebhookReporter {
            try WebhookReporter(
                client: client, target: target, configuration: configuration, base: base,
                clock: clock, reference: reference)
        }
        var keys: JSONWebKeySet?
        var tool: LaunchTool?
        var record = LearnerRecord(webhooks: nil)
        let reporter: any LearnerReporter
        switch configuration.dialect {
        case .jsonapi, .prakerja: reporter = try webhooks()
        case .graphql:
            let signed = SignedReporter(
                client: client, target: target, configuration: configuration, base: base)
            keys = signed.keys
            reporter = signed
        case .oaipmhLTI:
            let taking = LaunchTool(
                configuration: configuration, client: client, target: target, clock: clock)
            tool = taking
            reporter = ScoreReporter(
                client: client, target: target, tool: taking,
                webhooks: configuration.webhookSecret == nil
                    ? nil : try webhooks { $0.application?.orderID ?? $0.id }, clock: clock)
        case .openedx:
            reporter = HintReporter(
                record: record, client: client, target: target, platformID: configuration.id)
        case .moodle, .odata:
            if configuration.webhookSecret != nil {
                record = LearnerRecord(
                    webhooks: try webhooks { $0.application?.orderID ?? $0.id })
            }
            reporter = record
        case .csvXAPI:
            reporter = StatementReporter(
                client: client, target: target, configuration: configuration, base: base,
                shelf: shelf, webhooks: try webhooks())
        }
        return SimulatedPlatform(
            configuration: configuration, base: base, shelf: shelf, enrolments: desk,
            tokens: TokenDesk(
                clientID: clientID, clientSecret: clientSecret, clock: clock,
                scheme: configuration.dialect == .openedx ? "JWT" : "Bearer"),
            learners: LearnerWorker(
                platformID: configuration.id, pace: pace, clock: clock, desk: desk,
                reporter: reporter), record: record, tool: tool, clock: clock, keys: keys)
    }

    private static func server(_ platform: SimulatedPlatform) throws(SimulatorError) -> HTTPServer {
        var settings = HTTPServer.Configuration()
        let host = platform.base.origin.host
        settings.host = host == "localhost" ? "127.0.0.1" : host.filter { $0 != "[" && $0 != "]" }
        settings.threads = 1
        guard let port = UInt16(exactly: platform.base.origin.port),
            PeerPolicy.configured(host) == .anywhere
        else {
            throw .badPlatform(
                id: platform.id, problem: "base_url is not an address of this machine")
        }
        settings.port = port
        return HTTPServer(
            configuration: settings, router: platform.router(),
            render: { error, _ in SimulatedPlatform.render(error) })
    }
}
