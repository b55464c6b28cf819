import Catalog
import CatalogService
import Foundation

/// The commands that only look; they may run beside a server.
enum InspectionCommands {
    static func audit(_ arguments: Arguments) throws -> CommandLineTool.Exit {
        let report = try Inspection.audit(arguments.configuration())
        Terminal.say(arguments.isJSON ? report.json : report.text)
        return report.isComplete ? .done : .findings
    }

    static func doctor(_ arguments: Arguments) async throws -> CommandLineTool.Exit {
        let report = await Inspection.doctor { () throws(ConfigurationError) in
            try arguments.configuration()
        }
        Terminal.say(arguments.isJSON ? report.json : report.text)
        return report.isComplete ? .done : .findings
    }
}
