import CatalogService
import Foundation

/// `catalogd demo`: everything in one process, for a first look.
enum DemoCommand {
    /// Where the demo keeps its database unless it is told otherwise.
    static let directory = ".run"

    static func run(_ arguments: Arguments) async throws -> CommandLineTool.Exit {
        var configuration = try arguments.configuration()
        configuration.isDemo = true
        if configuration.store == Configuration().store {
            try FileManager.default.createDirectory(
                atPath: directory, withIntermediateDirectories: true)
            configuration.store = .sqlite(path: directory + "/demo.db")
        }
        if arguments.has("fresh") { try Service.forget(configuration.store) }
        let service = try Service(configuration)
        let simulator = try SimulateCommand.start(
            configuration, target: configuration.publicURL, refused: [],
            faults: try SimulateCommand.faults(arguments))
        let seeded = try await service.perform(
            .seed(
                directory: configuration.seedDirectory, participants: 0, tokensFile: nil),
            progress: { _ in })
        let stop = StopSignal()
        try await service.start()
        Terminal.say(seeded.text)
        let people = try DemoPeople.introductions(seedDirectory: configuration.seedDirectory)
        let colleagues = try await service.openDemoStaff()
        Terminal.say(banner(configuration.publicURL, people, colleagues))
        let learners = try DemoLearners(
            service, simulator, platformsFile: configuration.platformsFile)
        let learning = Task { await learners.run() }
        await stop.wait()
        learning.cancel()
        await service.stop()
        simulator.stop()
        return .done
    }

    private static func banner(
        _ url: String, _ people: [DemoPeople.Introduction],
        _ colleagues: [DemoPeople.Colleague]
    ) -> String {
        let lines = people.map { line($0.email, $0.about) }
        let staff = colleagues.map { line($0.email, "\($0.role.rawValue): \($0.about)") }
        let password = colleagues.first?.password ?? ""
        let secret = colleagues.first?.factor.base32 ?? ""
        return """

            catalogd is up on \(url), with eight simulated platforms.

            Who can sign in (password belajar):
            \(lines.joined(separator: "\n"))

            Staff, at \(url)/staff (password \(password)):
            \(staff.joined(separator: "\n"))
              Their code: catalogd staff code \(secret)
              Password and secret are for everybody to read: of this demo alone.

            Try:
              curl '\(url)/v1/courses?q=akutansi'
              curl -X POST \(url)/v1/sessions -H 'Content-Type: application/json' \\
                   -d '{"email":"siti@example.id","password":"belajar"}'
            Mail that is sent is shown at \(url)/demo/surat, the design at \(url)/styleguide.
            The README walks through a purchase. Stop with Ctrl-C.
            """
    }

    private static func line(_ email: String, _ about: String) -> String {
        "  " + email.padding(toLength: 20, withPad: " ", startingAt: 0) + about
    }
}
