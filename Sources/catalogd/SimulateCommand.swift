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
            refused: arguments.value("refuse")?.split(separator: ",").map(String.init) ?? [])
        Terminal.say("The simulated platforms are up; stop them with Ctrl-C.")
        await StopSignal.wait()
        simulator.stop()
        return .done
    }

    static func start(
        _ configuration: Configuration, target: String, refused: [String]
    ) throws -> PlatformSimulator {
        let platforms = try PlatformDirectory.configurations(file: configuration.platformsFile)
        let courses = URL(fileURLWithPath: configuration.seedDirectory)
            .appendingPathComponent("courses")
        let simulator = try PlatformSimulator(
            platforms: platforms.filter(\.enabled), coursesDirectory: courses,
            callbackTarget: target, pace: .demo, clock: .system, refusedCourses: Set(refused))
        try simulator.start()
        return simulator
    }
}
