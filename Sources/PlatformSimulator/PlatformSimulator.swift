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
    private let sites: [SimulatedSite]
    /// Before the service, where callbacks go wrong on their way.
    private let callbackGates: [(FaultProxy, CallbackFaults)]
    private let servicePort: UInt16
    private let platforms: [String: SimulatedPlatform]

    /// - Parameters:
    ///   - platforms: each is served on the host and port of its `base_url`.
    ///   - coursesDirectory: holds `{platform id}.json` for each of them.
    ///   - callbackTarget: the service's URL, to which webhooks and statements go.
    ///   - refusedCourses: external ids whose enrolments are always refused.
    ///   - faults: what goes wrong on purpose.
    /// - Throws: ``SimulatorError``.
    public init(
        platforms: [PlatformConfiguration], coursesDirectory: URL, callbackTarget: String,
        pace: Pace = .demo, clock: WallClock = .system, refusedCourses: Set<String> = [],
        faults: FaultPlan = FaultPlan()
    ) throws(SimulatorError) {
        client = HTTPClient(
            workersMax: Self.reportsMax, callsPerOriginMax: Self.reportsMax, waitingMax: 100_000)
        guard let target = HTTPAddress(callbackTarget) else {
            throw .badPlatform(id: "-", problem: "the target is not a URL: \(callbackTarget)")
        }
        guard let port = UInt16(exactly: target.origin.port) else {
            throw .badPlatform(id: "-", problem: "the target has no port: \(callbackTarget)")
        }
        servicePort = port
        let elsewhere = EnrolmentsElsewhere()
        var sites: [SimulatedSite] = []
        var simulated: [String: SimulatedPlatform] = [:]
        var gates: [(FaultProxy, CallbackFaults)] = []
        for configuration in platforms {
            let id = configuration.id
            var reached = target
            if let dice = faults.dice(for: id, at: .callbacks) {
                let gate = try FaultProxy(port: 0, platform: id)
                gates.append((gate, CallbackFaults(dice: dice)))
                reached = HTTPAddress("http://127.0.0.1:\(gate.port)\(target.path)") ?? target
            }
            let platform = try Self.platform(
                configuration, coursesDirectory, client, (reached, target), pace, clock,
                refusedCourses, faults, elsewhere)
            sites.append(
                try SimulatedSite(
                    platform, dice: faults.dice(for: id, at: .answers), clock: clock))
            simulated[id] = platform
        }
        self.sites = sites
        self.platforms = simulated
        callbackGates = gates
    }

    deinit { stop() }

    /// Listens on every platform's port. A simulator starts once.
    ///
    /// - Throws: what the server throws, such as for a port that is taken; then none listens.
    public func start() throws {
        do {
            for site in sites { try site.start() }
            for (gate, faults) in callbackGates { gate.start(upstream: servicePort, faults) }
        } catch {
            stop()
            throw error
        }
    }

    /// A buyer brings the code of an order to a platform that has no enrolments; again is nothing
    /// new.
    public func bring(order: String, course: String, schedule: String?, to platform: String) {
        let application = SimulatedEnrolment.Application(
            orderID: order, courseID: course, learnerID: order, scheduleCode: schedule)
        _ = platforms[platform]?.enrol(order, application)
    }

    /// Ends the learners' reports and the servers.
    public func stop() {
        for platform in platforms.values { platform.learners.stop() }
        for (gate, _) in callbackGates { gate.stop() }
        for site in sites { site.stop(within: Self.stopSecondsMax) }
        client.close()
    }

    private static func platform(
        _ configuration: PlatformConfiguration, _ directory: URL, _ client: HTTPClient,
        _ service: (reached: HTTPAddress, named: HTTPAddress), _ pace: Pace,
        _ clock: WallClock, _ refusedCourses: Set<String>,
        _ faults: FaultPlan, _ elsewhere: EnrolmentsElsewhere
    ) throws(SimulatorError) -> SimulatedPlatform {
        guard let base = HTTPAddress(configuration.baseURL) else {
            throw .badPlatform(id: configuration.id, problem: "base_url is not a URL")
        }
        // A dialect without them has no use for the desk either.
        let clientID = configuration.credentials["client_id"] ?? configuration.id
        let clientSecret = configuration.credentials["client_secret"] ?? Random.token()
        let courses = faults.dice(for: configuration.id, at: .courses)
        let shelf = try CourseShelf(
            directory: directory, platformID: configuration.id, opening: clock.now(),
            spoiling: { courses?.spoiled($0) ?? $0 })
        let desk = EnrolmentDesk(shelf: shelf, refusedCourses: refusedCourses)
        let way = try ReportingWay(
            of: configuration, client: client, target: service.reached,
            issuer: service.named, base: base, shelf: shelf, clock: clock)
        let stories = faults.dice(for: configuration.id, at: .stories)
        let told: any LearnerReporter =
            stories.map {
                FaultyReporter(
                    platformID: configuration.id, reporter: way.reporter, dice: $0,
                    others: elsewhere)
            } ?? way.reporter
        return SimulatedPlatform(
            configuration: configuration, base: base, shelf: shelf, enrolments: desk,
            tokens: TokenDesk(
                clientID: clientID, clientSecret: clientSecret, clock: clock,
                scheme: configuration.dialect == .openedx ? "JWT" : "Bearer"),
            learners: LearnerWorker(
                platformID: configuration.id, pace: pace, clock: clock, desk: desk,
                reporter: told), record: way.record, tool: way.tool, clock: clock,
            keys: way.keys)
    }
}
