import Catalog
import CatalogService
import Foundation

/// The commands that only look; they may run beside a server.
enum InspectionCommands {
    /// Proofs between two notes of how far the audit has come.
    private static let proofsANote = 100_000

    static func audit(_ arguments: Arguments) throws -> CommandLineTool.Exit {
        var noted = 0
        let report = try Inspection.audit(
            arguments.configuration(),
            evidence: arguments.has("evidence")
                ? { looked in
                    guard looked / proofsANote > noted else { return }
                    noted = looked / proofsANote
                    Terminal.note("\(looked) proofs")
                } : nil)
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
