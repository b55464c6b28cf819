import Catalog
import CatalogService
import Foundation
import PlatformSimulator

/// `catalogd simulate`: the eight platforms on loopback, without the server.
enum SimulateCommand {
    static func run(_ arguments: Arguments) async throws -> CommandLineTool.Exit {
        let configuration = try arguments.configuration()
        let simulator = try start(
            configuration, target: arguments.value("target") ?? configuration.publicURL,
            refused: arguments.value("refuse")?.split(separator: ",").map(String.init) ?? [],
            faults: try faults(arguments))
        let stop = StopSignal()
        Terminal.say("The simulated platforms are up; stop them with Ctrl-C.")
        await stop.wait()
        simulator.stop()
        return .done
    }

    /// The plan of `--faults FILE` and what `--fault NAME[@platform][,…]` adds to it.
    static func faults(_ arguments: Arguments) throws -> FaultPlan {
        var plan = FaultPlan()
        do throws(SimulatorError) {
            if let file = arguments.value("faults") {
                guard let data = FileManager.default.contents(atPath: file) else {
                    throw .badFault("\(file) cannot be read")
                }
                plan = try FaultPlan(file: Array(data))
            }
            if let names = arguments.value("fault") {
                plan.rules += try FaultPlan(names: names).rules
            }
        } catch {
            throw UsageError("\(error)")
        }
        return plan
    }

    static func start(
        _ configuration: Configuration, target: String, refused: [String], faults: FaultPlan
    ) throws -> PlatformSimulator {
        let platforms = try PlatformDirectory.configurations(file: configuration.platformsFile)
        let courses = URL(fileURLWithPath: configuration.seedDirectory)
            .appendingPathComponent("courses")
        let simulator = try PlatformSimulator(
            platforms: platforms.filter(\.enabled), coursesDirectory: courses,
            callbackTarget: target, pace: .demo, clock: .system, refusedCourses: Set(refused),
            faults: faults)
        try simulator.start()
        return simulator
    }
}
