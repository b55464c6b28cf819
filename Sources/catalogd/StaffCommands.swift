import Catalog
import CatalogService
import Foundation

/// `catalogd staff`: the first person of the staff, and codes for who has no app at hand.
enum StaffCommands {
    static func run(_ arguments: Arguments) async throws -> CommandLineTool.Exit {
        switch arguments.positionals.first {
        case "add" where arguments.positionals.count == 1: return try await add(arguments)
        case "code" where arguments.positionals.count == 2: return try code(arguments)
        default:
            throw UsageError(
                "use: catalogd staff add --email ADDRESS --name NAME --role ROLE, "
                    + "or catalogd staff code SECRET")
        }
    }

    private static func add(_ arguments: Arguments) async throws -> CommandLineTool.Exit {
        func needed(_ name: String) throws(UsageError) -> String {
            guard let value = arguments.value(name) else {
                throw UsageError("staff add needs --\(name)")
            }
            return value
        }
        let roles = Staff.Role.allCases.map(\.rawValue)
        guard let role = Staff.Role(rawValue: try needed("role")) else {
            throw UsageError("--role is one of \(roles.joined(separator: ", "))")
        }
        let input = AdminCommand.NewStaff(
            email: try needed("email"), name: try needed("name"), role: role,
            platform: arguments.value("platform"))
        return try await StoreCommands.perform(.addStaff(input), arguments)
    }

    /// The code that an authenticator app would show now for this secret.
    private static func code(_ arguments: Arguments) throws -> CommandLineTool.Exit {
        guard let factor = SecondFactor(base32: arguments.positionals[1]) else {
            throw UsageError("SECRET is not 16 to 64 bytes in base 32")
        }
        let code = factor.code(step: SecondFactor.step(at: WallClock.system.now()))
        Terminal.say(arguments.isJSON ? "{\"code\":\"\(code)\"}" : code)
        return .done
    }
}
