import CatalogService
import Foundation
import SQL

/// Reads the command line, runs the command and says how it ended.
enum CommandLineTool {
    static let version = "0.1.0"

    /// How a command ends; documented in `--help`.
    enum Exit: Int32 {
        case done = 0
        case failed = 1
        case usage = 2
        case findings = 3
        case database = 4
    }

    static func run(_ words: [String]) async -> Int32 {
        do {
            return try await carryOut(words).rawValue
        } catch let error as UsageError {
            Terminal.complain(error.message + "\nSee catalogd --help.")
            return Exit.usage.rawValue
        } catch let error as ConfigurationError {
            Terminal.complain("\(error)")
            return Exit.usage.rawValue
        } catch let error as DatabaseError {
            Terminal.complain(error.message)
            return Exit.database.rawValue
        } catch {
            Terminal.complain(CommandFailure.words(for: error))
            return Exit.failed.rawValue
        }
    }

    private static func carryOut(_ words: [String]) async throws -> Exit {
        switch words.first {
        case nil:
            Terminal.complain(Help.general)
            return .usage
        case "--help", "-h", "help":
            Terminal.say(Help.general)
            return .done
        case "--version":
            Terminal.say("catalogd \(version)")
            return .done
        case let word?:
            guard let command = CommandName(rawValue: word) else {
                throw UsageError("\(word) is not a command of catalogd")
            }
            let arguments = try Arguments(command: command, words: Array(words.dropFirst()))
            if arguments.wantsHelp {
                Terminal.say(Help.command(command))
                return .done
            }
            return try await run(arguments)
        }
    }

    private static func run(_ arguments: Arguments) async throws -> Exit {
        if !["sync", "token", "staff"].contains(arguments.command.rawValue),
            let extra = arguments.positionals.first
        {
            throw UsageError("catalogd \(arguments.command.rawValue) does not take \"\(extra)\"")
        }
        switch arguments.command {
        case .demo: return try await DemoCommand.run(arguments)
        case .serve: return try await ServeCommand.run(arguments)
        case .migrate: return try StoreCommands.migrate(arguments)
        case .seed: return try await StoreCommands.seed(arguments)
        case .sync: return try await StoreCommands.sync(arguments)
        case .simulate: return try await SimulateCommand.run(arguments)
        case .audit: return try InspectionCommands.audit(arguments)
        case .doctor: return try await InspectionCommands.doctor(arguments)
        case .token: return try await StoreCommands.token(arguments)
        case .staff: return try await StaffCommands.run(arguments)
        case .copy: return try MovingCommands.copy(arguments)
        case .backup: return try MovingCommands.backup(arguments)
        case .restore: return try MovingCommands.restore(arguments)
        case .openapi:
            Terminal.say(String(decoding: OpenAPIText.bytes, as: UTF8.self))
            return .done
        }
    }
}

extension Arguments {
    /// The configuration from file, environment and flags.
    func configuration() throws(ConfigurationError) -> Configuration {
        try Configuration.load(
            file: value("config"), environment: ProcessInfo.processInfo.environment,
            flags: settings)
    }
}
