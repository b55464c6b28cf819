import Catalog
import CatalogService
import PlatformSimulator

/// In the demo, buyers bring their codes to the platforms that learn of them in no other way (the
/// dialect `prakerja` has no enrolment), as the people whom they stand for would.
struct DemoLearners: Sendable {
    /// Between two looks, in milliseconds.
    static let pauseMilliseconds = 500

    let service: Service
    let simulator: PlatformSimulator
    let platforms: [String]

    init(_ service: Service, _ simulator: PlatformSimulator, platformsFile: String) throws {
        self.service = service
        self.simulator = simulator
        platforms = try PlatformDirectory.configurations(file: platformsFile)
            .filter { $0.enabled && $0.dialect == .prakerja }.map(\.id)
    }

    /// Runs until the task is cancelled.
    func run() async {
        while !Task.isCancelled {
            for platform in platforms {
                // A store that fails now is asked again.
                let codes = (try? await service.carriedCodes(of: platform)) ?? []
                for code in codes {
                    simulator.bring(
                        order: code.order.value, course: code.externalCourseID,
                        schedule: code.scheduleCode, to: platform)
                }
            }
            try? await Task.sleep(for: .milliseconds(Self.pauseMilliseconds))
        }
    }
}
