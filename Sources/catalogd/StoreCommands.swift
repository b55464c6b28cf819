import Catalog
import CatalogService
import Foundation

/// The commands that write: through a running server where there is one, else on the file itself.
enum StoreCommands {
    static let participantsMax = 10_000_000

    static func migrate(_ arguments: Arguments) throws -> CommandLineTool.Exit {
        let service = try Service(arguments.configuration())
        service.close()
        let version = Schema.migrations.last?.version ?? 0
        Terminal.say(
            arguments.isJSON
                ? "{\"schema_version\":\(version)}" : "The database has this version's schema.")
        return .done
    }

    static func seed(_ arguments: Arguments) async throws -> CommandLineTool.Exit {
        let configuration = try arguments.configuration()
        let participants = try arguments.number("participants", in: 0...participantsMax) ?? 0
        if arguments.value("tokens") != nil, participants == 0 {
            throw UsageError("--tokens needs --participants")
        }
        return try await perform(
            .seed(
                directory: absolute(configuration.seedDirectory), participants: participants,
                tokensFile: arguments.value("tokens").map(absolute)),
            arguments)
    }

    static func sync(_ arguments: Arguments) async throws -> CommandLineTool.Exit {
        try await perform(
            .sync(
                platforms: arguments.positionals, full: arguments.has("full"),
                accept: arguments.has("accept"), showRejects: arguments.has("show-rejects")),
            arguments)
    }

    static func token(_ arguments: Arguments) async throws -> CommandLineTool.Exit {
        guard arguments.positionals == ["issue"] else {
            throw UsageError("use: catalogd token issue --participant ID | --staff ID")
        }
        let participant = arguments.value("participant")
        let staff = arguments.value("staff")
        guard (participant == nil) != (staff == nil) else {
            throw UsageError("give either --participant ID or --staff ID")
        }
        return try await perform(
            .issueToken(participant: participant, staff: staff), arguments)
    }

    static func perform(
        _ command: AdminCommand, _ arguments: Arguments
    ) async throws -> CommandLineTool.Exit {
        let outcome = try await Service.carryOut(
            command, configuration: arguments.configuration(), progress: Terminal.note)
        Terminal.say(arguments.isJSON ? outcome.json : outcome.text)
        return outcome.isComplete ? .done : .failed
    }

    /// The server may have another working directory than the command.
    private static func absolute(_ path: String) -> String {
        URL(fileURLWithPath: path).path
    }
}
