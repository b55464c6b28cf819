import Catalog
import HTTPServer
import PlatformAdapters

/// One platform's server and, where something shall go wrong, what stands before it and before
/// the service.
struct SimulatedSite: Sendable {
    private let server: HTTPServer
    /// Between the service and the platform; nil where nothing goes wrong there.
    private let gate: FaultProxy?
    private let treatment: AnswerFaults?

    /// - Parameter dice: what goes wrong with its answers; nil for nothing.
    init(
        _ platform: SimulatedPlatform, dice: FaultDice?, clock: WallClock
    ) throws(SimulatorError) {
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
        if let dice {
            guard settings.host == "127.0.0.1" else {
                throw .badPlatform(
                    id: platform.id, problem: "faults need a base_url on 127.0.0.1")
            }
            gate = try FaultProxy(port: port, platform: platform.id)
            treatment = AnswerFaults(dice: dice, clock: clock)
            settings.port = 0
        } else {
            gate = nil
            treatment = nil
            settings.port = port
        }
        server = HTTPServer(
            configuration: settings, router: platform.router(),
            render: { error, _ in SimulatedPlatform.render(error) })
    }

    func start() throws {
        let port = try server.start()
        if let treatment { gate?.start(upstream: port, treatment) }
    }

    func stop(within seconds: Double) {
        gate?.stop()
        server.stop(within: seconds)
    }
}
